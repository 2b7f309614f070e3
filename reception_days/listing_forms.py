"""What the office asks its lists for. Nothing here changes anything."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.people.reveals import LONGEST_PURPOSE, SHORTEST_PURPOSE
from reception_days.listing_desk import UNANSWERED, WITHOUT_SEAT, Wanted
from reception_days.models import BookingState, HalfDay, LeaderSession, ReminderAnswer

SENSITIVE = ("needs",)  # what a body needs is shown to those who arrange it


class BookingFilterForm(forms.Form):
    """Read from the address: all of it is harmless there. What is not understood is ignored."""

    state = forms.ChoiceField(required=False, choices=BookingState.choices, widget=forms.HiddenInput)
    who = forms.ChoiceField(label=_("Leader or half day"), required=False)
    reminder = forms.ChoiceField(
        label=_("Answer to the reminder"),
        required=False,
        choices=[
            ("", pgettext_lazy("filter", "All")),
            (UNANSWERED, _("Reminded, no answer yet")),
            *[choice for choice in ReminderAnswer.choices if choice[0]],
        ],
    )
    overdue = forms.BooleanField(label=_("Our answer is overdue"), required=False)
    needs = forms.BooleanField(label=_("With needs for the visit"), required=False)
    written = forms.BooleanField(label=_("Wants a written reply"), required=False)

    def __init__(self, data: Mapping[str, Any], *, sessions: Iterable[LeaderSession], with_needs: bool) -> None:
        super().__init__(data)
        leaders = [(str(each.pk), session_label(each)) for each in sessions]
        everybody = [("", pgettext_lazy("filter", "All")), *HalfDay.choices]
        self.fields["who"].choices = [*everybody, *leaders, (WITHOUT_SEAT, _("Without a time"))]  # type: ignore[attr-defined]
        if not with_needs:
            for name in SENSITIVE:
                del self.fields[name]

    @property
    def wanted(self) -> Wanted:
        self.is_valid()  # fills cleaned_data with what was understood
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})

    @property
    def is_narrow(self) -> bool:
        """Narrowed by more than the state, so that the page shows by what."""
        return self.wanted != Wanted(state=self.wanted.state)

    def query(self, **others: object) -> str:
        """The same filter as part of an address, with other values put in its place."""
        kept = {name: value if isinstance(value, str) else "on" for name, value in vars(self.wanted).items() if value}
        return urlencode({name: value for name, value in (kept | others).items() if value})


def session_label(session: LeaderSession) -> str:
    return f"{session.get_half_day_display()} · {session.display_post} {session.leader_name}"


class BookingSearchForm(forms.Form):
    """Sent by POST, so that no name and no phone stands in an address or a log."""

    text = forms.CharField(
        label=_("Find a booking of this day"),
        help_text=_("Number, exact name, or exact phone; also of the person who registered for somebody."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter a number, a name or a phone.")},
    )


class FullNamesForm(forms.Form):
    """Why a sheet needs names in full."""

    session = forms.ChoiceField(label=_("Sheet"))
    purpose = forms.CharField(
        label=_("What do you need the full names for?"),
        help_text=_("It is noted, and each person can see it."),
        min_length=SHORTEST_PURPOSE,
        max_length=LONGEST_PURPOSE,
        error_messages={
            "required": _("Say in a few words what you need this for."),
            "min_length": _("Say in a few words what you need this for."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, sessions: Iterable[LeaderSession]) -> None:
        super().__init__(data)
        self.fields["session"].choices = [(str(each.pk), session_label(each)) for each in sessions]  # type: ignore[attr-defined]
