"""What lets people put the site on their phone's first screen, and what it shows there without a connection."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.kept import remember
from portal.site_marks import SiteMarks

BAND, GROUND = "#0a3d66", "#f2f5f7"  # as in static/css/portal.css
ICONS = (("img/icon-192.png", "192x192", "any"), ("img/icon-512.png", "512x512", "any maskable"))


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    marks = remember(("marks",), SiteMarks.load)
    name = marks.name or settings.WAGTAIL_SITE_NAME
    content = {
        "id": "/",
        "name": name,
        "short_name": name[:12],
        "description": marks.tagline or name,
        "lang": "zh-Hans",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": BAND,
        "background_color": GROUND,
        "icons": [
            {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for path, sizes, purpose in ICONS
        ],
    }
    return JsonResponse(
        content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Made by a template so that it names the files as they are stored, and from the root so that it may serve it."""
    return render(request, "portal/service_worker.js", content_type="text/javascript")


@require_safe
@cache_control(public=True, max_age=3600)
def offline(request: HttpRequest) -> HttpResponse:
    """In both languages and without a word about the reader: a phone keeps it."""
    return render(request, "portal/offline.html")
