"""The tamper test: a file somebody has, beside the one that was published. Nothing of it is kept."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from dashboards.opendata.package import CSV_FILES, DESCRIPTION, FILES, TABLES, Edition, Files
from dashboards.opendata.verify_figures import (
    COLUMNS,
    Finding,
    NotAPackage,
    Report,
    differences,
    read_lines,
    unzipped,
    verify,
)

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_SHOWN = 100
ZIP_START = b"PK\x03\x04"
OTHER_STARTS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
EDITION = re.compile(r"figures-([0-9]{4})(?:-r([0-9]{1,4})|-provisional)")

Editions = Callable[[int], Iterable[tuple[Edition, Files]]]  # of a year; none where there is no such year


class FileRefused(Exception):
    """The message is for the person who chose the file, in their language, and says what to do."""


@dataclass
class Outcome:
    """`edition` is the one the file is nearest to; `findings` what is not as published, `more` how many are left out;
    `report` what the script says of the whole package with this file in it."""

    edition: Edition
    files: list[str]
    findings: list[Finding]
    report: Report | None
    is_same_bytes: bool = False
    more: int = 0
    unread: list[str] = field(default_factory=list)

    @property
    def is_as_published(self) -> bool:
        return not self.findings


def compare(content: bytes, years: Sequence[int], editions: Editions) -> Outcome:
    """Raises FileRefused."""
    if not content:
        raise FileRefused(_("The file is empty. Please choose a CSV or zip file that was downloaded from this page."))
    if len(content) > MOST_BYTES:
        raise FileRefused(too_large())
    if content.startswith(OTHER_STARTS):
        raise FileRefused(_not_ours())
    return _archive(content, years, editions) if content.startswith(ZIP_START) else _table(content, years, editions)


def too_large() -> str:
    words = _("The file is larger than %(mb)d MB; ours are smaller. Please choose one downloaded from this page.")
    return words % {"mb": MOST_BYTES // 1024**2}


def _not_ours() -> str:
    return _("This is not one of our files. Please download a CSV or zip file from this page, and choose that one.")


# --- An archive -----------------------------------------------------------------------------------------------------
def _archive(content: bytes, years: Sequence[int], editions: Editions) -> Outcome:
    theirs = _unpacked(content)
    edition, ours = _named_edition(theirs, years, editions)
    findings: list[Finding] = []
    for name, published in ours.items():
        if name not in theirs:
            findings.append(Finding("missing", name))
        elif theirs[name] != published:
            try:
                is_table = name in CSV_FILES
                findings += differences(name, theirs[name], published) if is_table else [Finding("hash", name)]
            except NotAPackage as refused:
                findings.append(Finding(refused.code, name))
    unread = sorted(set(theirs) - set(ours))
    return _outcome(edition, sorted(set(theirs) & set(ours)), findings, ours, theirs, unread)


def _unpacked(content: bytes) -> Files:
    try:
        return unzipped(content, MOST_UNPACKED, 2 * len(FILES))
    except NotAPackage as refused:
        if refused.code == "too_much":
            raise FileRefused(_("The archive unpacks to more than ours do, so it was not opened.")) from refused
        raise FileRefused(
            _("The archive cannot be opened. Please download it again, and choose that one.")
        ) from refused


def _named_edition(theirs: Files, years: Sequence[int], editions: Editions) -> tuple[Edition, Files]:
    """Which edition the archive says it is; where it does not, or lies, the nearest one of its year."""
    if DESCRIPTION not in theirs and not set(CSV_FILES) & set(theirs):
        raise FileRefused(_not_ours())
    named = EDITION.search(theirs.get(DESCRIPTION, b"")[:2000].decode("utf-8", "replace"))
    year = int(named[1]) if named else _year_of(_keys(theirs.get("city.csv", b"")))
    found = dict(_editions_of(year, years, editions))
    wanted = Edition(year, int(named[2] or 0)) if named and year else None
    if wanted in found:
        return wanted, found[wanted]
    return next(reversed(found.items()))


def _editions_of(year: int, years: Sequence[int], editions: Editions) -> list[tuple[Edition, Files]]:
    found = list(editions(year)) if year in years else []
    if not found:
        listed = ", ".join(map(str, years))
        raise FileRefused(
            _("We publish no figures of that year. There are files of: %(years)s.") % {"years": listed}
            if year and years
            else _not_ours()
        )
    return found


# --- A single table -------------------------------------------------------------------------------------------------
def _table(content: bytes, years: Sequence[int], editions: Editions) -> Outcome:
    header, _rows = _lines(content)
    names = [name.strip() for name in header]
    if len(set(names) & set(COLUMNS)) >= 6:
        return _of_figures(content, years, editions)
    if {"code", "definition_zh", "kind"} <= set(names):
        return _of_list(content, years, editions)
    raise FileRefused(_not_ours())


def _lines(content: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        return read_lines(content)
    except NotAPackage as refused:
        if refused.code == "encoding":
            raise FileRefused(
                _("The file is not text in UTF-8. Please save it as “CSV UTF-8”, or download it again.")
            ) from refused
        raise FileRefused(_not_ours()) from refused


def _keys(content: bytes) -> set[tuple[str, ...]]:
    """Figure, row and period of each line, as far as they can be read."""
    try:
        header, rows = read_lines(content)
    except NotAPackage:
        return set()
    places = [
        header.index(name) if name in header else number for name, number in (("figure", 0), ("row", 1), ("period", 4))
    ]
    return {tuple(row[place] if place < len(row) else "" for place in places) for _number, row in rows}


def _year_of(keys: set[tuple[str, ...]]) -> int:
    """The one that most lines are of; 0 where there is none."""
    counted = Counter(key[2][:4] for key in keys if re.fullmatch(r"[0-9]{4}(-[0-9]{2})?", key[2]))
    return int(counted.most_common(1)[0][0]) if counted else 0


def _of_figures(content: bytes, years: Sequence[int], editions: Editions) -> Outcome:
    keys = _keys(content)
    found = _editions_of(_year_of(keys), years, editions)
    _edition, latest = found[-1]
    name = max((f"{table}.csv" for table in TABLES), key=lambda each: len(keys & _keys(latest[each])))
    return _nearest(name, content, found)


def _of_list(content: bytes, years: Sequence[int], editions: Editions) -> Outcome:
    found = [each for year in years[:3] for each in editions(year)]
    if not found:
        raise FileRefused(_not_ours())
    return _nearest("figures.csv", content, found)


def _nearest(name: str, content: bytes, found: Sequence[tuple[Edition, Files]]) -> Outcome:
    """Compared with each edition; the latest of those that differ least."""
    compared = [(differences(name, content, ours[name]), edition, ours) for edition, ours in found]
    findings, edition, ours = min(reversed(compared), key=lambda each: len(each[0]))
    return _outcome(edition, [name], findings, ours, {**ours, name: content}, [])


def _outcome(
    edition: Edition, files: list[str], findings: list[Finding], ours: Files, theirs: Files, unread: list[str]
) -> Outcome:
    is_same = all(theirs.get(name) == content for name, content in ours.items())
    try:
        report = verify(theirs)
    except NotAPackage:
        report = None
    return Outcome(edition, files, findings[:MOST_SHOWN], report, is_same, max(len(findings) - MOST_SHOWN, 0), unread)
