"""Public letters (信件公开): what was asked and answered, for everybody to read."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from foundation.api.paging import BadCursor, Page, page_of
from foundation.places.models import Unit
from foundation.requests.public_pages import mark_as_public, public_page
from matters.models import Category, Publication
from matters.public_letters import LONGEST_QUESTION, MOST_FOUND, Narrowed, letters

PAGE = 20
NEWEST = ("-published_at", "-pk")
FILTERS = ("category", "unit", "year")
ALL = ("", pgettext_lazy("filter", "All"))


class LettersForm(forms.Form):
    """Read from the address. What is not understood is ignored."""

    q = forms.CharField(label=_("Words in the letter"), required=False, max_length=LONGEST_QUESTION)
    category = forms.ChoiceField(label=_("Kind of matter"), required=False)
    unit = forms.ChoiceField(label=_("Unit that answered"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.categories = {row.code: row for row in Category.objects.public_choices().filter(depth=1, redirect_kind="")}
        self.units = {row.code: row for row in Unit.objects.active().order_by("path")}
        self._offer("category", [(code, row.display_name) for code, row in self.categories.items()])
        self._offer("unit", [(code, row.display_name) for code, row in self.units.items()])
        self._offer("year", [(str(year), str(year)) for year in _years()])
        self.is_understood = self.is_valid()

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]  # all of them are choice fields

    @property
    def narrowed(self) -> Narrowed:
        given = self.cleaned_data
        category, unit = self.categories.get(given.get("category", "")), self.units.get(given.get("unit", ""))
        return Narrowed(
            text=given.get("q", ""),
            category=category.pk if category else None,
            unit=unit.pk if unit else None,
            year=int(given["year"]) if given.get("year") else None,
        )

    def query(self, **others: str) -> str:
        kept = {name: value for name, value in self.cleaned_data.items() if value}
        return urlencode(kept | others)


def _years() -> range:
    """From the newest letter's year to the oldest's."""
    rows = Publication.objects.public()
    newest = rows.order_by("-published_at").values_list("published_at", flat=True).first()
    oldest = rows.order_by("published_at").values_list("published_at", flat=True).first()
    if newest is None or oldest is None:
        return range(0)
    return range(localtime(newest).year, localtime(oldest).year - 1, -1)


@require_safe
def letter_list(request: HttpRequest) -> HttpResponse:
    """The newest first. Kept ready-made unless somebody searches: anybody could fill the cache with made-up words."""
    form = LettersForm(request.GET)
    narrowed = form.narrowed
    page = _page(letters(narrowed), request.GET.get("after"))
    context = {
        "form": form,
        "letters": page.items,
        "text": narrowed.text,
        "is_narrow": narrowed != Narrowed(),
        "is_cut": bool(narrowed.words) and page.next is None and len(page.items) == PAGE,
        "most": MOST_FOUND,
        "next_url": f"?{form.query(after=page.next)}" if page.next else "",
        "first_url": f"?{form.query()}" if request.GET.get("after") else "",
    }
    response = render(request, "matters/letters/list.html", context)
    is_kept = form.is_understood and not narrowed.text and "after" not in request.GET
    return mark_as_public(response, FILTERS) if is_kept else response


def _page(rows: Any, cursor: str | None) -> Page[Publication]:
    rows = rows.select_related("category", "unit").defer("text", "reply")
    try:
        return page_of(rows, cursor=cursor, order=NEWEST, size=PAGE)
    except BadCursor:
        return page_of(rows, cursor=None, order=NEWEST, size=PAGE)


@require_safe
@public_page
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, masked text, answer, unit, days and the town; nothing that leads back to the matter or the person."""
    rows = Publication.objects.public().select_related("category", "unit", "place")
    return render(request, "matters/letters/letter.html", {"letter": get_object_or_404(rows, pk=pk)})
