"""From the bytes of an uploaded file to numbered rows of text, within bounds."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from foundation.exchange.exceptions import TableRefused

ZIP_START = b"PK\x03\x04"
OLD_EXCEL_START = b"\xd0\xcf\x11\xe0"
# How pictures, documents and web pages begin, whatever they are called.
OTHER_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"%PDF", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b",
                b"<!", b"<?xml", b"<html", b"<HTML", b"<svg")  # fmt: skip
WORKBOOK_ENDINGS = (".xlsx", ".xlsm")
MOST_ZIP_ENTRIES = 500
DELIMITERS = ",;\t"
FORBIDDEN = {*(chr(code) for code in range(32) if chr(code) not in "\t\n\r"), "\x7f", "\ufffd"}

NumberedRow = tuple[int, list[str]]


@dataclass(frozen=True)
class Limits:
    bytes: int = 10 * 1024 * 1024
    unpacked: int = 100 * 1024 * 1024
    rows: int = 50_000
    columns: int = 100
    cell: int = 5_000


def rows_of(file: IO[bytes], limits: Limits) -> Iterator[NumberedRow]:
    """Numbered rows of text, the header first. Raises TableRefused for a file that is no table or too large."""
    file.seek(0)
    content = file.read(limits.bytes + 1)
    if len(content) > limits.bytes:
        raise TableRefused("too_large", _("The file is larger than %(mb)s MB.") % {"mb": limits.bytes // 1024**2})
    if content.startswith(ZIP_START):
        return _xlsx_rows(content, limits)
    if content.startswith(OLD_EXCEL_START):
        raise TableRefused("old_excel", _("This is an old Excel file (.xls). Please save it as .xlsx or CSV."))
    if content.lstrip().startswith(OTHER_STARTS):
        raise TableRefused("not_table", _("This file is not a table. Please save it as CSV (UTF-8) or .xlsx."))
    if str(getattr(file, "name", "")).lower().endswith(WORKBOOK_ENDINGS):
        raise TableRefused("not_xlsx", _("This file is not an ordinary .xlsx table."))
    return _csv_rows(decoded(content), limits)


def decoded(content: bytes) -> str:
    """UTF-8 (with or without BOM), UTF-16 with BOM, else GB18030: what Chinese Windows programs write."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not FORBIDDEN.intersection(text):
            return text
    raise TableRefused("not_text", _("This file is not a text table. Please save it as CSV (UTF-8) or .xlsx."))


def _csv_rows(text: str, limits: Limits) -> Iterator[NumberedRow]:
    first_line = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            _check_row(number, len(cells), limits)
            yield number, cells
    except csv.Error as error:
        raise TableRefused(
            "broken_csv", _("Row %(row)s cannot be read: a quotation mark is missing.") % {"row": number + 1}
        ) from error


def _check_row(number: int, columns: int, limits: Limits) -> None:
    if number > limits.rows + 1:
        raise TableRefused("too_many_rows", _("The table has more than %(rows)s rows.") % {"rows": limits.rows})
    if columns > limits.columns:
        raise TableRefused(
            "too_many_columns", _("The table has more than %(columns)s columns.") % {"columns": limits.columns}
        )


def _check_archive(content: bytes, limits: Limits) -> None:
    """Refuse what unpacks to far more than it is, and XML that declares entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ZIP_ENTRIES or sum(entry.file_size for entry in entries) > limits.unpacked:
            raise TableRefused("bomb", _("The file unpacks to more than we accept."))
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels")):
                with archive.open(entry) as part:
                    if b"<!" in part.read(4096).replace(b"<!--", b""):
                        raise TableRefused("not_xlsx", _("This file is not an ordinary .xlsx table."))


def _xlsx_rows(content: bytes, limits: Limits) -> Iterator[NumberedRow]:
    try:
        _check_archive(content, limits)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        raise TableRefused("not_xlsx", _("This file is not an ordinary .xlsx table.")) from error
    sheet.reset_dimensions()  # the size a sheet claims may be a lie
    try:
        rows = sheet.iter_rows(values_only=True, max_row=limits.rows + 2, max_col=limits.columns + 1)
        for number, values in enumerate(rows, start=1):
            cells = [_text(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                _check_row(number, len(cells), limits)
            yield number, cells
    except (KeyError, ValueError, TypeError, SyntaxError, zipfile.BadZipFile) as error:
        raise TableRefused("not_xlsx", _("This file is not an ordinary .xlsx table.")) from error


def _text(value: Any) -> str:
    """As a person would have typed it: 3.0 is 3, midnight is a day."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
