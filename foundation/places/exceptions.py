"""What can go wrong with the territory. The texts are what the person at the screen reads."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class RowProblem(NamedTuple):
    """What is wrong with one row of a file, in the reader's language. Row 1 is the heading, row 0 the whole file."""

    row: int
    column: str
    message: str


class PlaceRefused(Exception):
    """A change of the territory that is not allowed, with the field it concerns and the reason in words."""

    field = ""
    reason: object = ""

    def __str__(self) -> str:
        return str(self.reason)


class WrongCode(PlaceRefused):
    field = "code"
    reason = _("The code does not have the shape of its level.")


class CodeTaken(PlaceRefused):
    field = "code"
    reason = _("This code is already in use.")


class WrongParent(PlaceRefused):
    field = "parent"
    reason = _("A place of this level cannot belong there.")


class NameEmpty(PlaceRefused):
    field = "name"
    reason = _("Write a name.")


class NameTaken(PlaceRefused):
    field = "text"
    reason = _("The place already has this name.")


class PlaceClosed(PlaceRefused):
    reason = _("The place is closed.")


class StillInUse(PlaceRefused):
    """A place with current places below it cannot be closed: they would hang in the air."""

    def __init__(self, below: int) -> None:
        super().__init__(below)
        self.reason = ngettext(
            "%(count)d place below it is not closed. Move or close it first.",
            "%(count)d places below it are not closed. Move or close them first.",
            below,
        ) % {"count": below}


class UnitInsideItself(PlaceRefused):
    field = "parent"
    reason = _("A unit cannot belong to itself or to a unit below it.")
