"""Who comes: for whom one registers, how many come, and what the visit needs."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matters.fields import LongTextField, checked_name
from reception_days.forms import IdentityForm, PersonForm
from reception_days.models import MOST_REPRESENTATIVES, AccessNeed, ConsentForm, Relation

FOR_MYSELF = "self"
BY_CITIZENS = (Relation.RELATIVE, Relation.NEIGHBOUR)


class WhomForm(forms.Form):
    """For oneself, or for somebody who cannot do it alone."""

    relation = forms.ChoiceField(
        label=_("For whom do you register?"),
        widget=forms.RadioSelect,
        choices=[
            (FOR_MYSELF, pgettext_lazy("registering", "For myself")),
            *((each.value, each.label) for each in BY_CITIZENS),
        ],
        error_messages={"required": _("Choose for whom you register.")},
    )


class ProxyForm(IdentityForm):
    """The person who comes, who registers for them, and how they agreed."""

    proxy_name = forms.CharField(
        label=_("Your own name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your own name too.")},
    )
    consent = forms.ChoiceField(
        label=_("How did this person agree that you register for them?"),
        widget=forms.RadioSelect,
        choices=ConsentForm.choices,
        error_messages={"required": _("Nobody is registered without their consent. Please ask them first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the person who comes")
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["id_number"].label = _("ID number of the person who comes")

    def clean_proxy_name(self) -> str:
        return checked_name(self.cleaned_data["proxy_name"])


class ComingForm(forms.Form):
    """How many come, who they are, and what they need to come, hear and be heard."""

    representatives = PersonForm.base_fields["representatives"]
    mandate_names = forms.CharField(
        label=_("Names of the others"),
        required=False,
        help_text=_("One name a line. Leave it empty if you come alone."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    access_needs = forms.MultipleChoiceField(
        label=_("Do you need any of this?"),
        required=False,
        help_text=_("We only use it to prepare your visit."),
        widget=forms.CheckboxSelectMultiple,
        choices=AccessNeed.choices,
    )
    access_note = LongTextField(
        label=_("Anything else we should prepare?"),
        required=False,
        limit=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_mandate_names(self) -> list[str]:
        lines = [line for line in self.cleaned_data["mandate_names"].splitlines() if line.strip()]
        if len(lines) >= MOST_REPRESENTATIVES:
            raise ValidationError(_("At most five people come in all, so at most four names here."), "too_many")
        return [checked_name(line) for line in lines]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        coming, names = told.get("representatives"), told.get("mandate_names")
        if coming and names is not None and coming != len(names) + 1:
            message = _("Please name each of the others, one a line: %(missing)s names for %(coming)s people.")
            self.add_error(
                "mandate_names", ValidationError(message, "count", {"missing": coming - 1, "coming": coming})
            )
        return told
