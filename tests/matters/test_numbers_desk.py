"""Numbers of the official systems: taken away as a file, and asked for at triage."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from matters.models import ExternalNumber, ImportBatch, Matter, MatterState
from matters.services import exporting
from matters.services.linking import add_external_number
from matters.services.registering import withdraw_matter
from tests.matters.casework import AT, staff, unit
from tests.matters.factories import MatterFactory, another_town, city, moment, town
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/matters/numbers/"
ASKED = {"system": "hotline", "since": "2026-11-01", "until": "2026-11-30"}


def at_desk(role: str = "dispatcher", on=None) -> Client:
    return sign_in_staff(Client(), staff(role, on))


def known(number: str, system: str = "hotline", **facts) -> Matter:
    matter = MatterFactory(**facts)
    add_external_number(matter=matter, system=system, number=number, at=AT)
    return matter


def lines_of(answer) -> list[str]:
    assert answer["Content-Type"].startswith("text/csv")
    return answer.content.decode("utf-8-sig").splitlines()


# --- Taking them away ---------------------------------------------------------------------------------


def test_our_number_beside_theirs_of_one_system_and_span():
    first = known("GD1")
    known("GD2", registered_at=moment(2026, 10, 31))
    last = known("GD3", registered_at=moment(2026, 11, 30, 23, 59))
    known("XF1", "petition")
    MatterFactory()
    answer = at_desk().post(ADDRESS, ASKED)
    head, *rows = lines_of(answer)
    assert head.split(",")[:3] == ["本平台编号", "系统", "原编号"]
    assert [row.split(",")[0] for row in rows] == [first.number, last.number]
    assert [row.split(",")[2] for row in rows] == ["GD1", "GD3"]
    assert "numbers-hotline-2026-11-01-2026-11-30.csv" in answer["Content-Disposition"]
    assert first.name not in answer.content.decode()


def test_as_xlsx_too():
    matter = known("GD1")
    answer = at_desk().post(ADDRESS, ASKED | {"format": "xlsx"})
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].values)
    assert rows[1][0] == matter.number
    assert rows[1][2] == "GD1"


def test_a_number_that_looks_like_a_formula_is_none():
    known("=cmd|'/c calc'!A1")
    client = at_desk()
    assert "'=cmd" in lines_of(client.post(ADDRESS, ASKED))[1]
    book = load_workbook(io.BytesIO(client.post(ADDRESS, ASKED | {"format": "xlsx"}).content))
    assert str(book.worksheets[0]["C2"].value).startswith("'=")


def test_only_where_the_dispatcher_acts():
    here = known("GD1", place=town())
    known("GD2", place=another_town())
    rows = lines_of(at_desk(on=town()).post(ADDRESS, ASKED))[1:]
    assert [row.split(",")[0] for row in rows] == [here.number]


@pytest.mark.parametrize("role", ["unit_officer", "supervisor", "window_clerk", "hotline_operator", "administrator"])
def test_others_take_nothing_away(role):
    known("GD1")
    assert at_desk(role).post(ADDRESS, ASKED).status_code == 403
    assert not ModelLogEntry.objects.filter(action=exporting.JOURNAL).exists()


def test_each_download_is_noted():
    known("GD1")
    at_desk().post(ADDRESS, ASKED | {"format": "xlsx"})
    noted = ModelLogEntry.objects.get(action=exporting.JOURNAL)
    assert noted.data == {
        "system": "hotline", "since": "2026-11-01", "until": "2026-11-30", "format": "xlsx", "rows": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"system": "x"}, "system"),
        ({"since": ""}, "since"),
        ({"until": "31.2."}, "until"),
        ({"until": "2026-10-01"}, "until"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(changed, field):
    page = at_desk().post(ADDRESS, ASKED | changed)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {field}
    assert not ModelLogEntry.objects.filter(action=exporting.JOURNAL).exists()


def test_too_many_rows_ask_for_fewer_days(monkeypatch):
    monkeypatch.setattr(exporting, "MOST_ROWS", 1)
    known("GD1")
    known("GD2")
    page = at_desk().post(ADDRESS, ASKED)
    assert set(page.context["form"].errors) == {"until"}
    assert not ModelLogEntry.objects.filter(action=exporting.JOURNAL).exists()


def test_the_file_asks_no_more_for_more_rows(django_assert_num_queries, django_assert_max_num_queries):
    client = at_desk()
    known("GD0")
    client.post(ADDRESS, ASKED)
    for number in range(5):
        known(f"GD{number + 1}")
    with django_assert_max_num_queries(30) as asked:
        client.post(ADDRESS, ASKED)
    before = len(asked)
    for number in range(5):
        known(f"GX{number}")
    with django_assert_num_queries(before):
        client.post(ADDRESS, ASKED)


# --- "Already pending there?" at triage ---------------------------------------------------------------


def dispatch(matter: Matter, client: Client | None = None, **typed):
    return (client or at_desk()).post(f"/desk/matters/{matter.number}/dispatch/", {"unit": unit().pk} | typed)


def test_the_number_there_is_noted_when_it_is_dispatched():
    matter = MatterFactory()
    assert "是否已在其他系统办理" in at_desk().get(f"/desk/matters/{matter.number}/dispatch/").content.decode()
    assert dispatch(matter, system="petition", number=" XF 9 ").status_code == 302
    found = ExternalNumber.objects.get()
    assert (found.matter, found.system, found.number) == (matter, "petition", "XF 9")


def test_its_own_number_again_changes_nothing():
    matter = known("GD1")
    assert dispatch(matter, system="hotline", number="GD1").status_code == 302
    assert ExternalNumber.objects.count() == 1


def test_what_is_pending_under_this_number_is_named_and_nothing_is_done():
    other, matter = known("GD1"), MatterFactory()
    page = dispatch(matter, system="hotline", number="GD1")
    assert other.number in str(page.context["form"].errors["number"])
    matter.refresh_from_db()
    assert matter.state == MatterState.REGISTERED


def test_a_matter_one_may_not_see_is_not_named():
    other, matter = known("GD1", place=another_town()), MatterFactory(place=town())
    page = dispatch(matter, at_desk(on=town()), system="hotline", number="GD1")
    assert page.context["form"].errors["number"]
    assert other.number not in page.content.decode()


def test_a_number_of_a_closed_matter_is_taken():
    other, matter = known("GD1"), MatterFactory()
    withdraw_matter(matter=other, at=AT + timedelta(hours=1))
    page = dispatch(matter, system="hotline", number="GD1")
    assert page.context["form"].errors["number"]


@pytest.mark.parametrize("typed", [{"system": "hotline"}, {"number": "GD1"}, {"system": "x", "number": "GD1"}])
def test_system_and_number_come_together(typed):
    matter = MatterFactory()
    assert dispatch(matter, **typed).context["form"].errors
    assert not ExternalNumber.objects.exists()


def test_a_refused_dispatch_notes_no_number():
    matter, closed = MatterFactory(), unit("closed-one")
    client = at_desk()
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    dispatch(matter, client, unit=closed.pk, system="hotline", number="GD1")
    assert not ExternalNumber.objects.exists()


# --- Bringing them in ---------------------------------------------------------------------------------

BRING = "/desk/matters/numbers/import/"


def pairs(*lines: str, head: str = "本平台编号,原编号") -> SimpleUploadedFile:
    return SimpleUploadedFile("对照表.csv", "\n".join([head, *lines]).encode())


def bring(desk: Client, *lines: str):
    """Tried, then taken in."""
    tried = desk.post(BRING, {"file": pairs(*lines), "system": "hotline"})
    again = {"file": pairs(*lines), "system": "hotline", "tried": tried.context["tried"]}
    return tried, desk.post(BRING, again)


def counts(page) -> tuple[int, int, int]:
    report = page.context["report"]
    return report.new, report.unchanged, report.wrong


def test_a_list_of_pairs_is_tried_then_taken_in_and_changes_nothing_twice():
    first, second, desk = MatterFactory(), MatterFactory(), at_desk()
    lines = [f"{first.number},GD1", f"{second.number.lower()} , GD 2"]
    page = desk.post(BRING, {"file": pairs(*lines), "system": "hotline"})
    assert counts(page) == (2, 0, 0)
    assert not ExternalNumber.objects.exists()
    assert not ImportBatch.objects.exists()
    _tried, taken = bring(desk, *lines)
    assert counts(taken) == (2, 0, 0)
    assert set(ExternalNumber.objects.values_list("matter", "system", "number")) == {
        (first.pk, "hotline", "GD1"), (second.pk, "hotline", "GD 2"),
    }  # fmt: skip
    assert counts(bring(desk, *lines)[1]) == (0, 2, 0)
    assert ExternalNumber.objects.count() == 2
    assert ModelLogEntry.objects.filter(action="matters.import_file").count() == 2


def test_what_is_wrong_with_a_row_is_listed_and_the_others_come_in():
    taken, free, desk = known("GD1"), MatterFactory(), at_desk("dispatcher", town())
    elsewhere = MatterFactory(place=another_town())
    lines = [
        f"{free.number},GD1", "20261122-AAAAAA-A,GD3", f"{elsewhere.number},GD4", f"{free.number},",
        f"{free.number},GD6",
        f"{taken.number},GD6", f"{free.number},{'9' * 61}",
    ]  # fmt: skip
    tried, done = bring(desk, *lines)
    for page in (tried, done):
        assert counts(page) == (1, 0, 6)
        assert sorted(error.row for error in page.context["errors"]) == [2, 3, 4, 5, 7, 8]
    text = done.content.decode()
    assert "已属于另一个事项" in text
    assert "没有这个事项" in text
    assert list(free.external_numbers.values_list("number", flat=True)) == ["GD6"]
    assert not elsewhere.external_numbers.exists(), "who imports for a town reaches its own matters only"


def test_the_file_that_was_saved_here_comes_back_as_it_is_in_both_formats():
    matter, desk = known("GD1"), at_desk()
    for suffix in ("csv", "xlsx"):
        saved = desk.post(ADDRESS, ASKED | {"format": suffix}).content
        ExternalNumber.objects.all().delete()
        upload = {"file": SimpleUploadedFile(f"n.{suffix}", saved), "system": "hotline"}
        tried = desk.post(BRING, upload).context["tried"]
        upload["file"] = SimpleUploadedFile(f"n.{suffix}", saved)
        assert counts(desk.post(BRING, upload | {"tried": tried})) == (1, 0, 0)
        assert matter.external_numbers.get().number == "GD1"
        upload = {"file": SimpleUploadedFile(f"n.{suffix}", saved), "system": "petition"}
        assert counts(desk.post(BRING, upload)) == (0, 0, 1), "its column says it is about another system"


def test_taking_a_list_back_takes_the_numbers_and_leaves_the_matters():
    matter, desk = MatterFactory(), at_desk()
    known("GD9")
    bring(desk, f"{matter.number},GD1")
    batch = ImportBatch.objects.get()
    address = f"/desk/matters/import/{batch.pk}/undo/"
    assert address in desk.get(BRING).content.decode()
    assert address not in desk.get("/desk/matters/import/").content.decode()
    assert desk.get(address).status_code == 200
    assert desk.post(address).url == BRING
    assert [number.number for number in ExternalNumber.objects.all()] == ["GD9"]
    matter.refresh_from_db()
    assert (matter.state, matter.text != "—") == (MatterState.REGISTERED, True)


@pytest.mark.parametrize(
    ("content", "name"), [(b"no workbook", "fake.xlsx"), (b"\x89PNG\r\n\x1a\n\x00\x01", "photo.csv")]
)
@pytest.mark.parametrize("address", [BRING, "/desk/matters/import/"])
def test_a_file_that_is_no_table_is_called_that(address, content, name):
    asked = {"system": "hotline", "place": city().code, "file": SimpleUploadedFile(name, content)}
    page = at_desk().post(address, asked).content.decode()
    assert ("不是表格" if name.endswith(".csv") else "不是正常的 .xlsx 表格") in page
    assert "第一行" not in page.split("<details")[0]


def test_the_command_takes_pairs_too(tmp_path, capsys):
    matter, path = MatterFactory(), tmp_path / "pairs.csv"
    path.write_text(f"number,system_number\n{matter.number},GD1\n")
    call_command("import_matters", str(path), "--numbers", "--system", "hotline", "--dry-run")
    assert "1 would be new" in capsys.readouterr().out
    assert not ExternalNumber.objects.exists()
    call_command("import_matters", str(path), "--numbers", "--system", "hotline")
    assert matter.external_numbers.get().system == "hotline"
