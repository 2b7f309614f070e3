"""What a reader asks for, read from the address."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dashboards.months import Months
from dashboards.opendata.comparing import MOST_BYTES, too_large
from dashboards.periods import PeriodRefused
from foundation.places.models import Level, Place

EARLIEST = 10  # years back
MONTH = re.compile(r"(\d{4})-(\d{2})")


class MonthField(forms.CharField):
    """2026-11. The first day of the month."""

    widget = forms.TextInput(attrs={"type": "month", "inputmode": "numeric"})

    def to_python(self, value: Any) -> Any:
        found = MONTH.fullmatch(super().to_python(value) or "")
        if found and 1 <= int(found[2]) <= 12 and int(found[1]) > 0:
            return date(int(found[1]), int(found[2]), 1)
        raise forms.ValidationError(_("Write a month as year and month, such as 2026-11."))


class PeriodForm(forms.Form):
    """From one month to another; the last twelve that are over where nothing is said."""

    since = MonthField(label=pgettext_lazy("figure", "From month"))
    until = MonthField(label=pgettext_lazy("figure", "To month"))

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.default = Months.last_twelve(localdate())
        super().__init__({**self.first_words(), **{name: value for name, value in data.items() if value}})

    def first_words(self) -> dict[str, str]:
        return {"since": f"{self.default.first:%Y-%m}", "until": f"{self.default.last:%Y-%m}"}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            self.months = self._months("since", "until")
        return given

    def _months(self, since: str, until: str) -> Months:
        """What is wrong is said beside the later month."""
        first, last = self.cleaned_data[since], self.cleaned_data[until]
        today = localdate()
        if last > today:
            self.add_error(until, _("This month has not come yet."))
        elif first.year < today.year - EARLIEST:
            self.add_error(since, _("Figures go back %(years)d years.") % {"years": EARLIEST})
        try:
            return Months(first, last)
        except PeriodRefused as refused:
            self.add_error(until, str(refused))
            return self.default

    @property
    def query(self) -> str:
        """What was chosen, for links to other figures; empty where nothing was."""
        return "" if self.months == self.default else self.permanent_query

    @property
    def permanent_query(self) -> str:
        """Says the same next year."""
        return "?" + urlencode({"since": f"{self.months.first:%Y-%m}", "until": f"{self.months.last:%Y-%m}"})


class CompareForm(PeriodForm):
    """Two places, two periods, or both. The second period is the one before the first where nothing is said."""

    place = forms.ChoiceField(label=pgettext_lazy("figure", "First place"))
    other = forms.ChoiceField(label=pgettext_lazy("figure", "Second place"))
    other_since = MonthField(label=gettext_lazy("Second period from month"))
    other_until = MonthField(label=gettext_lazy("Second period to month"))
    field_order = ("place", "since", "until", "other", "other_since", "other_until")

    def __init__(self, data: Mapping[str, Any]) -> None:
        listed = Place.objects.current().filter(level__in=[Level.CITY, Level.TOWN])
        self.places = {each.code: each for each in listed}
        super().__init__(data)
        for name in ("place", "other"):
            field: Any = self.fields[name]
            field.choices = [(code, each.display_name) for code, each in self.places.items()]
            field.error_messages["invalid_choice"] = _("There is no such town.")

    def first_words(self) -> dict[str, str]:
        before, city = self.default.before, next(iter(self.places), "")
        return super().first_words() | {
            "place": city, "other": city,
            "other_since": f"{before.first:%Y-%m}", "other_until": f"{before.last:%Y-%m}",
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors:
            self.other_months = self._months("other_since", "other_until")
        return given

    def place_of(self, name: str) -> Place:
        return self.places[self.cleaned_data[name]]


class HallForm(forms.Form):
    """How the screen of a hall goes: how long each scene stands, or which one alone."""

    seconds = forms.IntegerField(
        label=pgettext_lazy("hall", "Seconds for each scene"), required=False, min_value=5, max_value=600
    )
    scene = forms.ChoiceField(label=pgettext_lazy("hall", "One scene only"), required=False)

    def __init__(self, data: Mapping[str, Any], scenes: Mapping[str, Any]) -> None:
        super().__init__(data)
        field: Any = self.fields["scene"]
        field.choices = [("", pgettext_lazy("hall", "All scenes")), *scenes.items()]
        field.error_messages["invalid_choice"] = _("There is no such scene.")


class CheckForm(forms.Form):
    """A file to compare with the published one."""

    file = forms.FileField(
        label=pgettext_lazy("open data", "CSV or zip file"),
        help_text=gettext_lazy("At most 20 MB. It is compared and forgotten: nothing is kept."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.zip,text/csv,application/zip"}),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )

    def clean_file(self) -> Any:
        """Its size before anything reads it."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(too_large())
        return given
