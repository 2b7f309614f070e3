"""Of which system, and from when to when."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matters.models import OfficialSystem


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )


class NumbersForm(forms.Form):
    """This month until today, unless somebody chooses otherwise."""

    system = forms.ChoiceField(
        label=pgettext_lazy("official system", "System"), widget=forms.RadioSelect, choices=OfficialSystem.choices,
        error_messages={"required": _("Choose a system.")},
    )  # fmt: skip
    since = _day(_("Registered from"))
    until = _day(_("Registered until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"since": localdate().replace(day=1), "until": localdate()} | dict(self.initial)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", _("The last day lies before the first."))
        return given
