"""From an address to its page. Wagtail asks the database twice for each step of the way; the way is remembered here
(portal.kept), the page itself is read anew each time, and who may see it is Wagtail's to say, as ever."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from portal.kept import remember
from portal.pages.addresses import with_addresses


class Way(NamedTuple):
    """Which page answers, and with what: a list of news also answers for its years and months."""

    model: type[Page]
    key: int
    args: Any
    kwargs: Any


def serve(request: HttpRequest, path: str) -> HttpResponse:
    way = remember(("way", request.get_host(), get_language(), path), lambda: find_way(request, path))
    if not hasattr(request, "_wagtail_route_for_request"):
        for page in with_addresses(way.model.objects.live().filter(pk=way.key)):  # one, or none any more
            request._wagtail_route_for_request = RouteResult(page, way.args, way.kwargs)  # type: ignore[attr-defined]
    return wagtail_serve(request, path)


def find_way(request: HttpRequest, path: str) -> Way:
    """Raises Http404, so that addresses nobody has are not remembered."""
    found = Page.route_for_request(request, path)
    if found is None:
        raise Http404
    page, args, kwargs = found
    return Way(type(page), page.pk, args, kwargs)
