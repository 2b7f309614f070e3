"""Numbers of the official systems: taken away as a file, and asked for at triage."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from matters.models import ExternalNumber, Matter, MatterState
from matters.services import exporting
from matters.services.linking import add_external_number
from matters.services.registering import withdraw_matter
from tests.matters.casework import AT, staff, unit
from tests.matters.factories import MatterFactory, another_town, moment, town
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
