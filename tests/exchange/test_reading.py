import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy, override
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from foundation.exchange import services
from foundation.exchange.exceptions import TableRefused
from foundation.exchange.files import Limits
from foundation.exchange.services import read_table, write_csv, write_xlsx
from foundation.exchange.tables import Column, RowError

pytestmark = pytest.mark.one_engine


def a_level(text: str) -> int:
    if text not in {"1", "2", "3"}:
        raise ValidationError("1, 2 or 3")
    return int(text)


COLUMNS = [
    Column("code", label="编码", also=("代码",), required=True),
    Column("name", label=gettext_lazy("January"), required=True),
    Column("level", label="层级", parse=a_level),
]
TEXT = "编码,名称,层级\n320681,启东市,1\n320681001,汇龙镇,2\n"
COLUMNS_ZH = [COLUMNS[0], Column("name", label="名称", required=True), COLUMNS[2]]
ROWS = [{"code": "320681", "name": "启东市", "level": 1}, {"code": "320681001", "name": "汇龙镇", "level": 2}]


def file(content: str | bytes) -> io.BytesIO:
    return io.BytesIO(content.encode() if isinstance(content, str) else content)


def xlsx(*rows: list[object]) -> io.BytesIO:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_a_table_is_read_in_every_encoding_offices_use(encoding):
    assert read_table(file(TEXT.encode(encoding)), COLUMNS_ZH).rows == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_delimiter_and_line_ends_do_not_matter(delimiter, newline):
    assert read_table(file(TEXT.replace(",", delimiter).replace("\n", newline)), COLUMNS_ZH).rows == ROWS


def test_columns_are_found_by_name_label_or_another_word_in_any_order_and_width():
    for header in ("level,name,code", "层级,January,代码", "Ｌｅｖｅｌ , 一月（必填）,编码 *", "LEVEL,一月,Code"):
        table = read_table(file(f"{header}\n1,启东市,320681\n"), COLUMNS)
        assert table.rows == [{"level": 1, "name": "启东市", "code": "320681"}]


def test_columns_we_do_not_know_are_left_out_and_named():
    table = read_table(file("code,name,备注\n1,a,b\n"), COLUMNS)
    assert table.ignored_columns == ["备注"]
    assert table.rows == [{"code": "1", "name": "a"}]


def test_errors_name_row_and_column_and_all_come_at_once():
    table = read_table(file("编码,名称,层级\n1,a,9\n\n,b,1\n3,c,1,x\n4,d,2\n"), COLUMNS_ZH)
    assert [(e.row, e.column) for e in table.errors] == [(2, "层级"), (4, "编码"), (5, "")]
    assert table.errors[0] == RowError(2, "层级", "1, 2 or 3")
    assert (table.rows, table.numbers) == ([{"code": "4", "name": "d", "level": 2}], [6])


def test_errors_speak_the_readers_language():
    for language, message in (("en", "This cell must not be empty."), ("zh-hans", "此格不能为空。")):
        with override(language):
            assert read_table(file("code,name\n,b\n"), COLUMNS).errors[0].message == message


def test_a_flood_of_errors_is_counted_not_kept():
    table = read_table(file("code,name\n" + ",b\n" * 300), COLUMNS)
    assert (len(table.errors), table.more_errors) == (200, 100)


def test_a_spreadsheet_is_read_with_numbers_and_days_as_people_type_them():
    columns = [Column("code"), Column("day"), Column("at"), Column("share")]
    book = xlsx(["code", "day", "at", "share"], [320681.0, date(2026, 11, 23), datetime(2026, 11, 23, 9, 30), 0.5], [])
    assert read_table(book, columns).rows == [
        {"code": "320681", "day": "2026-11-23", "at": "2026-11-23 09:30", "share": "0.5"}
    ]


def refused(content: str | bytes | io.BytesIO, limits: Limits | None = None) -> str:
    with pytest.raises(TableRefused) as refusal:
        read_table(content if isinstance(content, io.BytesIO) else file(content), COLUMNS, limits=limits)
    assert refusal.value.message
    return refusal.value.code


def test_what_is_no_table_is_refused_with_a_reason():
    assert refused("") == "empty"
    assert refused("\n\n") == "empty"
    assert refused(b"code,name\n1,a\x00b\n") == "not_text"
    assert refused(b"\x89PNG\r\n\x1a\n\x00\x00\xff") == "not_table"
    assert refused(b"\xd0\xcf\x11\xe0 old excel") == "old_excel"
    assert refused(b"PK\x03\x04 not really") == "not_xlsx"
    assert refused('code,name\n1,"a\n2,b\n') == "broken_csv"
    assert refused("code,code,name\n1,1,a\n") == "twice"
    assert refused("code\n1\n") == "missing_column"


