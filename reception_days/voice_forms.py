"""The one screen on which a clerk writes down what somebody tells. Short labels: whoever types knows the form."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.people.identifiers import normalise_id_number, normalise_phone, validate_id_number, validate_phone
from foundation.places.forms import PlaceField
from matters.fields import SHORTEST_REQUEST, UNSURE, LongTextField, checked_name
from matters.models import Category, Channel, ComplaintKind
from matters.services import text_limit
from reception_days.forms import leader_choices, time_label
from reception_days.models import (
    MOST_REPRESENTATIVES,
    AccessNeed,
    ConsentForm,
    LeaderSession,
    ReceptionDay,
    Relation,
)
from reception_days.services import ProxyFacts

SELF = "self"
TYPED = {"autocomplete": "off", "spellcheck": "false"}
LIMIT = text_limit(Channel.WINDOW)  # the same for every channel on which a clerk types


def day_label(day: ReceptionDay) -> str:
    return f"{date_format(day.date, 'DAY_FORMAT')} · {day.place}"


class VoiceForm(forms.Form):
    """Who speaks may have no phone of their own and no code: everything on one page, in the order of a talk."""

    day = forms.ChoiceField(label=_("Day"), help_text=_("Another day: choose it, then press “Keep this time”."))
    starts_at = forms.ChoiceField(
        label=_("Time"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a time."),
            "invalid_choice": _("This time is not free (any more). Please choose another."),
        },
    )
    preferred = forms.ChoiceField(
        label=_("Leader they wish for"), required=False, help_text=_("A wish, not a promise.")
    )
    category = forms.ChoiceField(label=_("Subject"))
    text = LongTextField(
        limit=LIMIT,
        label=_("What happened"),
        help_text=_("In their own words; read it back to them. Up to 20,000 characters."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write down in a few sentences what happened.")},
    )
    request = LongTextField(
        shortest=SHORTEST_REQUEST,
        limit=LIMIT,
        label=_("What they ask for"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write down what they would like to be done.")},
    )
    place = PlaceField(
        label=_("Where it is"), required=False, help_text=_("Leave it empty if it concerns the whole city.")
    )
    complaint = forms.ChoiceField(label=_("Complaint about somebody's conduct"), required=False)
    name = forms.CharField(
        label=_("Name of the person who comes"),
        widget=forms.TextInput(attrs=TYPED),
        error_messages={"required": _("Enter the name of the person who comes.")},
    )
    id_number = forms.CharField(
        label=_("ID number"),
        max_length=60,
        help_text=_("Type it, or put the card on the reader while the cursor is in “Name” or here."),
        widget=forms.TextInput(attrs={**TYPED, "autocapitalize": "characters"}),
        validators=[validate_id_number],
        error_messages={"required": _("Enter the ID number of the person who comes.")},
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        help_text=_("Mobile, or landline with its area code: then we call. Without any, the phone of whoever helps."),
        widget=forms.TextInput(attrs={**TYPED, "inputmode": "tel"}),
        validators=[validate_phone],
        error_messages={"required": _("Enter a phone on which we can reach them.")},
    )
    on_behalf = forms.ChoiceField(
        label=_("Who speaks with you"),
        widget=forms.RadioSelect,
        choices=[(SELF, _("The person who comes")), *Relation.choices],
        initial=SELF,
    )
    proxy_name = forms.CharField(
        label=_("Name of the one who speaks for them"), required=False, widget=forms.TextInput(attrs=TYPED)
    )
    proxy_phone = forms.CharField(
        label=_("Phone of the one who speaks for them"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={**TYPED, "inputmode": "tel"}),
        validators=[validate_phone],
    )
    mandate_names = forms.CharField(
        label=_("Who comes along, for a group"),
        required=False,
        help_text=_(
            "One name a line, at most four besides the person above. The signed list is scanned below, or brought "
            "on the day."
        ),
        widget=forms.Textarea(attrs={"rows": 2, **TYPED}),
    )
    access_needs = forms.MultipleChoiceField(
        label=_("What the visit needs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=AccessNeed.choices,
        help_text=_("Ask everybody. Only for arranging the day."),
    )
    access_note = forms.CharField(
        label=_("Note about it"), required=False, max_length=500, widget=forms.TextInput(attrs=TYPED)
    )
    consent = forms.ChoiceField(
        label=_("They heard how their data are used, and ask for their matter to be handled"),
        widget=forms.RadioSelect,
        choices=ConsentForm.choices,
        error_messages={"required": _("Read the notice to them and ask; without consent nothing may be taken down.")},
    )
    publication = forms.BooleanField(
        label=_("They agree that the answer is published without their name."), required=False
    )

    def __init__(
        self,
        *args: Any,
        days: Iterable[ReceptionDay],
        times: Mapping[datetime, int],
        sessions: Iterable[LeaderSession],
        categories: Iterable[Category],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        leaders = leader_choices(sessions)
        choices: list[tuple[str, str | Promise]] = [(str(day.pk), day_label(day)) for day in days]
        self._offer("day", choices)
        if len(choices) == 1:
            self.fields["day"].help_text = ""
        self._offer("starts_at", [(start.isoformat(), time_label(start, free)) for start, free in times.items()])
        self._offer("preferred", [("", _("Let the office decide")), *leaders])
        self._offer("category", [(UNSURE, _("Not sure: the office decides")), *subject_choices(categories)])
        about = [(value, _("Yes, about %(leader)s") % {"leader": name}) for value, name in leaders]
        service = (ComplaintKind.SERVICE.value, _("Yes, about a unit or its staff"))
        self._offer("complaint", [("", pgettext_lazy("complaint", "No")), service, *about])

    def _offer(self, name: str, choices: list[tuple[str, str | Promise]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # all of them are choice fields

    def clean_starts_at(self) -> datetime:
        return datetime.fromisoformat(self.cleaned_data["starts_at"])

    def clean_name(self) -> str:
        return checked_name(self.cleaned_data["name"])

    def clean_proxy_name(self) -> str:
        typed = self.cleaned_data["proxy_name"]
        return checked_name(typed) if typed else ""

    def clean_id_number(self) -> str:
        return normalise_id_number(self.cleaned_data["id_number"])

    def clean_phone(self) -> str:
        return normalise_phone(self.cleaned_data["phone"])

    def clean_mandate_names(self) -> tuple[str, ...]:
        """Lines, or names with a comma between them as the Chinese keyboard has it."""
        typed = self.cleaned_data["mandate_names"]
        for comma in "，、,;；":
            typed = typed.replace(comma, "\n")
        names = tuple(checked_name(line) for line in typed.splitlines() if line.strip())
        if len(names) >= MOST_REPRESENTATIVES:
            raise ValidationError(
                _("At most five come, the person above included. Who stays away is heard all the same.")
            )
        return names

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_for_another = cleaned.get("on_behalf") not in (None, SELF)
        if is_for_another and not cleaned.get("proxy_name") and "proxy_name" not in self.errors:
            self.add_error("proxy_name", _("Enter the name of the one who speaks with you."))
        return cleaned

    def proxy(self) -> ProxyFacts | None:
        """Who speaks for the person who comes; None where they speak for themselves."""
        told = self.cleaned_data
        if told["on_behalf"] == SELF:
            return None
        return ProxyFacts(
            relation=told["on_behalf"], name=told["proxy_name"], phone=told["proxy_phone"], consent=told["consent"]
        )

    def as_typed(self) -> dict[str, Any]:
        """What stands in the fields, valid or not, to show again without judging it."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }


def subject_choices(categories: Iterable[Category]) -> list[tuple[str, str | Promise]]:
    """What is handled here; the other doors stand in the notice on top of the page."""
    return [(row.code, row.display_name) for row in categories if not row.is_redirecting]
