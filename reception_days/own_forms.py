"""What is asked when a booking already exists: another time, and the answer to a reminder."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reception_days.forms import leader_choices, time_label
from reception_days.models import LeaderSession, ReminderAnswer


class RescheduleForm(forms.Form):
    """Another free time, as on the way through registering; by whom stays a wish."""

    starts_at = forms.ChoiceField(
        label=_("When would you like to come instead?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a time."),
            "invalid_choice": _("This time has just been taken. Please choose another."),
        },
    )
    preferred = forms.ChoiceField(label=_("Who should hear it?"), required=False)

    def __init__(
        self, *args: Any, times: dict[datetime, int], sessions: Iterable[LeaderSession], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].choices = [  # type: ignore[attr-defined]
            (starts_at.isoformat(), time_label(starts_at, free)) for starts_at, free in times.items()
        ]
        self.fields["preferred"].choices = [("", _("As before")), *leader_choices(sessions)]  # type: ignore[attr-defined]

    def clean_starts_at(self) -> datetime:
        return datetime.fromisoformat(self.cleaned_data["starts_at"])


class CallerForm(forms.Form):
    """What somebody says who calls or comes about a registration they have."""

    number = forms.CharField(
        label=_("Number"),
        help_text=_("On the receipt, the slip and in every message."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Ask for the number.")},
    )
    proof = forms.CharField(
        label=_("Query code, or the phone given at the registration"),
        help_text=_("Ask for it; do not read it out."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Ask for the query code, or for the phone given at the registration.")},
    )


class ReminderForm(forms.Form):
    """One of three buttons."""

    answer = forms.ChoiceField(
        choices=[choice for choice in ReminderAnswer.choices if choice[0]],
        error_messages={
            "required": _("Please choose one of the three answers."),
            "invalid_choice": _("Please choose one of the three answers."),
        },
    )
