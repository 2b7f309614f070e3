"""Lists of pages: newest first, a page at a time, with an archive by year and month."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from portal.pages.addresses import with_addresses

PER_PAGE = 20
_Page: Any = Page if TYPE_CHECKING else object  # a mixin: Django gives each page one way to its row of pages
YEAR, MONTH = re.compile(r"^(19|20)\d\d$"), re.compile(r"^(0[1-9]|1[0-2])$")


def page_number(request: HttpRequest) -> int:
    """Raises Http404 for anything but one plain number, so that readers cannot fill the page cache with spellings."""
    given = request.GET.getlist("page") or ["1"]
    if len(given) > 1 or not re.fullmatch(r"[1-9]\d{0,5}", given[0]):
        raise Http404
    return int(given[0])


def one_page(request: HttpRequest, found: QuerySet[Any], per_page: int = PER_PAGE) -> ListPage[Any]:
    """Raises Http404 past the end."""
    number, paginator = page_number(request), Paginator(found, per_page)
    if number > paginator.num_pages:
        raise Http404
    page = paginator.page(number)
    page.object_list = with_addresses(page.object_list)
    return page


class DatedIndex(_Page):
    """An index whose pages below carry a date: /news/, /news/2026/, /news/2026/11/."""

    listed_model: type[Page]
    date_field = "date"
    public_query: Sequence[str] = ("page",)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        year, month = [*path_components, "", ""][:2]
        is_period = YEAR.match(year) and (not month or MONTH.match(month)) and len(path_components) <= 2
        if is_period and self.live:
            return RouteResult(self, kwargs={"year": int(year), "month": int(month or 0)})
        return super().route(request, path_components)

    def listed(self) -> QuerySet[Any]:
        newest_first = (f"-{self.date_field}", "-pk")
        return self.listed_model.objects.live().child_of(self).order_by(*newest_first).defer_streamfields()

    def archive(self) -> list[tuple[int, list[tuple[date, int]]]]:
        """Years, newest first, with their months and how much there is of each. One query."""
        counted = self.listed_model.objects.live().child_of(self).annotate(in_month=TruncMonth(self.date_field))
        years: dict[int, list[tuple[date, int]]] = {}
        for month, count in counted.values_list("in_month").annotate(n=Count("pk")).order_by("-in_month"):
            years.setdefault(month.year, []).append((month, count))
        return list(years.items())

    def get_context(
        self, request: HttpRequest, *args: Any, year: int = 0, month: int = 0, **kwargs: Any
    ) -> dict[str, Any]:
        found = self.listed()
        if year:
            found = found.filter(**{f"{self.date_field}__year": year})
        if month:
            found = found.filter(**{f"{self.date_field}__month": month})
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        listed = one_page(request, found)
        if year and not listed.object_list:
            raise Http404
        context |= {"listed": listed, "archive": self.archive(), "year": year, "month": month}
        return context | {"month_shown": date(year, month, 1) if month else None}
