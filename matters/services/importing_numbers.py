"""Taking in a list of pairs: our number, and the number the matter has in an official system.

The file that `/desk/matters/numbers/` gives can be filled in there and comes back as it is. Nothing of a matter changes
but the numbers it carries; the same file twice changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from foundation.exchange.tables import LANGUAGES, Column, plain
from foundation.numbers.services import is_valid_number, normalise_number
from matters.exceptions import NumberTaken
from matters.models import Brings, ExternalNumber, ImportBatch, Matter, OfficialSystem
from matters.services.import_engine import ImportReport, WrongRow, take_file
from matters.services.linking import add_external_number

if TYPE_CHECKING:
    from foundation.people.models import User
    from matters.models import MatterQuerySet

LONGEST = 60


def _ours(text: str) -> str:
    if not is_valid_number(text):
        raise ValueError(_("This is not a number of ours."))
    return normalise_number(text)


def _theirs(text: str) -> str:
    number = " ".join(text.split())
    if len(number) > LONGEST:
        raise ValueError(_("A number has at most %(most)s characters.") % {"most": LONGEST})
    return number


def _system(text: str) -> OfficialSystem:
    """By code, or by its name in either language: an exported file says it in words."""
    for system in OfficialSystem:
        names = [system.value]
        for language in LANGUAGES:
            with override(language):
                names.append(str(system.label))
        if plain(text) in map(plain, names):
            return system
    raise ValueError(_("There is no such system."))


COLUMNS = [
    Column("number", gettext_lazy("Our number"), also=("本平台编号", "本平台号", "编号"), required=True, parse=_ours),
    Column("system_number", gettext_lazy("Number there"), also=("原编号", "工单编号", "信访件编号"), required=True,
           identifies=True, parse=_theirs),
    Column("system", gettext_lazy("System"), also=("系统",), parse=_system),
]  # fmt: skip


def import_numbers(
    *,
    file: IO[bytes],
    source: str,
    system: str,
    at: datetime,
    among: "MatterQuerySet | None" = None,
    actor: "User | None" = None,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> ImportReport:
    """CSV or XLSX with two columns. `among`: the matters whoever imports may give numbers to; all where none is named.

    Raises TableRefused for a file that is no table.
    """
    taker = _Taker(OfficialSystem(system), at, Matter.objects.all() if among is None else among)
    return take_file(
        file=file, columns=COLUMNS, taker=taker, brings=Brings.NUMBERS, source=source, system=system, at=at,
        actor=actor, dry_run=dry_run, progress=progress,
    )  # fmt: skip


@dataclass
class _Taker:
    """Gives one matter its number after the other. A file that is only tried keeps nothing, so it is remembered here
    which number an earlier row has given away."""

    system: OfficialSystem
    at: datetime
    among: "MatterQuerySet"
    batch: ImportBatch | None = None
    given: dict[str, int] = field(default_factory=dict)

    def take(self, row: dict[str, Any]) -> str:
        if row.get("system") and row["system"] != self.system:
            raise WrongRow("system", _("This row is about another system than the one chosen."))
        matter = self.among.filter(number=row["number"]).only("pk").first()
        if matter is None:
            raise WrongRow("number", _("There is no such matter, or it lies outside of your own place."))
        number = row["system_number"]
        if self._has_it(number, matter.pk):
            return "unchanged"
        try:
            made = add_external_number(matter=matter, system=self.system, number=number, at=self.at)
        except NumberTaken as error:
            raise WrongRow("system_number", _("Another matter carries this number already.")) from error
        if self.batch is not None:
            made.batch = self.batch
            made.save(update_fields=["batch"])
        self.given[number] = matter.pk
        return "new"

    def _has_it(self, number: str, matter: int) -> bool:
        """Raises WrongRow where another one has it."""
        known = ExternalNumber.objects.filter(system=self.system, number=number).values_list("matter", flat=True)
        owner = self.given.get(number) or known.first()
        if owner is not None and owner != matter:
            raise WrongRow("system_number", _("Another matter carries this number already."))
        return owner is not None
