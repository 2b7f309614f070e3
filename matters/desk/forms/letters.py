"""What the publication desk fills in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matters.models import WhyNotPublic
from matters.services.publishing import LETTER_LIMIT, SHORTEST_TITLE, TITLE_LIMIT

REQUIRED = {"required": _("Please write a few words.")}


class LetterForm(forms.Form):
    """Everything the public will read."""

    title = forms.CharField(
        label=_("Title, in your own words"),
        help_text=_("4 to 40 characters: what it is about, not who asks. Not the person's own first line."),
        min_length=SHORTEST_TITLE,
        max_length=TITLE_LIMIT,
        error_messages=REQUIRED | dict.fromkeys(["min_length", "max_length"], _("Write 4 to 40 characters.")),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=_("What was asked"),
        help_text=_("Numbers and the person's name are masked already. Take out whatever else says who somebody is."),
        max_length=LETTER_LIMIT,
        error_messages=REQUIRED,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    reply = forms.CharField(
        label=_("Answer"), max_length=LETTER_LIMIT, error_messages=REQUIRED, widget=forms.Textarea(attrs={"rows": 10})
    )
    checked = forms.BooleanField(
        label=_("I have read it: nothing about minors, family, health, a court case or an accusation, and no names"),
        error_messages={"required": _("Read the whole letter once more and tick this.")},
    )

    def own_fields(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "text", "reply")}


class KeepPrivateForm(forms.Form):
    """Why a letter is not published, or taken down."""

    reason = forms.ChoiceField(
        label=_("Why it is not public"),
        choices=[("", "—"), *WhyNotPublic.choices],
        error_messages={"required": _("Choose a reason.")},
    )
    words = forms.CharField(
        label=_("In a few words"), max_length=300, error_messages=REQUIRED, widget=forms.Textarea(attrs={"rows": 3})
    )
