"""The two files an administrator imports, from a command or the back office: places and holiday notices.

Reading is the border's business (encodings, Excel, broken rows), the rules are the rooms'. Both speak through the
same Outcome, so that the command and the screen say the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.exchange.exceptions import TableRefused
from foundation.exchange.services import read_table
from foundation.exchange.tables import Column, Table
from foundation.places.importing import import_places
from foundation.places.models import Level
from foundation.requests.public_pages import forget_public_pages
from foundation.workdays.models import DayKind
from foundation.workdays.services import NoticeRefused, import_notices


class Problem(NamedTuple):
    """Row 1 is the heading; row 0 stands for the file as a whole."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Outcome:
    """What an import did or, in a dry run, would do. With problems nothing was written."""

    counts: list[tuple[str | Promise, int | str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unlisted_problems: int = 0
    ignored_columns: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.problems


Act = Callable[[Sequence[Mapping[str, object]]], Outcome]


def one_of(words: Mapping[str, str]) -> Callable[[str], str]:
    """Chinese words of a spreadsheet → our codes; anything else is left for the rules to refuse."""
    return lambda text: words.get(text, text)


LEVELS = {"市": Level.CITY, "县": Level.CITY, "镇": Level.TOWN, "街道": Level.TOWN, "区镇": Level.TOWN,
          "村": Level.VILLAGE, "社区": Level.VILLAGE, "村（社区）": Level.VILLAGE, "网格": Level.GRID,
          "微网格": Level.MICRO_GRID}  # fmt: skip
DAY_KINDS = {"放假": DayKind.OFF, "休": DayKind.OFF, "上班": DayKind.WORK, "班": DayKind.WORK, "调休": DayKind.WORK}
PLACE_COLUMNS = [
    Column("code", _("place code"), also=("代码", "区划代码"), required=True),
    Column("name", _("place name"), also=("名称",), required=True),
    Column("parent_code", _("parent code"), also=("上级代码",)),
    Column("level", _("place level"), also=("层级",), required=True, parse=one_of(LEVELS)),
]
NOTICE_COLUMNS = [
    Column("year", _("year of the notice"), also=("年份",), required=True),
    Column("date", _("day off or worked"), also=("日期",), required=True),
    Column("kind", _("off or work"), also=("类别",), required=True, parse=one_of(DAY_KINDS)),
    Column("occasion", _("holiday"), also=("节日",), required=True),
    Column("notice", _("title of the notice"), also=("通知",), required=True),
    Column("published_on", _("day of publication"), also=("发布日期",), required=True),
]


def take_places(file: IO[bytes], *, source: str, at: datetime, dry_run: bool) -> Outcome:
    """Import a file of places; with `dry_run` say what it would do."""

    def act(rows: Sequence[Mapping[str, object]]) -> Outcome:
        report = import_places(rows, source=source, at=at, dry_run=dry_run)
        counts: list[tuple[str | Promise, int | str]] = [
            (_("Rows read"), report.read),
            (_("New rows"), report.new),
            (_("Changed rows"), report.changed),
            (_("of these renamed"), report.renamed),
            (_("of these moved"), report.moved),
            (_("of these reopened"), report.reopened),
            (_("Unchanged rows"), report.unchanged),
            (_("Wrong rows"), report.wrong),
        ]
        return Outcome(counts, [Problem(*problem) for problem in report.problems])

    return _taken(file, PLACE_COLUMNS, act, dry_run=dry_run)


def take_notices(file: IO[bytes], *, at: datetime, dry_run: bool) -> Outcome:
    """Import a file of holiday notices, each replacing the one of its year."""

    def act(rows: Sequence[Mapping[str, object]]) -> Outcome:
        try:
            done = import_notices(rows, at=at, dry_run=dry_run)
        except NoticeRefused as refused:
            return Outcome([(_("Rows read"), len(rows))], [Problem(*problem) for problem in refused.problems])
        counts: list[tuple[str | Promise, int | str]] = [
            (_("Years"), ", ".join(map(str, done.years))),
            (_("Days off"), done.days_off),
            (_("Make-up workdays"), done.workdays),
            (_("Years replaced"), ", ".join(map(str, done.replaced)) or "—"),
        ]
        return Outcome(counts)

    return _taken(file, NOTICE_COLUMNS, act, dry_run=dry_run)


def _taken(file: IO[bytes], columns: list[Column], act: Act, *, dry_run: bool) -> Outcome:
    try:
        table = read_table(file, columns)
    except TableRefused as refused:
        return Outcome(problems=[Problem(0, "", refused.message)])
    if table.errors:
        return _unreadable(table)
    outcome = act(_numbered(table))
    if outcome.is_clean and not dry_run:
        forget_public_pages()
    return Outcome(outcome.counts, outcome.problems, ignored_columns=table.ignored_columns)


def _unreadable(table: Table) -> Outcome:
    """Cells that cannot be read at all: the rules are asked once these are mended."""
    problems = [Problem(error.row, error.column, error.message) for error in table.errors]
    read = len(table.rows) + len({problem.row for problem in problems})
    return Outcome([(_("Rows read"), read)], problems, table.more_errors, table.ignored_columns)


def _numbered(table: Table) -> list[dict[str, Any]]:
    return [{**row, "row": number} for row, number in zip(table.rows, table.numbers, strict=True)]
