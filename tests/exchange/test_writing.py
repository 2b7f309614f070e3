import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from foundation.exchange import tables
from foundation.exchange.services import stream_csv, write_csv, write_xlsx
from foundation.exchange.tables import Column

pytestmark = pytest.mark.one_engine

DANGEROUS = ["=1+1", "+8613800138000", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", '=HYPERLINK("http://evil")']


def read_back(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet(content: bytes) -> list[list[object]]:
    return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_would_run_as_a_formula_is_guarded(text):
    assert read_back(write_csv(["a"], [[text]]))[1] == [f"'{text}"]
    cell = load_workbook(io.BytesIO(write_xlsx(["a"], [[text]]))).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


def test_without_the_guard_a_spreadsheet_would_run_it(monkeypatch):
    monkeypatch.setattr(tables, "FORMULA_STARTS", ("never",))
    cell = load_workbook(io.BytesIO(write_xlsx(["a"], [["=1+1"]]))).worksheets[0]["A2"]
    assert cell.data_type == "f"


def test_a_header_is_guarded_too():
    assert read_back(write_csv(["=a"], []))[0] == ["'=a"]


def test_excel_knows_the_encoding_by_its_mark():
    assert write_csv([Column("name", label="名称")], [["启东市"]]).startswith(b"\xef\xbb\xbf")
    assert read_back(write_csv([Column("name", label="名称")], [["启东市"]])) == [["名称"], ["启东市"]]


def test_values_are_written_as_people_read_them():
    row = [None, True, -5, Decimal("-1.50"), date(2026, 11, 23), datetime(2026, 11, 22, 16, 5, tzinfo=UTC)]
    with override("en"):
        written = read_back(write_csv(["x"] * 6, [row]))[1]
    assert written == ["", "Yes", "-5", "-1.50", "2026-11-23", "2026-11-23 00:05"]


def test_a_spreadsheet_keeps_numbers_as_numbers():
    assert sheet(write_xlsx(["a", "b"], [[-5, "x"]], title="一/二"))[1] == [-5, "x"]


def test_characters_a_file_cannot_hold_are_left_out():
    assert sheet(write_xlsx(["a"], [["a\x00\x07b\ud800"]]))[1] == ["ab"]
    assert read_back(write_csv(["a"], [["a\x00b"]]))[1] == ["ab"]


def test_a_long_export_is_written_line_by_line():
    lines = stream_csv(["a"], ([number] for number in range(10**9)))
    assert [next(lines) for _ in range(3)] == [b"\xef\xbb\xbfa\r\n", b"0\r\n", b"1\r\n"]
