"""The portal's addresses and one more, which publishes from a page thread as a service would."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from foundation.live.services import publish
from foundation.live.topics import register_topic
from portal.urls import urlpatterns as portal_urls

register_topic(r"test\.news:[a-z0-9]+")


def publish_news(request: HttpRequest) -> HttpResponse:
    publish("test.news:a", {"number": 1})
    return HttpResponse("published")


PAGE = """<!doctype html><title>News</title><script type="module" src="/static/js/live.js"></script>
<script type="module" src="/static/test-news.js"></script><ol data-live-topic="test.news:a"></ol>"""
LISTENER = """document.addEventListener("portal:live", (event) => {
  const item = document.createElement("li");
  item.textContent = event.detail.missed ? "missed" : `number ${event.detail.payload.number}`;
  event.target.append(item);
});"""


def news_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


def listener(request: HttpRequest) -> HttpResponse:
    return HttpResponse(LISTENER, content_type="text/javascript")


urlpatterns = [
    path("test-publish/", publish_news),
    path("test-news/", news_page),
    path("static/test-news.js", listener),
    *portal_urls,
]
