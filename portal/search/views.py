"""The page of results. Plain GET, never kept: what people search for is nobody's business."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.search.asking import Asked, read_question
from portal.search.finding import MOST_PAGES, Found, find
from portal.search.models import Kind

LONGEST = 500


@require_safe
@never_cache
def results(request: HttpRequest) -> HttpResponse:
    asked = read_question(request.GET.get("q", "")[:LONGEST])
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    language = (get_language() or "zh")[:2]
    found = find(asked, language=language, request=request, kind=kind, page=_page_number(request))
    context = {"asked": asked, "found": found, "kind": kind, "kinds": [("", ""), *Kind.choices]}
    context |= {"next_url": _way(asked, kind, found, 1), "previous_url": _way(asked, kind, found, -1)}
    return render(request, "portal_search/results.html", context)


def _way(asked: Asked, kind: str, found: Found, step: int) -> str:
    """The address of the next or the previous page; "" where there is none."""
    number = found.page + step
    facts = {"q": asked.text, "kind": kind, "page": number}
    return (
        "?" + urlencode({name: value for name, value in facts.items() if value}) if 1 <= number <= found.pages else ""
    )


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 3 and int(given) <= MOST_PAGES else 1
