"""What people type at the doors: phones, codes, second steps, their own name."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.people.identifiers import half_width, normalise_phone, validate_mobile
from foundation.people.models import Person
from foundation.people.reveals import SHORTEST_PURPOSE

ONE_TIME = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "12", "class": "field-short"}


class PhoneForm(forms.Form):
    """One mobile number, however it is typed."""

    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        validators=[validate_mobile],
        error_messages={"required": _("Enter your mobile number.")},
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_phone(self) -> str:
        return normalise_phone(self.cleaned_data["phone"])


class DigitsField(forms.CharField):
    """Digits as any keyboard produces them: full-width and with spaces too."""

    def to_python(self, value: Any) -> str:
        return "".join(half_width(super().to_python(value) or "").split())


class CodeForm(forms.Form):
    code = DigitsField(
        label=_("Code from the text message"),
        help_text=_("Six digits."),
        widget=forms.TextInput(attrs=ONE_TIME),
        error_messages={"required": _("Enter the six digits from the text message.")},
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if len(code) != 6 or not code.isdigit():
            raise ValidationError(_("The code has six digits."), "shape")
        return code


class SamePersonForm(forms.Form):
    """Shown where a number was not used for half a year: whose is it now?"""

    last_four = DigitsField(
        label=_("Last four characters of your ID number"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": "8", "autocomplete": "off", "class": "field-short"}),
    )
    number = forms.CharField(label=_("Number of one of your matters"), required=False, max_length=40)
    query_code = forms.CharField(
        label=_("Query code of that matter"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, asks_query_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_query_code:
            del self.fields["number"], self.fields["query_code"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("last_four") and not (cleaned.get("number") and cleaned.get("query_code")):
            self.add_error("last_four", _("Enter the last four characters of your ID number."))
        return cleaned


class PasswordForm(forms.Form):
    """Password again, where the city's identity service is asked for the rest."""

    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class StepUpForm(PasswordForm):
    """Password again and a code: what turns a signed-in account into one that acts."""

    code = DigitsField(
        label=_("Code from your authenticator app"),
        help_text=_("Or one of your recovery codes."),
        widget=forms.TextInput(attrs=ONE_TIME),
    )


class TextStepForm(StepUpForm):
    """The same where a text message is enough as second step."""

    code = DigitsField(
        label=_("Code from the text message"),
        help_text=_("Six digits."),
        required=False,
        widget=forms.TextInput(attrs=ONE_TIME),
    )


class SetUpForm(StepUpForm):
    code = DigitsField(
        label=_("Six digits the app shows now"),
        widget=forms.TextInput(attrs=ONE_TIME),
        error_messages={"required": _("Enter the six digits the app shows.")},
    )


class MyDetailsForm(forms.ModelForm[Person]):
    name = forms.CharField(
        label=pgettext_lazy("person", "Name"), max_length=30, required=False, help_text=_("As on your ID card.")
    )
    language = forms.ChoiceField(
        label=_("Language of messages to you"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    class Meta:
        model = Person
        fields = ["name", "language"]


class RevealForm(forms.Form):
    field = forms.ChoiceField(
        label=_("What do you need to see?"),
        choices=[
            ("name", pgettext_lazy("person", "Name")),
            ("phone", _("Phone")),
            ("id_number", _("ID number")),
            ("address", pgettext_lazy("of a person", "Address")),
        ],
        widget=forms.RadioSelect,
    )
    purpose = forms.CharField(
        label=_("What for?"),
        help_text=_("The person can read this. For example: call back about the booking of 15 July."),
        min_length=SHORTEST_PURPOSE,
        max_length=200,
        error_messages={"min_length": _("Say in a few words what you need this for.")},
    )
    record = forms.CharField(required=False, widget=forms.HiddenInput)
