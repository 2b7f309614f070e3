"""Recomputes the public figures from the published files, with nothing but Python.
用公布的文件重新计算公布的数字，只需 Python，不需联网。

    python verify_figures.py FOLDER_OR_ZIP [--lang zh|en] [--json]

Ends with 0 where everything agrees, 1 where something does not, 2 where the files cannot be read.
全部相符时返回 0，有不符时返回 1，文件读不出时返回 2。
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TABLES = ("city", "place", "unit", "category", "channel")
COLUMNS = (
    "figure", "row", "name_zh", "name_en", "period", "value", "part", "whole", "ninth_decile", "bins", "not_shown",
    "below",
)  # fmt: skip
NUMBERS = ("value", "part", "whole", "ninth_decile", "below")
REASONS = ("small", "protects", "period", "not_over", "nothing", "few", "rest")
KNOWS_NUMBERS = ("nothing", "few", "rest")  # of these reasons something may stand beside the missing value
MOST_FAILURES = 300  # of sums: more than that is no mistake of one number
MOST_FINDINGS = 100
MOST_BYTES = 100 * 1024 * 1024
MOST_LINES = 300_000
MOST_CHARACTERS = 20_000  # in a line
DESCRIPTION = "datapackage.json"
INTEGER = re.compile(r"[0-9]{1,15}")
DECIMAL = re.compile(r"[0-9]{1,15}(\.[0-9]+)?")
BINS = re.compile(r"([0-9]{1,4})-([0-9]{1,4}):([0-9]{1,15})")
PERIOD = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?")

Files = dict[str, bytes]
Key = tuple[str, str, str]  # figure, row, period


class NotAPackage(Exception):
    """`code` names one of WORDS."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True)
class Finding:
    """Something that disagrees. `line` counts the header as 1, and is 0 where the file itself is meant."""

    code: str
    file: str
    line: int = 0
    column: str = ""
    key: tuple[str, ...] = ()
    says: str = ""
    should: str = ""


@dataclass(frozen=True)
class Line:
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def key(self) -> Key:
        return self["figure"], self["row"], self["period"]


@dataclass(frozen=True)
class Cell:
    file: str
    key: Key
    column: str


@dataclass
class Equation:
    """`suspects`: which cell alone could be wrong, and what it should then be."""

    suspects: list[tuple[Cell, str]]
    target: Cell


@dataclass
class Report:
    """What was found. `own` and `hidden` count, by reason, what was not recomputed and what is not shown."""

    findings: list[Finding] = field(default_factory=list)
    recomputed: dict[tuple[str, Key], str] = field(default_factory=dict)
    own: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    files: int = 0

    @property
    def agrees(self) -> bool:
        return not self.findings


# --- Reading ---------------------------------------------------------------------------------------
def read_files(path: Path) -> Files:
    """Of a folder or a zip, by name. Raises NotAPackage."""
    if path.is_dir():
        return {each.name: each.read_bytes() for each in sorted(path.iterdir()) if each.is_file()}
    try:
        return unzipped(path.read_bytes())
    except OSError as error:
        raise NotAPackage("no_file", file=str(path)) from error


def unzipped(content: bytes, most_bytes: int = MOST_BYTES, most_files: int = 60) -> Files:
    """The files of an archive, without the folder they may lie in. Never unpacks more than it may."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir() and "__MACOSX" not in each.filename]
            if len(entries) > most_files:
                raise NotAPackage("too_much")
            return _unpacked(archive, entries, most_bytes)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise NotAPackage("no_zip") from error
    except Exception as error:
        if isinstance(error, NotAPackage):
            raise
        raise NotAPackage("no_zip") from error  # what a broken archive makes zlib and friends say


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], most_bytes: int) -> Files:
    """What an archive says of its sizes may be a lie: it is read, and counted."""
    files: Files = {}
    left = most_bytes
    for entry in entries:
        with archive.open(entry) as part:
            content = part.read(left + 1)
        left -= len(content)
        if left < 0:
            raise NotAPackage("too_much")
        files[entry.filename.replace("\\", "/").rpartition("/")[2]] = content
    return files


def text_of(content: bytes) -> str:
    """Raises NotAPackage for what is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotAPackage("encoding") from error


