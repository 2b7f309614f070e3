"""Files of places and of holiday notices, as they come: encodings, broken rows, commands."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from foundation.places.models import Place, PlaceChange
from foundation.workdays import calendar
from foundation.workdays.models import HolidayNotice, NoticedDay
from foundation.workdays.shipped import load_shipped_notices, shipped_rows
from portal.setup_files import take_notices, take_places
from tests.places.factories import AT, CITY, COUNTY, TOWN, VILLAGE

pytestmark = pytest.mark.django_db
HEADING = ("code", "name", "parent_code", "level")


@pytest.fixture(autouse=True)
def _fresh_calendar() -> Any:
    calendar.forget()
    yield
    calendar.forget()


def as_csv(*rows: tuple[str, ...], heading: tuple[str, ...] = HEADING, encoding: str = "utf-8") -> io.BytesIO:
    text = io.StringIO()
    csv.writer(text).writerows([heading, *rows])
    return io.BytesIO(text.getvalue().encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    outcome = take_places(as_csv(*COUNTY, encoding=encoding), source="x.csv", at=AT, dry_run=False)
    assert outcome.problems == []
    assert Place.objects.get(code=VILLAGE[0]).name == "幸福村村委会"


def test_a_spreadsheet_with_chinese_words_is_read() -> None:
    book = Workbook()
    for row in [("区划代码", "名称", "上级代码", "层级"), (*CITY[:3], "市"), (*TOWN[:3], "镇"), (*VILLAGE[:3], "社区")]:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    assert take_places(file, source="x.xlsx", at=AT, dry_run=False).problems == []
    assert Place.objects.count() == 3


def test_blank_lines_do_not_shift_the_row_numbers() -> None:
    blank = ("", "", "", "")
    outcome = take_places(as_csv(CITY, blank, blank, ("1", "x", "", "town")), source="x.csv", at=AT, dry_run=False)
    assert {problem.row for problem in outcome.problems} == {5}
    assert not Place.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04nonsense",
        b"code,name\n1,2\n",
        b'code,name,parent_code,level\n"1,2',
        b"\xff" * 100,
    ],
)
def test_what_is_no_table_is_refused_in_words(content: bytes) -> None:
    outcome = take_places(io.BytesIO(content), source="x.csv", at=AT, dry_run=False)
    assert [problem.row for problem in outcome.problems] == [0]
    assert outcome.problems[0].message
    assert not Place.objects.exists()


def test_empty_cells_and_domain_errors_stop_everything() -> None:
    outcome = take_places(
        as_csv(CITY, TOWN, ("329981100202", "", TOWN[0], "village")), source="x", at=AT, dry_run=False
    )
    assert [(problem.row, problem.column) for problem in outcome.problems] == [(4, "name")]
    assert not Place.objects.exists()
    assert not PlaceChange.objects.exists()


def write(folder: Path, *rows: tuple[str, ...]) -> str:
    path = folder / "places.csv"
    path.write_bytes(as_csv(*rows).getvalue())
    return str(path)


def test_the_command_prints_counts_and_a_dry_run_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, *COUNTY)
    call_command("import_places", file, "--dry-run")
    assert not Place.objects.exists()
    call_command("import_places", file)
    assert Place.objects.count() == len(COUNTY)
    assert str(len(COUNTY)) in capsys.readouterr().out
    assert PlaceChange.objects.first().source == "places.csv"  # type: ignore[union-attr]


def test_the_command_names_row_column_and_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError):
        call_command("import_places", write(tmp_path, CITY, ("329981100202", "村", "329981999000", "village")))
    assert "3\tparent_code\t" in capsys.readouterr().err
    assert not Place.objects.exists()


def test_a_missing_file_is_told_without_a_traceback() -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("import_places", "/nowhere.csv")


NOTICE_HEADING = ("year", "date", "kind", "occasion", "notice", "published_on")


def notice_rows(year: int = 2027, *more: tuple[str, ...], without: str = "") -> list[tuple[str, ...]]:
    """A shortest possible notice: the statutory days with a fixed date."""
    days = [f"{year}-{day}" for day in ("01-01", "05-01", "05-02", "10-01", "10-02", "10-03")]
    rows = [(str(year), day, "放假", "节日", "通知", f"{year - 1}-11-01") for day in days if day != without]
    return [*rows, *more]


def take(*rows: tuple[str, ...], dry_run: bool = False) -> Any:
    return take_notices(as_csv(*rows, heading=NOTICE_HEADING), at=AT, dry_run=dry_run)


def test_a_later_year_is_imported_and_counts_at_once() -> None:
    from datetime import date

    assert not calendar.is_certain(2027)
    assert take(*notice_rows(2027, ("2027", "2027-10-09", "上班", "国庆节", "通知", "2026-11-01"))).problems == []
    assert calendar.is_certain(2027)
    assert not calendar.is_workday(date(2027, 10, 1))
    assert calendar.is_workday(date(2027, 10, 9))


def test_the_same_notice_twice_replaces_itself() -> None:
    take(*notice_rows())
    outcome = take(*notice_rows())
    assert outcome.problems == []
    assert NoticedDay.objects.filter(notice__year=2027).count() == 6


def test_a_trial_run_of_a_notice_writes_nothing() -> None:
    assert take(*notice_rows(), dry_run=True).problems == []
    assert not HolidayNotice.objects.filter(year=2027).exists()


WRONG_DAYS = {
    "year": (("27", "2027-02-06", "off", "春节", "通知", "2026-11-01"), "year"),
    "no date": (("2027", "6. Februar", "off", "春节", "通知", "2026-11-01"), "date"),
    "29 February": (("2027", "2027-02-29", "off", "春节", "通知", "2026-11-01"), "date"),
    "another year": (("2027", "2028-02-06", "off", "春节", "通知", "2026-11-01"), "date"),
    "kind": (("2027", "2027-02-06", "half", "春节", "通知", "2026-11-01"), "kind"),
    "worked weekday": (("2027", "2027-02-08", "work", "春节", "通知", "2026-11-01"), "kind"),
    "occasion": (("2027", "2027-02-06", "off", "节" * 41, "通知", "2026-11-01"), "occasion"),
    "title": (("2027", "2027-02-06", "off", "春节", "通" * 201, "2026-11-01"), "notice"),
    "published": (("2027", "2027-02-06", "off", "春节", "通知", "soon"), "published_on"),
    "twice": (("2027", "2027-10-01", "off", "春节", "通知", "2026-11-01"), "date"),
    "day of another notice": (("2027", "2026-12-31", "off", "元旦", "通知", "2026-11-01"), ""),
}


@pytest.mark.parametrize(("row", "column"), WRONG_DAYS.values(), ids=WRONG_DAYS.keys())
def test_one_wrong_day_stops_the_notice(row: tuple[str, ...], column: str) -> None:
    outcome = take(*notice_rows(2027, row))
    if not column:  # December belongs to the next year's notice as long as nobody else speaks of it
        assert outcome.problems == []
        assert take(("2026", "2026-12-31", *row[2:]), *notice_rows(2026)).problems[0].column == "date"
        return
    assert [(problem.row, problem.column) for problem in outcome.problems] == [(8, column)]
    assert not HolidayNotice.objects.filter(year=2027).exists()


def test_a_notice_without_national_day_is_not_believed() -> None:
    outcome = take(*notice_rows(2027, without="2027-10-01"))
    assert "2027-10-01" in outcome.problems[0].message
    assert not HolidayNotice.objects.filter(year=2027).exists()


def test_the_command_for_notices_works_on_the_shipped_file(tmp_path: Path) -> None:
    path = tmp_path / "notices.csv"
    rows = shipped_rows()
    path.write_bytes(as_csv(*(tuple(row.values()) for row in rows), heading=tuple(rows[0])).getvalue())
    call_command("import_workdays", str(path))
    assert NoticedDay.objects.count() == len(rows)


def test_shipped_years_are_added_where_missing_and_never_overwritten() -> None:
    HolidayNotice.objects.filter(year=2025).delete()
    HolidayNotice.objects.filter(year=2026).update(title="corrected by an administrator")
    assert load_shipped_notices() == 1
    assert HolidayNotice.objects.get(year=2026).title == "corrected by an administrator"
    assert load_shipped_notices() == 0
