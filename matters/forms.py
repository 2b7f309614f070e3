"""What people type to look up a matter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.numbers.services import CODE_LENGTH, is_valid_number, normalise_number, normalise_query_code

TYPED_BY_HAND = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class NumberForm(forms.Form):
    """A number, as printed or as anybody types it."""

    number = forms.CharField(
        label=_("Number"),
        help_text=_("It is on your receipt and in the text message, for example 20261122-7K4MQ9-C."),
        max_length=40,
        widget=forms.TextInput(attrs=TYPED_BY_HAND),
        error_messages={"required": _("Enter the number of your matter.")},
    )

    def clean_number(self) -> str:
        number = self.cleaned_data["number"]
        if not is_valid_number(number):
            raise forms.ValidationError(
                _("This is not a number of ours: a character is missing or mistyped. Please compare with the receipt."),
                "number",
            )
        return normalise_number(number)


class LookUpForm(NumberForm):
    """Number and query code."""

    code = forms.CharField(
        label=_("Query code"),
        help_text=_("Ten letters and digits, only on your receipt. Capital and small letters are the same."),
        max_length=40,
        widget=forms.TextInput(attrs=TYPED_BY_HAND),
        error_messages={"required": _("Enter the query code.")},
    )

    def clean_code(self) -> str:
        code = normalise_query_code(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError(_("A query code has ten letters and digits."), "code")
        return code
