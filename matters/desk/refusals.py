"""What the desks say when a service refuses: beside which field, and in which words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.moves.exceptions import ReasonMissing
from matters import exceptions as refusals
from matters.desk.forms.deed import DeedForm

WORDS: dict[type[Exception], tuple[str | None, Any]] = {
    refusals.WrongUnit: ("unit", _("This unit is closed. Choose another one.")),
    refusals.UnitIsComplainedOf: (
        "unit",
        _("The complaint is about somebody of this unit: nobody handles a complaint about themselves."),
    ),
    refusals.AlreadyAsked: (None, _("Information was asked for once already; nobody is sent round twice.")),
    refusals.DoorMissing: ("route", _("Name the lawful way and whom to call.")),
    refusals.SamePerson: (None, _("This takes two people: who wrote or asked does not also decide.")),
    refusals.CannotMerge: (
        "into",
        _("No open matter that you may see has this number, or it is this one. Compare the number."),
    ),
    refusals.NumberTaken: ("number", _("This number belongs to another matter already.")),
    refusals.ChecklistIncomplete: ("checked", _("Look at every point and tick it before you hand the answer in.")),
    refusals.TextRefused: (None, _("A text is empty or too long.")),
    ReasonMissing: ("words", _("Please write a few words.")),
}
WHY = (refusals.ReturnRefused, refusals.ExtensionRefused)
REFUSED: tuple[type[Exception], ...] = (*WORDS, *WHY, refusals.PendingHere)


def say(form: DeedForm, refusal: Exception) -> None:
    """Where it can be put right; everything typed is kept."""
    if isinstance(refusal, WHY):
        form.add_error(None, refusal.why)
        return
    if isinstance(refusal, refusals.PendingHere):
        words = _("It is being handled here already as %(number)s: join the two matters instead.")
        form.add_error("number", words % {"number": refusal.matter.number})
        return
    name, words = WORDS[type(refusal)]
    if isinstance(refusal, refusals.TextRefused) and refusal.field in form.fields:
        name = refusal.field
    form.add_error(name if name in form.fields else None, words)
