"""What the dispatcher's buttons ask for."""

from typing import Any

from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from foundation.numbers.services import is_valid_number, normalise_number
from foundation.people.personal_data import PersonalData
from matters.deciding import pressed
from matters.desk.forms.deed import DeedForm, unit_field, units_field, words_field
from matters.exceptions import PersonalNumbers
from matters.models import DeclineReason, ExclusionReason, OfficialSystem
from matters.services.personal_numbers import decided
from matters.services.routing import rule_for
from matters.services.triage import is_complained_of


class DispatchForm(DeedForm):
    """One unit leads. What a rule suggests is chosen already."""

    unit = unit_field(_("Responsible unit"))
    task = words_field(_("What the unit is asked to do"), _("For the units only."), rows=3, required=False)
    assisting = units_field(_("Units that assist"))
    system = forms.ChoiceField(
        label=_("Already pending in another system?"),
        help_text=_(
            "Look or ask. If it is handled there already, decline it as “Being handled already” and name that way "
            "instead."
        ),
        required=False,
    )
    number = forms.CharField(
        label=_("Number there"), required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    folded: tuple[str, ...] = ("assisting",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule_for(self.matter.category, self.matter.place, at=now())
        if self.rule is not None and is_complained_of(self.rule.unit, self.matter):
            self.fields["unit"].help_text = _("A rule names the unit whose official is complained of: choose another.")
        elif self.rule is not None:
            self.initial.setdefault("unit", self.rule.unit_id)
            self.fields["unit"].help_text = _("A rule suggests it: %(reason)s") % {"reason": self.rule.reason}
        else:
            self.fields["unit"].help_text = _("No rule says whose it is. A ruling can become one.")
        choices = [("", pgettext("pending elsewhere", "No, or not known")), *OfficialSystem.choices]
        self.fields["system"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("system")) != bool(cleaned.get("number")):
            self.add_error("number", _("Choose the system and type the number, or neither."))
        return cleaned


class RedispatchForm(DispatchForm):
    """A unit has it already: why it goes to another one."""

    words = words_field(_("Why it goes to another unit"), _("The person reads this on their page."), rows=3)
    field_order = ("unit", "words", "task", "assisting")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["system"], self.fields["number"]  # asked once, when it is dispatched first
        if self.rule is not None and self.rule.unit_id == self.matter.unit_id:
            self.initial.pop("unit", None)


class AnswerForm(DeedForm):
    """The desk knows the answer."""

    text = words_field(_("Answer"), _("The person reads it and is asked what they think of it."), rows=8)
    basis = forms.CharField(label=_("Law or policy"), required=False, max_length=500)
    contact = forms.CharField(label=_("Whom to ask, with phone"), required=False, max_length=120)


class DeclineForm(DeedForm):
    """Never a bare refusal."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect, choices=DeclineReason.choices)
    route = forms.CharField(
        label=_("The lawful way"), max_length=300, help_text=_("Which office decides, and how to get there.")
    )
    contact = forms.CharField(label=_("Whom to call"), max_length=120, help_text=_("Name and phone."))
    words = words_field(_("Explanation"), _("The person reads this. They may object once."))


class AskForm(DeedForm):
    words = words_field(_("What is needed"), _("A list of everything: it is asked only once."))


class SupplyForm(DeedForm):
    """Somebody calls and tells what was asked for."""

    text = words_field(_("What they tell"), _("In their own words; read it back to them."))
    found: tuple[PersonalData, ...] = ()

    def clean_text(self) -> str:
        """Covered up or kept as the buttons of `numbers_found.html` say."""
        try:
            return decided(pressed(self.data), text=self.cleaned_data["text"])["text"]
        except PersonalNumbers as undecided:
            self.found = tuple(undecided.all)
            raise forms.ValidationError(_("The text holds personal numbers"), "numbers") from undecided


class UpholdForm(DeedForm):
    unit = unit_field(_("Goes to"))
    words = words_field(_("Ruling"), _("Both units and the person read it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.matter.return_requests.filter(ruled_at=None).first()
        if asked is not None:
            self.initial.setdefault("unit", asked.suggested_unit_id)


class RulingForm(DeedForm):
    words = words_field(_("Ruling"), _("The unit keeps the matter and may not return it again."))


class MergeForm(DeedForm):
    """Into which one it goes."""

    into = forms.CharField(
        label=_("Number of the matter that goes on"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    words = words_field(_("Reason"), _("The person reads this."), rows=3)

    def clean_into(self) -> str:
        typed = self.cleaned_data["into"]
        if not is_valid_number(typed):
            raise forms.ValidationError(_("This is not a number of ours."), "number")
        return normalise_number(typed)


class SplitForm(DeedForm):
    """One of several things becomes a matter of its own."""

    text = words_field(_("What happened"), _("Only what the new matter is about."), rows=6)
    request = words_field(_("What is asked"), rows=3)
    words = words_field(_("Reason"), _("The person reads this."), rows=3)


class ExternalNumberForm(DeedForm):
    system = forms.ChoiceField(label=_("System"), choices=OfficialSystem.choices)
    number = forms.CharField(
        label=_("Number there"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class ExclusionForm(DeedForm):
    """Left out of the rates; counted in public all the same."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect, choices=ExclusionReason.choices)
    words = words_field(_("Explanation"), _("Somebody else decides on it."))


class ExclusionDecisionForm(DeedForm):
    decision = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, choices=[("yes", _("Approve")), ("no", _("Refuse"))]
    )