def read_lines(content: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and each line that is not empty with its number."""
    text = text_of(content)
    pieces = text.split("\n")
    if len(pieces) > MOST_LINES or len(max(pieces, key=len)) > MOST_CHARACTERS:
        raise NotAPackage("no_csv")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise NotAPackage("no_csv") from error
    return (rows[0][1], rows[1:]) if rows else ([], [])


@dataclass
class Sheet:
    """A table of figures. `lines` are those that can be read, by key."""

    file: str
    lines: dict[Key, Line] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def read(cls, file: str, content: bytes) -> Sheet:
        sheet = cls(file)
        try:
            header, rows = read_lines(content)
        except NotAPackage as refused:
            sheet.findings.append(Finding(refused.code, file))
            return sheet
        if tuple(header) != COLUMNS:
            sheet.findings.append(Finding("header", file, 1, says=",".join(header)[:200], should=",".join(COLUMNS)))
            return sheet
        for number, row in rows:
            sheet.add(number, row)
        return sheet

    def add(self, number: int, row: list[str]) -> None:
        if len(row) != len(COLUMNS):
            self.findings.append(Finding("columns", self.file, number, says=str(len(row)), should=str(len(COLUMNS))))
            return
        line = Line(number, {name: row[place] for place, name in enumerate(COLUMNS)})
        if line.key in self.lines:
            self.findings.append(Finding("twice", self.file, number, key=line.key))
            return
        self.lines[line.key] = line

    def whole(self, key: Key, column: str) -> int | None:
        """A count as it stands there; 0 where there is nothing to count; None where it is not known."""
        line = self.lines.get(key)
        if line is None:
            return None
        if line[column]:
            return int(line[column]) if INTEGER.fullmatch(line[column]) else None
        return 0 if line["not_shown"] == "nothing" else None


@dataclass(frozen=True)
class Figure:
    """`parts` says what of: "part/whole", "response*10 + resolution*50", "on_time.whole - on_time.part", or nothing.
    `over_months`: how the months of a year make the year (sum, floor, last, none)."""

    code: str
    kind: str
    parts: str
    over_months: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Those that add up."""
        if self.weights or self.over_months == "none":
            return ("whole",) if self.kind == "days" else ()
        return {"count": ("value",), "share": ("part", "whole"), "days": ("whole",)}[self.kind]

    @property
    def weights(self) -> dict[str, int]:
        return {code: int(weight) for code, weight in re.findall(r"([a-z0-9_]+)\*([0-9]+)", self.parts)}

    @property
    def terms(self) -> list[tuple[str, str, int]]:
        """Of a count that is worked out from others: figure, column, sign."""
        found = re.findall(r"([+-]?)\s*([a-z0-9_]+)\.(value|part|whole)", self.parts)
        return [(code, column, -1 if sign == "-" else 1) for sign, code, column in found]


def read_figures(content: bytes) -> dict[str, Figure]:
    header, rows = read_lines(content)
    wanted = ("code", "kind", "parts", "over_months")
    if any(name not in header for name in wanted):
        raise NotAPackage("figures")
    places = [header.index(name) for name in wanted]
    found = [Figure(*(row[place] for place in places)) for _number, row in rows if len(row) == len(header)]
    if not found or any(each.kind not in ("count", "share", "days") for each in found):
        raise NotAPackage("figures")
    return {each.code: each for each in found}


# --- Whether each file is the one that was published -----------------------------------------------
def description_of(files: Files) -> dict[str, Any]:
    """Raises NotAPackage."""
    try:
        found = json.loads(text_of(files[DESCRIPTION]))
        names = {each["path"]: (each["hash"], each["bytes"]) for each in found["resources"]}
    except KeyError as error:
        raise NotAPackage("no_description") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise NotAPackage("no_description") from error
    if not all(isinstance(name, str) for name in names):
        raise NotAPackage("no_description")
    return dict(found)


def check_hashes(files: Files, description: dict[str, Any]) -> Iterator[Finding]:
    listed = {each["path"]: str(each["hash"]) for each in description["resources"]}
    for name, told in listed.items():
        if name not in files:
            yield Finding("missing", name)
        elif f"sha256:{hashlib.sha256(files[name]).hexdigest()}" != told:
            yield Finding("hash", name, says=hashlib.sha256(files[name]).hexdigest(), should=told[7:])
    for name in files:
        if name.endswith(".csv") and name not in listed:
            yield Finding("extra", name)


# --- Whether each line is well made ----------------------------------------------------------------
def check_lines(sheet: Sheet, figures: dict[str, Figure]) -> Iterator[Finding]:
    for line in sheet.lines.values():
        problem = _problem_of(line, figures)
        if problem:
            column, code = problem
            yield Finding(code, sheet.file, line.number, column, line.key, says=line[column])


def _problem_of(line: Line, figures: dict[str, Figure]) -> tuple[str, str] | None:
    """Column, and what is wrong with it."""
    figure, reason = figures.get(line["figure"]), line["not_shown"]
    if figure is None:
        return "figure", "unknown_figure"
    if not PERIOD.fullmatch(line["period"]):
        return "period", "no_period"
    for column in NUMBERS:
        pattern = DECIMAL if column == "ninth_decile" or (column == "value" and figure.kind != "count") else INTEGER
        if line[column] and not pattern.fullmatch(line[column]):
            return column, "no_number"
    if line["bins"] and not all(BINS.fullmatch(each) for each in line["bins"].split(" ")):
        return "bins", "no_number"
    if bool(line["value"]) == bool(reason):
        return "value", "hidden_shown" if reason else "no_value"
    if reason and reason not in REASONS:
        return "not_shown", "no_reason"
    return _hidden_number(line) if reason and reason not in KNOWS_NUMBERS else None


def _hidden_number(line: Line) -> tuple[str, str] | None:
    for column in ("part", "whole", "ninth_decile", "bins"):
        if line[column]:
            return column, "hidden_shown"
    return None


def check_grid(sheet: Sheet) -> Iterator[Finding]:
    """Each figure has each of its rows in each month, and each row has one name."""
    periods = sorted({key[2] for key in sheet.lines})
    rows = {(figure, row) for figure, row, _period in sheet.lines}
    for figure, row in sorted(rows):
        for period in periods:
            if (figure, row, period) not in sheet.lines:
                yield Finding("no_line", sheet.file, key=(figure, row, period))
    everywhere = {row for _figure, row in rows}
    for figure in sorted({figure for figure, _row in rows}):
        absent = sorted(row for row in everywhere if (figure, row) not in rows and row != "_rest")
        yield from (Finding("no_line", sheet.file, key=(figure, row)) for row in absent)
    yield from _check_names(sheet)


def _check_names(sheet: Sheet) -> Iterator[Finding]:
    for column in ("name_zh", "name_en"):
        names: dict[str, Counter[str]] = {}
        for line in sheet.lines.values():
            names.setdefault(line["row"], Counter())[line[column]] += 1
        usual = {row: counted.most_common(1)[0][0] for row, counted in names.items()}
        for line in sheet.lines.values():
            if line[column] != usual[line["row"]]:
                yield Finding("name", sheet.file, line.number, column, line.key, line[column], usual[line["row"]])


# --- Recomputing -----------------------------------------------------------------------------------
class Checker:
    """Sets up every equation there is between the published numbers, and notes which value each recomputes."""

    def __init__(self, sheets: dict[str, Sheet], figures: dict[str, Figure], report: Report) -> None:
        self.sheets, self.figures, self.report = sheets, figures, report
        self.failed: list[Equation] = []
        self.passed: Counter[Cell] = Counter()  # in how many equations a cell agrees
        self.checked: set[tuple[str, Key]] = set()
        self.gaps: set[tuple[str, Key]] = set()  # could be recomputed if nothing were hidden
        self.whole_city = next((key[1] for key in sheets["city"].lines), "")

    def run(self, changed: set[str]) -> None:
        for name, sheet in self.sheets.items():
            months = self._months(sheet)
            for line in sheet.lines.values():
                figure = self.figures.get(line["figure"])
                if figure is not None:
                    self._line(name, figure, line, months.get(line["period"], []))
        self.report.findings += self._blamed(changed)
        self._count()

    def _months(self, sheet: Sheet) -> dict[str, list[str]]:
        periods = {key[2] for key in sheet.lines}
        years = [each for each in periods if len(each) == 4]
        return {year: sorted(each for each in periods if each.startswith(f"{year}-")) for year in years}

    def _line(self, table: str, figure: Figure, line: Line, months: list[str]) -> None:
        if figure.kind == "share" and figure.parts == "part/whole":
            self._share(table, line)
        if figure.weights:
            self._composite(table, figure, line)
        if figure.kind == "days" and line["bins"] and line["value"]:
            self._days(table, line)
        if figure.terms:
            cells = [(Cell(table, (code, *line.key[1:]), column), sign) for code, column, sign in figure.terms]
            self._sum(Cell(table, line.key, "value"), cells)
        for column in figure.columns:
            if months:
                self._year(table, figure, line, months, column)
            if table == "city" and figure.over_months != "last":
                self._rows(figure, line, column)

    def _number(self, cell: Cell) -> int | None:
        return self.sheets[cell.file].whole(cell.key, cell.column)

    def _note(self, target: Cell, is_value: bool = True) -> None:
        if target.column == "value" and is_value:
            self.checked.add((target.file, target.key))

    def _share(self, table: str, line: Line) -> None:
        part, whole, value = (Cell(table, line.key, column) for column in ("part", "whole", "value"))
        counted, of = self._number(part), self._number(whole)
        if not line["value"] or counted is None or not of:
            return
        should = number(round(counted / of, 6))
        self._note(value)
        self.report.recomputed[table, line.key] = should
        if same(line["value"], should):
            self.passed.update((part, whole, value))
            return
        suspects = [(value, should)]
        if DECIMAL.fullmatch(line["value"]):
            share = float(line["value"])
            for cell, guess in ((part, round(share * of)), (whole, round(counted / share) if share else 0)):
                pair = (guess, of) if cell is part else (counted, guess)
                if pair[1] and same(line["value"], number(round(pair[0] / pair[1], 6))):
                    suspects.append((cell, str(guess)))
        self.failed.append(Equation(suspects, value))

    def _days(self, table: str, line: Line) -> None:
        """Median and ninth decile, as if those of one bin were spread evenly over it, and how many there are in all."""
        bins = [(int(since), int(until), int(count)) for since, until, count in BINS.findall(line["bins"])]
        source = Cell(table, line.key, "bins")
        self._note(Cell(table, line.key, "value"))
        told = {"value": (0.5, 6), "ninth_decile": (0.9, 4)}
        should = {column: number(round(reached_by(share, bins), digits)) for column, (share, digits) in told.items()}
        self.report.recomputed[table, line.key] = should["value"]
        should["whole"] = str(sum(count for _since, _until, count in bins))
        for column, expected in should.items():
            cell = Cell(table, line.key, column)
            if line[column] and same(line[column], expected):
                self.passed.update((cell, source))
            elif line[column] or column != "ninth_decile":
                self.failed.append(Equation([(cell, expected), (source, f"{column}={line[column]}")], cell))

    def _composite(self, table: str, figure: Figure, line: Line) -> None:
        """Of the published rates as exactly as their two counts say; where one of those is wrong, that is told."""
        total = 0.0
        for code, weight in figure.weights.items():
            key = (code, *line.key[1:])
            part, whole = (self._number(Cell(table, key, column)) for column in ("part", "whole"))
            rate = self.sheets[table].lines.get(key)
            if part is None or not whole or rate is None or not rate["value"]:
                return
            if not same(rate["value"], number(round(part / whole, 6))):
                return
            total += weight * (part / whole)
        should = number(round(total / sum(figure.weights.values()), 6))
        if not line["value"]:
            return
        self.report.recomputed[table, line.key] = should
        target = Cell(table, line.key, "value")
        self._note(target)
        if not same(line["value"], should):
            self.failed.append(Equation([(target, should)], target))

    def _year(self, table: str, figure: Figure, line: Line, months: list[str], column: str) -> None:
        target = Cell(table, line.key, column)
        keys = [(line["figure"], line["row"], month) for month in months]
        if figure.over_months == "last":
            self._sum(target, [(Cell(table, keys[-1], column), 1)])
        else:
            slack = len(months) - 1 if figure.over_months == "floor" and table == "city" else 0
            self._sum(target, [(Cell(table, key, column), 1) for key in keys], slack)

    def _rows(self, figure: Figure, line: Line, column: str) -> None:
        if figure.over_months == "floor" and len(line["period"]) == 4:
            return
        for table in TABLES[1:]:
            if table in self.sheets:
                rows = self._rows_of(table, line["figure"])
                cells = [(Cell(table, (line["figure"], row, line["period"]), column), 1) for row in rows]
                if cells:
                    self._sum(Cell("city", line.key, column), cells)

    def _rows_of(self, table: str, figure: str) -> list[str]:
        if not hasattr(self, "_known_rows"):
            known: dict[tuple[str, str], dict[str, None]] = {}
            for name, sheet in self.sheets.items():
                for code, row, _period in sheet.lines:
                    known.setdefault((name, code), {})[row] = None
            self._known_rows = known
        return list(self._known_rows.get((table, figure), {}))

    def _sum(self, target: Cell, cells: list[tuple[Cell, int]], slack: int = 0) -> None:
        """That the target is the sum of the cells, or up to `slack` more."""
        told, numbers = self._number(target), [self._number(cell) for cell, _sign in cells]
        if told is None or any(each is None for each in numbers):
            if told is not None:
                self.gaps.add((target.file, target.key))
            return
        total = sum(sign * (numbers[place] or 0) for place, (_cell, sign) in enumerate(cells))
        self._note(target, is_value=not slack)
        if target.column == "value" and not slack:
            self.report.recomputed.setdefault((target.file, target.key), str(total))
        if total <= told <= total + slack:
            self.passed.update((target, *(cell for cell, _sign in cells)))
            return
        suspects = [(target, str(total))]
        for place, (cell, sign) in enumerate(cells):
            guess = (numbers[place] or 0) + sign * (told - total)
            if guess >= 0:
                suspects.append((cell, str(guess)))
        self.failed.append(Equation(suspects, target))

    def _blamed(self, changed: set[str]) -> list[Finding]:
        """For each equation that fails the cell that explains most of them, in a changed file where there is one."""
        failed = self.failed[:MOST_FAILURES]
        votes: dict[tuple[Cell, str], set[int]] = {}
        for place, equation in enumerate(failed):
            for suspect in equation.suspects:
                votes.setdefault(suspect, set()).add(place)
        left, found = set(range(len(failed))), list[Finding]()
        while left and len(found) < MOST_FINDINGS:
            weights = {one: self._weight(one[0], len(places), changed) for one, places in votes.items() if places}
            best = max(weights, key=lambda one: weights[one])
            explained = set(votes[best])
            rivals = [one for place in explained for one in failed[place].suspects if weights.get(one) == weights[best]]
            found.append(self._finding(*best, is_clear=len(set(rivals)) == 1))
            left -= explained
            for suspect in {one for place in explained for one in failed[place].suspects}:
                votes[suspect] -= explained
        return sorted(found, key=lambda each: (each.file, each.line))

    def _weight(self, cell: Cell, explains: int, changed: set[str]) -> tuple[int, bool, int]:
        """What explains most failures, stands in a changed file, and has nothing else that speaks for it."""
        return explains, f"{cell.file}.csv" in changed, -self.passed[cell]

    def _finding(self, cell: Cell, should: str, *, is_clear: bool) -> Finding:
        line = self.sheets[cell.file].lines.get(cell.key)
        code = "number" if is_clear else "number_or"
        return Finding(
            code, f"{cell.file}.csv", line.number if line else 0, cell.column, cell.key,
            line[cell.column] if line else "", should,
        )  # fmt: skip

    def _count(self) -> None:
        for name, sheet in self.sheets.items():
            for key, line in sheet.lines.items():
                if line["not_shown"]:
                    self.report.hidden[line["not_shown"]] += 1
                elif (name, key) not in self.checked:
                    self.report.own[self._why_own(name, key)] += 1

    def _why_own(self, table: str, key: Key) -> str:
        figure = self.figures.get(key[0])
        if figure is not None and figure.kind == "days":
            return "bins"
        if figure is not None and figure.over_months == "floor" and len(key[2]) == 4 and table == "city":
            return "floor"
        return "gap" if (table, key) in self.gaps else "finest"


def reached_by(share: float, bins: list[tuple[int, int, int]]) -> float:
    """Where so large a share of all is reached."""
    wanted, passed = share * sum(count for _since, _until, count in bins), 0
    for since, until, count in bins:
        if count and passed + count >= wanted:
            return since + (wanted - passed) / count * (until - since)
        passed += count
    return 0.0


def number(value: float) -> str:
    """As the files write it."""
    return str(int(value)) if float(value).is_integer() else repr(value)


def same(one: str, other: str) -> bool:
    """The same number, however it is written."""
    if one == other:
        return True
    return bool(DECIMAL.fullmatch(one) and DECIMAL.fullmatch(other)) and float(one) == float(other)


def verify(files: Files) -> Report:
    """Everything that can be said of a package by itself. Raises NotAPackage."""
    report = Report(files=len(files))
    description = description_of(files)
    report.findings += check_hashes(files, description)
    changed = {each.file for each in report.findings if each.code == "hash"}
    if "figures.csv" not in files or "city.csv" not in files:
        return report
    figures = read_figures(files["figures.csv"])
    sheets = {name: Sheet.read(f"{name}.csv", files[f"{name}.csv"]) for name in TABLES if f"{name}.csv" in files}
    for sheet in sheets.values():
        report.findings += [*sheet.findings, *check_lines(sheet, figures), *check_grid(sheet)]
    Checker(sheets, figures, report).run(changed)
    return report


# --- Comparing a file somebody has with the one that was published ---------------------------------
def differences(file: str, theirs: bytes, ours: bytes) -> list[Finding]:
    """Every cell of a table that is not as published: what theirs says, what it should be. Raises NotAPackage."""
    header, rows = read_lines(theirs)
    wanted, kept = read_lines(ours)
    if header != wanted:
        return [Finding("header", file, 1, says=",".join(header)[:200], should=",".join(wanted))]
    keys = 1 if file == "figures.csv" else 0
    return _row_differences(file, wanted, rows, kept, by_code=bool(keys))


def _row_differences(
    file: str, header: list[str], rows: list[tuple[int, list[str]]], kept: list[tuple[int, list[str]]], by_code: bool
) -> list[Finding]:
    places = [0] if by_code else [header.index(name) for name in ("figure", "row", "period")]

    def key_of(row: list[str]) -> tuple[str, ...]:
        return tuple(row[place] if place < len(row) else "" for place in places)

    published = {key_of(row): row for _number, row in kept}
    found, seen = [], set()
    for line, row in rows:
        key = key_of(row)
        if key in seen:
            found.append(Finding("twice", file, line, key=key))
        elif key not in published:
            found.append(Finding("added", file, line, key=key))
        else:
            found += _cell_differences(file, line, key, header, row, published[key])
        seen.add(key)
    return found + [Finding("removed", file, key=key) for key in published if key not in seen]


def _cell_differences(
    file: str, line: int, key: tuple[str, ...], header: list[str], row: list[str], wanted: list[str]
) -> Iterator[Finding]:
    if len(row) != len(wanted):
        yield Finding("columns", file, line, key=key, says=str(len(row)), should=str(len(wanted)))
        return
    for place, column in enumerate(header):
        if not same(row[place].strip(), wanted[place].strip()):
            yield Finding("cell", file, line, column, key, row[place], wanted[place])


# --- Saying so -------------------------------------------------------------------------------------
WORDS = {
    "no_file": ("找不到文件或文件夹：{file}", "There is no such file or folder: {file}"),
    "no_zip": ("这个压缩包打不开。", "This archive cannot be opened."),
    "too_much": ("压缩包解开后过大，未予处理。", "The archive unpacks to more than is accepted."),
    "encoding": ("文件不是 UTF-8 编码。", "The file is not encoded as UTF-8."),
    "no_csv": ("文件不是完整的 CSV 表格。", "The file is not a whole CSV table."),
    "figures": ("figures.csv 缺少所需的列或内容。", "figures.csv lacks columns or lines."),
    "no_description": ("没有可读的 datapackage.json。", "There is no datapackage.json that can be read."),
    "missing": ("文件缺失", "the file is missing"),
    "extra": ("清单里没有这个文件", "this file is not in the list"),
    "hash": ("文件与公布的不同（SHA-256）", "the file is not the one that was published (SHA-256)"),
    "header": ("表头不同", "the header differs"),
    "columns": ("列数不同", "another number of columns"),
    "twice": ("同一行出现两次", "the same line is there twice"),
    "unknown_figure": ("figures.csv 里没有这个指标", "figures.csv has no such figure"),
    "no_period": ("不是年或月", "neither a year nor a month"),
    "no_number": ("不是数字", "not a number"),
    "no_value": ("没有数字，也没有说明原因", "no number, and no reason why"),
    "hidden_shown": ("标明不公布，却有数字", "said not to be shown, and yet there is a number"),
    "no_reason": ("不认识的原因", "an unknown reason"),
    "no_line": ("缺少一行", "a line is missing"),
    "name": ("名称与同一代码的其他行不同", "not the name other lines have for this code"),
    "number": ("数字与其他公布的数字不符", "does not agree with the other published numbers"),
    "number_or": (
        "与其他公布的数字不符，也可能是同一合计里的另一个数有误",
        "does not agree with the other published numbers, or another number of the same sum is wrong",
    ),
    "cell": ("与公布的不同", "not as published"),
    "added": ("公布的文件里没有这一行", "the published file has no such line"),
    "removed": ("公布的文件里有这一行，这里没有", "a line of the published file is missing"),
    "says": ("现为 {says}，应为 {should}", "says {says}, should be {should}"),
    "line": ("第 {line} 行", "line {line}"),
    "column": ("“{column}”列", "column {column}"),
    "recomputed": ("重新算出的数字：{count} 个", "Figures recomputed: {count}"),
    "own": ("无法重新计算的数字：{count} 个", "Figures that cannot be recomputed: {count}"),
    "hidden": ("未公布的数字：{count} 个", "Figures not shown: {count}"),
    "own.finest": ("已是公布的最细件数，没有更细的数可加", "the finest count that is published"),
    "own.gap": ("所含的月份或行有不公布的，只能独立成数", "a month or a row it is made of is not shown"),
    "own.bins": ("天数的中位数，只公布全市的分档", "a median of days: bins are published of the whole city only"),
    "own.floor": ("各月舍去不足一日的部分，只核对上下限", "part days are dropped each month: only bounds are checked"),
    "hidden.small": ("小于起公布数", "smaller than the least that is shown"),
    "hidden.protects": ("为保护小数字", "to protect small numbers"),
    "hidden.period": ("会透露某个不公布的月份", "would give a hidden month away"),
    "hidden.not_over": ("该月未结束", "the month is not over"),
    "hidden.nothing": ("没有可计数或可作分母的", "nothing to count or to divide by"),
    "hidden.few": ("太少，不成比例或中位数", "too few for a share or a median"),
    "hidden.rest": ("其余部分不另算", "not worked out for the rest"),
    "agrees": ("全部相符。", "Everything agrees."),
    "differs": ("不符之处：{count} 处", "Disagreements: {count}"),
}  # fmt: skip


def say(code: str, language: str, **facts: Any) -> str:
    return WORDS[code][language == "en"].format(**facts)


def sentence(finding: Finding, language: str) -> str:
    """One line: where, what is wrong, what it says, what it should be."""
    where = [finding.file]
    where += [say("line", language, line=finding.line)] if finding.line else []
    where += [say("column", language, column=finding.column)] if finding.column else []
    where += [" / ".join(finding.key)] if finding.key else []
    is_told = finding.says or finding.should
    told = say("says", language, says=finding.says or "—", should=finding.should or "—") if is_told else ""
    separator, pause = (", ", ": ") if language == "en" else ("，", "：")
    text = separator.join(where) + pause + say(finding.code, language)
    return text + ((", " if language == "en" else "，") + told if told and finding.should else "")


def lines_of(report: Report, language: str) -> Iterator[str]:
    yield say("recomputed", language, count=len(report.recomputed))
    for name, counted in (("own", report.own), ("hidden", report.hidden)):
        yield say(name, language, count=sum(counted.values()))
        for reason, count in sorted(counted.items()):
            known = f"{name}.{reason}"
            yield f"  {count}  {say(known, language) if known in WORDS else reason}"
    yield say("agrees", language) if report.agrees else say("differs", language, count=len(report.findings))
    yield from (f"  {sentence(each, language)}" for each in report.findings)


def as_json(report: Report) -> str:
    recomputed = [[table, *key, value] for (table, key), value in report.recomputed.items()]
    found = {
        "recomputed": recomputed, "own": report.own, "hidden": report.hidden,
        "findings": [vars(each) for each in report.findings],
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--json", action="store_true", help="for programs: everything that was recomputed")
    asked = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        report = verify(read_files(asked.path))
    except NotAPackage as refused:
        sys.stderr.write(say(refused.code, asked.lang, **refused.facts) + "\n")
        return 2
    sys.stdout.write((as_json(report) if asked.json else "\n".join(lines_of(report, asked.lang))) + "\n")
    return 0 if report.agrees else 1


if __name__ == "__main__":
    sys.exit(main())
