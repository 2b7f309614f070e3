"""You said, we did: a village's four quarters, and that they give nothing away."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboards.folding import fold_all
from dashboards.months import Months
from dashboards.publishing import Dimension, Why, series, table, tables, village
from foundation.memory import Memory
from matters.models import Publication
from tests.matters.factories import MatterFactory, another_town, moment, town
from tests.matters.factories import village as a_village

pytestmark = pytest.mark.django_db
TODAY = date(2027, 1, 15)
YEAR = Months.year(2026)
MONTHS = range(1, 13)


@pytest.fixture(autouse=True)
def _in_january(monkeypatch):
    monkeypatch.setattr(series, "localdate", lambda: TODAY)
    monkeypatch.setattr("dashboards.views.village.localdate", lambda: TODAY)
    for memory in (tables._months, tables._quarters, tables._years):
        memory.forget()


def another_village():
    found = town().get_children().filter(code="329981100202").first()
    return found or town().add_child(code="329981100202", name="杏林社区", name_en="Xinglin", level="village")


def tell(*places, month: int, number: int = 5) -> None:
    for place in places:
        for _each in range(number):
            MatterFactory(place=place, registered_at=moment(2026, month, 3))


def fold() -> None:
    fold_all(at=moment(2027, 1, 15))


def received(place):
    return village(place.pk, town().pk, ["received"], YEAR)["received"].total


@pytest.fixture
def busy_year():
    """Each month 5 in each of two villages, and 6 in another town."""
    for month in MONTHS:
        tell(a_village(), another_village(), month=month)
        tell(another_town(), month=month, number=6)


def test_four_quarters_are_told_together(busy_year):
    fold()
    assert str(received(a_village())) == "60"


def test_a_quarter_with_a_small_number_hides_the_year():
    for month in MONTHS:
        tell(another_village(), another_town(), month=month, number=6)
    tell(a_village(), month=3, number=2)
    tell(a_village(), month=6, number=9)
    fold()
    assert received(a_village()).why == Why.PERIOD
    assert received(another_village()).why == Why.PERIOD  # the town's own quarter less this one would say it


def test_a_month_of_the_town_that_is_hidden_hides_its_villages():
    """Its villages' quarter less the town's other months would say it."""
    for month in MONTHS:
        tell(another_town(), month=month, number=9)
        tell(a_village(), another_village(), month=month, number=1 if month == 1 else 9)
    fold()
    january = Months(date(2026, 1, 1), date(2026, 1, 1))
    assert table(Dimension.PLACE, "received", january)[town().pk].why == Why.SMALL
    assert received(a_village()).why == Why.PERIOD
    assert received(another_village()).why == Why.PERIOD


def test_the_last_four_quarters_are_those_that_are_over():
    assert Months.last_four_quarters(date(2026, 11, 28)) == Months(date(2025, 10, 1), date(2026, 9, 1))
    assert Months.last_four_quarters(date(2027, 1, 1)) == YEAR
    assert YEAR.quarters == [date(2026, month, 1) for month in (1, 4, 7, 10)]


# --- The page -----------------------------------------------------------------------------------------------------
def test_the_sheet_says_what_was_told_and_done(client: Client, busy_year):
    fold()
    body = client.get("/en/figures/villages/329981100202/").content.decode()
    assert "You said, we did: Xinglin" in body
    assert "You told us 60 matters." in body
    assert "2026-01 – 2026-12" in body
    chinese = client.get("/figures/villages/329981100202/").content.decode()
    assert "您说的，我们办的：杏林社区" in chinese
    assert "data-read-aloud" in chinese
    assert "data-print" in chinese


def test_where_nothing_can_be_shown_the_sheet_says_so(client: Client):
    tell(a_village(), month=2, number=2)
    fold()
    body = client.get("/en/figures/villages/329981100201/").content.decode()
    assert "Too little was told to show it" in body


def test_letters_of_the_town_stand_on_the_sheet_and_those_that_are_not_public_do_not(client: Client, busy_year):
    fold()
    assert not Publication.objects.public().exists()
    assert "None from this town yet." in client.get("/en/figures/villages/329981100202/").content.decode()


@pytest.mark.parametrize("code", ["329981999999", "329981100000"], ids=["unknown", "a town"])
def test_what_is_no_village_is_not_found(client: Client, code):
    town()
    assert client.get(f"/figures/villages/{code}/").status_code == 404


def test_the_town_leads_to_its_villages_and_the_card_of_a_place_to_its_figures(client: Client, busy_year):
    fold()
    assert 'href="/figures/villages/329981100202/"' in client.get("/figures/towns/329981100000/").content.decode()
    assert 'href="/figures/villages/329981100202/"' in client.get("/places/329981100202/").content.decode()
    assert 'href="/figures/towns/329981100000/"' in client.get("/places/329981100000/").content.decode()


def test_queries_do_not_grow_with_the_villages(client: Client, busy_year):
    def queries() -> int:
        fold()
        Memory.forget_all()
        with CaptureQueriesContext(connection) as found:
            client.get("/figures/villages/329981100202/")
        return len(found)

    queries()  # the first one fills what a process remembers for good
    before = queries()
    for number in range(3, 9):
        tell(town().add_child(code=f"32998110020{number}", name=f"新村{number}", level="village"), month=3)
    assert queries() == before
