"""What all forms of the desks share: the matter they are about, and words with a limit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.places.models import Unit
from matters.models import LONGEST_WORDS, Matter


class DeedForm(forms.Form):
    """Asks nothing by itself: pressing the button is enough. `folded`: long lists that are rarely needed."""

    folded: tuple[str, ...] = ()

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        self.matter = matter
        super().__init__(*args, **kwargs)

    @property
    def told(self) -> dict[str, Any]:
        """As the service takes it."""
        return dict(self.cleaned_data)


def words_field(label: Any, help_text: Any = "", *, rows: int = 4, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Please write a few words.")},
    )


def unit_field(label: Any, help_text: Any = "") -> "forms.ModelChoiceField[Unit]":
    return forms.ModelChoiceField(
        label=label,
        help_text=help_text,
        queryset=Unit.objects.active().order_by("path"),
        error_messages={"required": _("Choose a unit."), "invalid_choice": _("Choose a unit from the list.")},
    )


def units_field(label: Any, help_text: Any = "", *, required: bool = False) -> "forms.ModelMultipleChoiceField[Unit]":
    return forms.ModelMultipleChoiceField(
        label=label,
        help_text=help_text,
        required=required,
        queryset=Unit.objects.active().order_by("path"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one unit.")},
    )


class WordsForm(DeedForm):
    """Words the person reads."""

    words = words_field(pgettext_lazy("notice", "Words"), _("The person reads this on their page."))


class UnitWordsForm(DeedForm):
    """Words for the unit."""

    words = words_field(_("Words to the unit"))
