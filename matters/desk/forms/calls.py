"""The three questions of a call, in the order they are asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matters.models import LOW, Satisfaction, Solved

CONTACTED = [("yes", _("Yes")), ("no", _("No")), ("unsaid", _("They do not say"))]


class VerdictForm(forms.Form):
    """Read out as it stands; nothing is suggested to the person."""

    was_contacted = forms.ChoiceField(
        label=_("1. Did the unit contact you?"),
        widget=forms.RadioSelect,
        choices=CONTACTED,
        error_messages={"required": _("Ask whether the unit contacted them.")},
    )
    solved = forms.ChoiceField(
        label=_("2. Is your problem solved?"),
        widget=forms.RadioSelect,
        choices=Solved.choices,
        error_messages={"required": _("Ask whether it is solved.")},
    )
    satisfaction = forms.TypedChoiceField(
        label=_("3. How satisfied are you?"),
        widget=forms.RadioSelect,
        choices=Satisfaction.choices,
        coerce=int,
        error_messages={"required": _("Ask how satisfied they are.")},
    )
    reason = forms.CharField(
        label=_("What was not good, in their words"),
        help_text=_("Needed where it is not solved or they are dissatisfied."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wants_rework = forms.BooleanField(
        label=_("They want the unit to do it again"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, is_recheck: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_recheck:
            del self.fields["was_contacted"], self.fields["wants_rework"]
            self.fields["solved"].label = _("1. Is your problem solved?")
            self.fields["satisfaction"].label = _("2. How satisfied are you?")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_low = cleaned.get("satisfaction") in LOW or cleaned.get("solved") == Solved.NO
        if is_low and not cleaned.get("reason"):
            self.add_error("reason", _("Ask what was not good: it is what the unit has to put right."))
        return cleaned

    @property
    def contacted(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["was_contacted"])
