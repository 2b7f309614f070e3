"""What a file of places would change, and everything that is wrong with it. Reads the database, writes nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from foundation.places.codes import grid_kind_of, has_shape_of, normalise_code
from foundation.places.exceptions import RowProblem
from foundation.places.models import Level, Place
from foundation.places.rules import LONGEST_NAME, may_belong

COLUMNS = ["code", "name", "parent_code", "level"]
LEVELS = list(Level.values)
FIRST_ROW = 2  # row 1 is the heading


@dataclass(frozen=True)
class PlaceRow:
    """One row of the file, cleaned."""

    row: int
    code: str
    name: str
    parent_code: str
    level: str

    @property
    def grid_kind(self) -> str:
        return grid_kind_of(self.code, self.level)


@dataclass
class Plan:
    """The rows by what becomes of them. A place may be renamed, moved and reopened at once."""

    read: int = 0
    new: list[PlaceRow] = field(default_factory=list)
    renamed: list[PlaceRow] = field(default_factory=list)
    moved: list[PlaceRow] = field(default_factory=list)
    reopened: list[PlaceRow] = field(default_factory=list)
    unchanged: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    existing: dict[str, Place] = field(default_factory=dict)


def make_plan(rows: Iterable[Mapping[str, object]]) -> Plan:
    """A row may carry its number in the file as "row"; else they are counted from the heading on."""
    cleaned = [_clean(index, row) for index, row in enumerate(rows, start=FIRST_ROW)]
    plan = Plan(read=len(cleaned), existing={place.code: place for place in Place.objects.all()})
    if not cleaned:
        plan.problems.append(RowProblem(0, "", _("The file has no rows.")))
    plan.problems = [*plan.problems, *_problems(cleaned, plan.existing)]
    if not plan.problems:
        _sort_out(plan, cleaned)
    return plan


def _clean(index: int, row: Mapping[str, object]) -> PlaceRow:
    text = {column: str(row.get(column) if row.get(column) is not None else "").strip() for column in COLUMNS}
    number = row.get("row", index)
    return PlaceRow(
        row=number if isinstance(number, int) else index,
        code=normalise_code(text["code"]),
        name=" ".join(text["name"].split()),
        parent_code=normalise_code(text["parent_code"]),
        level=text["level"].lower(),
    )


def _problems(rows: list[PlaceRow], existing: Mapping[str, Place]) -> list[RowProblem]:
    by_code = {row.code: row for row in reversed(rows)}
    how_often = Counter(row.code for row in rows)
    found: list[RowProblem] = []
    for row in rows:
        own = list(_own_problems(row, existing))
        if how_often[row.code] > 1 and by_code[row.code] is not row:
            text = _("The code is already in row %(row)d.") % {"row": by_code[row.code].row}
            own.append(RowProblem(row.row, "code", text))
        found += own or _parent_problems(row, by_code, existing)
    return found


def _own_problems(row: PlaceRow, existing: Mapping[str, Place]) -> Iterable[RowProblem]:
    """What can be said of a row without looking at others."""
    if row.level not in LEVELS:
        text = _("Unknown level. Write one of: %(levels)s.") % {"levels": ", ".join(LEVELS)}
        yield RowProblem(row.row, "level", text)
    elif not has_shape_of(row.code, row.level):
        yield RowProblem(row.row, "code", _("The code does not have the shape of its level."))
    elif row.code in existing and existing[row.code].level != row.level:
        yield RowProblem(row.row, "level", _("A known place cannot change its level."))
    if not row.name:
        yield RowProblem(row.row, "name", _("Write a name."))
    elif len(row.name) > LONGEST_NAME:
        yield RowProblem(row.row, "name", _("The name is longer than %(count)d characters.") % {"count": LONGEST_NAME})
    elif not row.name.isprintable():
        yield RowProblem(row.row, "name", _("The name contains characters that cannot be shown."))


def _parent_problems(row: PlaceRow, by_code: Mapping[str, PlaceRow], existing: Mapping[str, Place]) -> list[RowProblem]:
    def problem(text: str) -> list[RowProblem]:
        return [RowProblem(row.row, "parent_code", text)]

    if not row.parent_code:
        return [] if row.level == Level.CITY else problem(_("Write the code of the place it belongs to."))
    if row.level == Level.CITY:
        return problem(_("A city belongs to no other place: leave this empty."))
    if _is_in_a_circle(row, by_code.get):
        return problem(_("The place would belong to itself, directly or in a circle."))
    parent_level = _level_of(row.parent_code, by_code, existing)
    if parent_level is None:
        return problem(_("No place has this code, neither in the file nor in the portal."))
    if row.parent_code not in by_code and existing[row.parent_code].closed_on:
        return problem(_("The place it should belong to is closed."))
    if parent_level in LEVELS and not may_belong(level=row.level, grid_kind=row.grid_kind, parent_level=parent_level):
        words = {"level": Level(row.level).label, "parent": Level(parent_level).label}
        return problem(_("“%(level)s” cannot belong to “%(parent)s”.") % words)
    return []


def _level_of(code: str, by_code: Mapping[str, PlaceRow], existing: Mapping[str, Place]) -> str | None:
    if code in by_code:
        return by_code[code].level
    return existing[code].level if code in existing else None


def _is_in_a_circle(row: PlaceRow, find: Callable[[str], PlaceRow | None]) -> bool:
    seen: set[str] = set()
    step: PlaceRow | None = row
    while step and step.code not in seen:
        seen.add(step.code)
        step = find(step.parent_code)
    return step is not None and step.code == row.code


def _sort_out(plan: Plan, rows: list[PlaceRow]) -> None:
    code_at = {place.path: code for code, place in plan.existing.items()}
    for row in rows:
        place = plan.existing.get(row.code)
        if place is None:
            plan.new.append(row)
            continue
        changes = [
            (plan.renamed, row.name != place.name),
            (plan.moved, row.parent_code != code_at.get(place.path[: -place.steplen], "")),
            (plan.reopened, place.closed_on is not None),
        ]
        for found, is_so in changes:
            if is_so:
                found.append(row)
        plan.unchanged += not any(is_so for _found, is_so in changes)
