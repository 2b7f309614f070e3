"""The one screen on which a clerk writes down what somebody tells, and the grid worker's short one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.people.identifiers import normalise_id_number, normalise_phone, validate_id_number, validate_phone
from foundation.places.forms import PlaceField
from foundation.places.models import Place
from matters.fields import UNSURE, LongTextField, checked_name
from matters.models import Category, Channel, ComplaintKind, HotlineNumber, OfficialSystem, RequestKind, Urgency
from matters.services import text_limit

TYPED = {"autocomplete": "off", "spellcheck": "false"}
LIMIT = text_limit(Channel.WINDOW)  # the same for every channel on which a clerk types
CONSENT = [("spoken", _("Said so in person or by phone")), ("signed", _("Signed on paper"))]


class IntakeForm(forms.Form):
    """In the order of a talk. Short labels: whoever types knows the form."""

    channel = forms.ChoiceField(label=_("Came by"), widget=forms.RadioSelect)
    old_number = forms.CharField(
        label=_("Old hotline they dialled"),
        required=False,
        max_length=20,
        help_text=_("It chooses the subject, if you choose none."),
        widget=forms.TextInput(attrs={**TYPED, "inputmode": "tel", "list": "old-hotlines"}),
    )
    category = forms.ChoiceField(label=_("Subject"))
    kind = forms.ChoiceField(label=_("What is wanted"), choices=RequestKind.choices, initial=RequestKind.HELP)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, initial=Urgency.ORDINARY)
    text = LongTextField(
        limit=LIMIT,
        label=_("What happened"),
        help_text=_("In their own words; read it back to them. Up to 20,000 characters."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write down in a few sentences what happened.")},
    )
    request = LongTextField(
        limit=LIMIT,
        shortest=2,
        label=_("What they ask for"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write down what they would like to be done.")},
    )
    place = PlaceField(label=_("Where it is"), required=False)
    is_complaint = forms.BooleanField(label=_("It is a complaint about a unit or its staff"), required=False)
    name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        required=False,
        help_text=_("Empty, with the phone: anonymous."),
        widget=forms.TextInput(attrs=TYPED),
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        help_text=_("Mobile, or landline with its area code: then we call."),
        widget=forms.TextInput(attrs={**TYPED, "inputmode": "tel"}),
        validators=[validate_phone],
    )
    id_number = forms.CharField(
        label=_("ID number"),
        required=False,
        max_length=60,
        help_text=_("Only if they show the card. It joins their matters for who handles them."),
        widget=forms.TextInput(attrs={**TYPED, "autocapitalize": "characters"}),
        validators=[validate_id_number],
    )
    system = forms.ChoiceField(label=_("Known in another system"), required=False)
    system_number = forms.CharField(
        label=_("Number there"), required=False, max_length=60, widget=forms.TextInput(attrs=TYPED)
    )
    answer = forms.CharField(
        label=_("Answered at once"),
        required=False,
        max_length=5000,
        help_text=_("Only if you know the answer: they are asked what they think of it. Else leave it empty."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    consent = forms.ChoiceField(
        label=_("They heard how their data are used, and ask for their matter to be handled"),
        widget=forms.RadioSelect,
        choices=CONSENT,
        error_messages={"required": _("Read the notice to them and ask; without consent nothing may be taken down.")},
    )
    publication = forms.BooleanField(
        label=_("They agree that the answer is published without their name."), required=False
    )

    def __init__(
        self, *args: Any, channels: Iterable[Channel], categories: Iterable[Category], may_answer: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        doors = [(each.value, each.label) for each in channels]
        self._offer("channel", doors)
        self.fields["channel"].initial = doors[0][0]
        if len(doors) == 1:
            self.fields["channel"].widget = forms.HiddenInput()
        self._offer("category", [(UNSURE, _("Not sure: the office decides")), *subject_choices(categories)])
        self._offer("system", [("", pgettext_lazy("system", "None")), *OfficialSystem.choices])
        if not may_answer:
            del self.fields["answer"]
        if doors[0][0] != Channel.PHONE:
            del self.fields["old_number"]

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # all of them are choice fields

    def clean_name(self) -> str:
        typed = self.cleaned_data["name"]
        return checked_name(typed) if typed else ""

    def clean_phone(self) -> str:
        return normalise_phone(self.cleaned_data["phone"])

    def clean_id_number(self) -> str:
        return normalise_id_number(self.cleaned_data["id_number"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("phone") and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("With a phone, write down the name too; or leave both empty."))
        if cleaned.get("name") and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("With a name, write down a phone too; or leave both empty."))
        if bool(cleaned.get("system")) != bool(cleaned.get("system_number")):
            self.add_error("system_number", _("Choose the system and type the number, or neither."))
        return cleaned

    @property
    def subject(self) -> Category | None:
        """As chosen, else what the old hotline was about."""
        told = self.cleaned_data
        chosen = Category.objects.active().filter(code=told["category"]).first()
        if chosen is not None or not told.get("old_number"):
            return chosen
        dialled = HotlineNumber.objects.current(on=localdate()).filter(number=told["old_number"].strip())
        found = dialled.select_related("category").first()
        return found.category if found else None

    @property
    def complaint_kind(self) -> str:
        return ComplaintKind.SERVICE if self.cleaned_data["is_complaint"] else ComplaintKind.NONE


def subject_choices(categories: Iterable[Category]) -> list[tuple[str, Any]]:
    """The office's finer words below the citizens' plain ones; what another door takes stands on top of the page."""
    return [(row.code, f"{'　' * (row.depth - 1)}{row.display_name}") for row in categories if not row.is_redirecting]


class GridForm(forms.Form):
    """With one thumb, outdoors: what, where, and whether it is done already."""

    text = LongTextField(
        limit=LIMIT,
        label=_("What did you find?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write in a few words what you found.")},
    )
    place = PlaceField(label=_("Where is it?"))
    category = forms.ChoiceField(label=_("Subject"))
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, initial=Urgency.ORDINARY)
    done = forms.ChoiceField(
        label=_("Is it settled?"),
        widget=forms.RadioSelect,
        choices=[("no", _("No: report it to the desk")), ("yes", _("Yes: settled on the spot"))],
        initial="no",
    )
    settled = forms.CharField(
        label=_("How was it settled?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    name = forms.CharField(
        label=_("Somebody asked you: name"), required=False, widget=forms.TextInput(attrs=TYPED),
        help_text=_("Empty where you found it yourself."),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Their phone"), required=False, max_length=40, validators=[validate_phone],
        widget=forms.TextInput(attrs={**TYPED, "inputmode": "tel"}),
    )  # fmt: skip
    consent = forms.BooleanField(
        label=_("They heard how their data are used, and ask for their matter to be handled"), required=False
    )

    def __init__(self, *args: Any, categories: Iterable[Category], place: Place | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (UNSURE, _("Not sure: the office decides")),
            *subject_choices(categories),
        ]
        self.fields["place"].initial = place

    clean_name = IntakeForm.clean_name
    clean_phone = IntakeForm.clean_phone

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("done") == "yes" and not cleaned.get("settled"):
            self.add_error("settled", _("Write how it was settled."))
        if bool(cleaned.get("name")) != bool(cleaned.get("phone")):
            self.add_error("phone" if cleaned.get("name") else "name", _("Name and phone together, or neither."))
        elif cleaned.get("phone") and not cleaned.get("consent"):
            self.add_error("consent", _("Tell them how their data are used and ask; else leave name and phone empty."))
        return cleaned

    @property
    def subject(self) -> Category | None:
        return Category.objects.active().filter(code=self.cleaned_data["category"]).first()
