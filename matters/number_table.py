"""Our numbers beside those of an official system, as a table for a spreadsheet."""

from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.exchange.tables import Column
from matters.models import ExternalNumber

COLUMNS = (
    Column("number", _("Our number")),
    Column("system", _("System")),
    Column("system_number", _("Number there")),
    Column("registered_at", _("Registered at")),
    Column("state", pgettext_lazy("of a matter", "State")),
    Column("noted_at", _("Number noted at")),
)


def rows_of(numbers: Iterable[ExternalNumber]) -> list[list[Any]]:
    """In the order of the columns."""
    return [
        [
            each.matter.number, each.get_system_display(), each.number, localtime(each.matter.registered_at),
            str(each.matter.state_label), localtime(each.added_at),
        ]
        for each in numbers
    ]  # fmt: skip
