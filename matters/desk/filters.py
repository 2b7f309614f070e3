"""What staff ask their lists for. Read from the address: all of it is harmless there."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.numbers.services import is_valid_number, normalise_number
from foundation.places.models import Level, Place, Unit
from matters.desk.listing import EXTENSION, NEAR, NO_ROUTE, OVERDUE, RECHECK, REOPENED, RETURN, Wanted
from matters.models import Category, Channel
from matters.states import MatterState, Urgency

ALL = ("", pgettext_lazy("filter", "All"))
ONLY = [
    ALL,
    (OVERDUE, pgettext_lazy("filter", "Overdue")),
    (NEAR, _("Limit is near")),
    (RETURN, _("The unit asks to return it")),
    (EXTENSION, _("More time is asked for")),
    (REOPENED, pgettext_lazy("filter", "Reopened")),
    (RECHECK, _("Not solved at the re-check")),
    (NO_ROUTE, _("No rule says whose it is")),
]


class MatterFilterForm(forms.Form):
    """What is not understood is ignored."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *MatterState.choices])
    only = forms.ChoiceField(label=_("Only"), required=False, choices=ONLY)
    category = forms.ChoiceField(label=_("Kind of matter"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    unit = forms.ChoiceField(label=_("Responsible unit"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[ALL, *Channel.choices])
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=[ALL, *Urgency.choices])

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        places = Place.objects.current().filter(level__in=[Level.CITY, Level.TOWN])
        units = Unit.objects.active().order_by("path")
        self._offer("category", [(row.code, _indented(row)) for row in Category.objects.active().handled_here()])
        self._offer("place", [(place.code, place.display_name) for place in places])
        self._offer("unit", [(unit.code, unit.display_name) for unit in units])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]  # all of them are choice fields

    @property
    def wanted(self) -> Wanted:
        self.is_valid()  # fills cleaned_data with what was understood
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})

    @property
    def is_narrow(self) -> bool:
        """Narrowed by more than the buttons on top of the list show."""
        wanted = self.wanted
        return wanted != Wanted(state=wanted.state, only=wanted.only)

    def query(self, **others: str) -> str:
        """The same filter as part of an address, with other values put in its place."""
        kept = {name: value for name, value in vars(self.wanted).items() if value}
        return urlencode({name: value for name, value in (kept | others).items() if value})


def _indented(category: Category) -> str:
    return f"{'　' * (category.depth - 1)}{category.display_name}"


class MatterSearchForm(forms.Form):
    """Sent by POST, so that no number stands in an address or a log."""

    number = forms.CharField(
        label=_("Find by number"),
        help_text=_("Our number, or the one of an official system."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "accesskey": "f"}),
        error_messages={"required": _("Enter the matter's number.")},
    )

    @property
    def as_ours(self) -> str:
        """In our own form; "" where it can only be another system's."""
        typed = self.cleaned_data["number"]
        return normalise_number(typed) if is_valid_number(typed) else ""