def test_size_rows_columns_and_cells_are_bounded():
    rows = "code,name\n" + "1,a\n" * 5
    assert refused(rows, Limits(bytes=20)) == "too_large"
    assert refused(rows, Limits(rows=4)) == "too_many_rows"
    assert len(read_table(file(rows), COLUMNS, limits=Limits(rows=5)).rows) == 5
    assert refused("code,name,a,b\n", Limits(columns=3)) == "too_many_columns"
    assert refused(xlsx(["code", "name"], *[["1", "a"]] * 5), Limits(rows=4)) == "too_many_rows"
    assert refused(xlsx(["code", "name", "a", "b"]), Limits(columns=3)) == "too_many_columns"
    assert read_table(file("code,name\n1," + "x" * 11), COLUMNS, limits=Limits(cell=10)).errors[0].row == 2


def archive(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return out.getvalue()


def test_an_archive_that_unpacks_to_far_more_is_refused():
    bomb = archive("xl/worksheets/sheet1.xml", b" " * 20_000_000)
    assert len(bomb) < 100_000
    assert refused(bomb, Limits(unpacked=10_000_000)) == "bomb"
    assert refused(bomb) == "not_xlsx", "the twin: with room for it, it gets as far as being opened"


def test_an_archive_of_very_many_parts_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number in range(600):
            package.writestr(str(number), b"")
    assert refused(out.getvalue()) == "bomb"


def test_xml_that_declares_entities_is_refused():
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert refused(archive("[Content_Types].xml", laughs)) == "not_xlsx"


def with_part(book: io.BytesIO, name: str, change: object) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, change(content) if entry == name else content)  # type: ignore[operator]
    return out


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is():
    book = with_part(
        xlsx(["code", "name"], ["1", "a"]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1:XFD1048576"'),
    )
    assert read_table(book, COLUMNS).rows == [{"code": "1", "name": "a"}]


def test_a_cell_far_away_does_not_make_a_million_rows():
    far = xlsx(["code", "name"])
    book = with_part(far, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="1"', b'r="1048576"'))
    assert refused(book) in {"too_many_rows", "empty"}


def test_a_formula_is_read_as_its_last_value_never_computed():
    table = read_table(xlsx(["code", "name"], ["=1+1", "a"], ["2", "b"]), COLUMNS)
    assert [row["code"] for row in table.rows] == ["2"]
    assert table.errors[0].row == 2


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cn")), min_size=1, max_size=20)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_what_was_written_is_read_back(rows):
    rows = [(a, b) for a, b in rows if "\ufffd" not in a + b and not a.startswith("'") and not b.startswith("'")]
    expected = [{"code": a, "name": b} for a, b in rows]
    for write in (write_csv, write_xlsx):
        assert read_table(file(write(["code", "name"], rows)), COLUMNS).rows == expected


def test_forbidden_characters_in_a_cell_are_an_error_of_that_cell(monkeypatch):
    monkeypatch.setattr(services, "rows_of", lambda file, limits: iter([(1, ["code", "name"]), (2, ["1", "a\x07"])]))
    assert read_table(file(""), COLUMNS).errors[0].column == "name"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"this is no workbook", "fake.xlsx", "not_xlsx"),
        (b"code,name\n1,a\n", "FAKE.XLSX", "not_xlsx"),
        (b"PK\x03\x04 nor is this", "fake.xlsx", "not_xlsx"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "table.csv", "not_table"),
        (b"\xff\xd8\xff\xe0 JFIF", "table.csv", "not_table"),
        (b"%PDF-1.7\n%text only", "table.csv", "not_table"),
        (b"\n<!DOCTYPE html><table></table>", "table.csv", "not_table"),
    ],
)
def test_what_is_no_table_is_called_that_whatever_its_name(content, name, code):
    upload = file(content)
    upload.name = name
    with pytest.raises(TableRefused) as refused:
        read_table(upload, COLUMNS)
    assert refused.value.code == code


def test_an_error_names_its_row_by_the_cell_that_identifies_it():
    columns = [Column("number", "编号", identifies=True), Column("level", "层级", parse=int)]
    table = read_table(file("编号,层级\nWX-2,高\n"), columns)
    assert [(each.row, each.about) for each in table.errors] == [(2, "WX-2")]
