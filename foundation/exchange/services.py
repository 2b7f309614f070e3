"""`read_table`, `write_csv`, `write_xlsx`: the whole of the border."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _
from openpyxl import Workbook

from foundation.exchange.exceptions import TableRefused
from foundation.exchange.files import FORBIDDEN, Limits, rows_of
from foundation.exchange.tables import Column, RowError, Table, guarded, plain, unguarded

LONGEST_ABOUT = 60
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def read_table(file: IO[bytes], columns: Sequence[Column], *, limits: Limits | None = None) -> Table:
    """Read a CSV or XLSX file. Blank rows are skipped; a row with any error is left out of `rows`.

    Raises TableRefused for a file that is no table, is too large, or lacks a required column.
    """
    limits = limits or Limits()
    numbered = (item for item in rows_of(file, limits) if any(cell.strip() for cell in item[1]))
    header = next(numbered, None)
    if header is None:
        raise TableRefused("empty", _("The file is empty."))
    table = Table()
    places = _mapped(header[1], columns, table)
    for number, cells in numbered:
        _read_row(number, cells, header[1], places, limits, table)
    return table


def _mapped(header: list[str], columns: Sequence[Column], table: Table) -> dict[int, Column]:
    """Which column of the file is which of ours."""
    known = {name: column for column in columns for name in column.headers()}
    places: dict[int, Column] = {}
    for position, title in enumerate(header):
        column = known.get(plain(title))
        if column is None:
            table.ignored_columns += [title.strip()] if title.strip() else []
        elif column in places.values():
            raise TableRefused("twice", _("The column “%(column)s” appears twice.") % {"column": title.strip()})
        else:
            places[position] = column
            table.headers[column.name] = title.strip()
    wanted = [column for column in columns if column.required and column not in places.values()]
    if wanted:
        names = "、".join(str(column.label or column.name) for column in wanted)
        raise TableRefused(
            "missing_column", _("The first row does not name these columns: %(columns)s.") % {"columns": names}
        )
    return places


def _read_row(
    number: int, cells: list[str], header: list[str], places: dict[int, Column], limits: Limits, table: Table
) -> None:
    row: dict[str, Any] = {}
    errors: list[RowError] = []
    about = _about(cells, places)
    if any(cell.strip() for cell in cells[len(header) :]):
        errors.append(RowError(number, "", _("This row has more cells than the first row has columns."), about))
    for position, column in places.items():
        text = unguarded(cells[position].strip()) if position < len(cells) else ""
        try:
            row[column.name] = _cell(text, column, limits)
        except (ValueError, ValidationError) as error:
            message = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            errors.append(RowError(number, header[position].strip(), message, about))
    for wrong in errors:
        table.complain(wrong)
    if not errors:
        table.rows.append(row)
        table.numbers.append(number)


def _about(cells: list[str], places: dict[int, Column]) -> str:
    own = [position for position, column in places.items() if column.identifies and position < len(cells)]
    return " ".join(cells[own[0]].split())[:LONGEST_ABOUT] if own else ""


def _cell(text: str, column: Column, limits: Limits) -> Any:
    if not text:
        if column.required:
            raise ValueError(_("This cell must not be empty."))
        return ""
    if len(text) > limits.cell:
        raise ValueError(
            _("This cell has more than %(characters)s characters. Shorten it in the file, then take the file in again.")
            % {"characters": limits.cell}
        )
    if FORBIDDEN.intersection(text):
        raise ValueError(_("This cell holds characters that cannot be shown."))
    return column.parse(text)


def _written(value: Any) -> str | int | float | Decimal:
    """Numbers stay numbers; everything else is text, without what a spreadsheet would run or cannot hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return (localtime(value) if is_aware(value) else value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return guarded(UNWRITABLE.sub("", str(value)))


def _title(column: Column | str) -> str:
    return guarded(str(column.label or column.name) if isinstance(column, Column) else str(column))


def stream_csv(columns: Sequence[Column | str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Line by line, for exports of any length. Begins with the BOM by which Excel knows UTF-8."""
    line = io.StringIO(newline="")
    writer = csv.writer(line)

    def taken() -> bytes:
        text = line.getvalue()
        line.seek(0)
        line.truncate()
        return text.encode()

    writer.writerow(map(_title, columns))
    yield b"\xef\xbb\xbf" + taken()
    for row in rows:
        writer.writerow(map(_written, row))
        yield taken()


def write_csv(columns: Sequence[Column | str], rows: Iterable[Sequence[Any]]) -> bytes:
    return b"".join(stream_csv(columns, rows))


def write_xlsx(columns: Sequence[Column | str], rows: Iterable[Sequence[Any]], *, title: str = "") -> bytes:
    """One sheet, the header frozen. Written row by row, so memory holds the file and not its cells."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31] or None)
    sheet.freeze_panes = "A2"
    sheet.append([_title(column) for column in columns])
    for row in rows:
        sheet.append([_written(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
