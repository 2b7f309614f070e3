"""What a table looks like on our side of the border."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import override

LANGUAGES = ("zh-hans", "en")
DECORATION = re.compile(r"[\s*＊]|[(（](必填|选填|required|optional)[)）]", re.IGNORECASE)
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
MOST_ERRORS = 200


def plain(header: str) -> str:
    """A header as it is compared: width, case, blanks and "(required)" do not matter."""
    return DECORATION.sub("", unicodedata.normalize("NFKC", header)).casefold()


@dataclass(frozen=True)
class Column:
    """`name` is the key in the rows read; a header may be the name, the label in any language, or one of `also`.

    `parse` turns a non-empty text into a value; its ValueError or ValidationError becomes a RowError. `identifies`: by
    this cell an error names its row.
    """

    name: str
    label: str | Promise = ""
    also: tuple[str, ...] = ()
    required: bool = False
    identifies: bool = False
    parse: Callable[[str], Any] = str

    def headers(self) -> set[str]:
        labels = []
        for language in LANGUAGES:
            with override(language):
                labels.append(str(self.label))
        return {plain(header) for header in (self.name, *labels, *self.also) if header}


@dataclass(frozen=True)
class RowError:
    """`row` as the spreadsheet counts, the header being row 1; `column` as the file names it, or empty. `about`: what
    stands in the cell that identifies the row."""

    row: int
    column: str
    message: str
    about: str = ""


@dataclass
class Table:
    """Good rows, with the row number of each, and what is wrong with the others. `headers`: our column → theirs."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    more_errors: int = 0
    ignored_columns: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def complain(self, error: RowError) -> None:
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(error)
        else:
            self.more_errors += 1


def guarded(text: str) -> str:
    """A leading apostrophe where a spreadsheet would take the text for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text
