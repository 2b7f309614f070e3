"""The public pages of figures: complete without a script, in both languages, with a clear answer to a wrong address."""

import csv
import io
import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from dashboards.folding import fold_all
from dashboards.forms import PeriodForm
from dashboards.publishing import Dimension, keys_of, known_codes, name_of, series
from matters.models import Channel
from reception_days.models import DayKind
from tests.dashboards.test_metrics import judged
from tests.dashboards.test_publishing import TODAY
from tests.matters.casework import answered, unit
from tests.matters.factories import MatterFactory, another_town, category, city, moment, town
from tests.reception_days.factories import ReceptionDayFactory

pytestmark = pytest.mark.django_db
NOVEMBER = "?since=2026-11&until=2026-11"
PAGES = (
    "/figures/", "/figures/towns/", "/figures/units/", "/figures/kinds/", "/figures/ways-in/", "/figures/compare/",
    "/figures/reception-days/", "/figures/who-serves/", "/figures/towns/329981100000/", "/figures/kinds/housing/",
    "/figures/ways-in/phone/", "/figures/on_time/", "/figures/grid_workers/", "/figures/composite/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _in_january(monkeypatch):
    monkeypatch.setattr(series, "localdate", lambda: TODAY)
    monkeypatch.setattr("dashboards.forms.localdate", lambda: TODAY)


@pytest.fixture
def client() -> Client:
    return Reader()


class Reader(Client):
    """Who looks a second later, when what happened is folded."""

    def get(self, *args, **more):
        fold_all(at=moment(2027, 1, 15))
        return super().get(*args, **more)


@pytest.fixture
def november():
    for place, number in ((town(), 6), (another_town(), 17)):
        for _each in range(number):
            MatterFactory(place=place, registered_at=moment(2026, 11, 3), channel=Channel.PHONE)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S))


# --- Pages -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_page_has_its_tables_in_the_page_and_little_weight(client, november, path, prefix):
    response = client.get(prefix + path + (NOVEMBER if "compare" not in path else ""))
    assert response.status_code == 200
    body = response.content.decode()
    assert body.count("<h1") == 1
    assert "<table" in body
    assert len(response.content) < 150_000
    assert " style=" not in body
    assert "onclick" not in body


def test_the_overview_shows_the_citys_figures_with_their_definitions(client, november):
    body = text_of(client.get(f"/en/figures/{NOVEMBER}"))
    assert "Received 23" in body
    assert "Counted: matters registered in the period." in body
    assert "The composite is 10 % response, 50 % resolution and 40 % satisfaction." in body


def test_a_figure_says_how_it_changed_against_the_period_before(client, november):
    MatterFactory(registered_at=moment(2026, 10, 3))
    assert "+22 on the period before" in text_of(client.get(f"/en/figures/received/{NOVEMBER}"))


def test_what_people_say_stands_beside_how_many_of_them_said_it(client):
    for _each in range(6):
        judged(answered(), "yes", 5)
    body = text_of(client.get("/en/figures/resolution/?since=2026-11&until=2026-12"))
    assert "judged by 100.0% of those who could" in body


def test_towns_stand_in_the_citys_own_order(client, november):
    body = text_of(client.get(f"/figures/towns/{NOVEMBER}"))
    assert body.index("河口镇 6") < body.index("新桥镇 17") < body.index("全市 23")


def test_a_hidden_number_says_why(client):
    for place, number in ((town(), 3), (another_town(), 6)):
        for _each in range(number):
            MatterFactory(place=place, registered_at=moment(2026, 11, 3))
    body = text_of(client.get(f"/en/figures/towns/{NOVEMBER}"))
    assert "Hekou Town &lt;5 fewer than 5" in body
    assert "not shown, to protect small numbers" in body


def test_a_reception_day_of_the_city_has_a_line(client):
    day = ReceptionDayFactory(place=city(), kind=DayKind.FIXED, date=moment(2026, 11, 16).date())
    body = client.get(f"/figures/reception-days/{NOVEMBER}").content.decode()
    assert day.get_absolute_url() in body


def test_two_places_are_compared_and_the_form_remembers_them(client, november):
    address = "/en/figures/compare/?place=329981101000&other=329981100000&since=2026-11&until=2026-11"
    response = client.get(address + "&other_since=2026-11&other_until=2026-11")
    assert "Received 17 6 +11" in text_of(response)
    assert '<option value="329981101000" selected>' in response.content.decode()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=2026-11&until=2026-01", "The period ends before it begins."),
        ("since=1976-01&until=2026-01", "Figures go back 10 years."),
        ("since=2026-01&until=2027-02", "This month has not come yet."),
        ("since=2026-13", "Write a month as year and month, such as 2026-11."),
        ("since=%00&until=<script>", "Write a month as year and month, such as 2026-11."),
    ],
)
def test_a_wrong_period_is_told_in_words_and_the_form_is_kept(client, query, said):
    city()
    for path in ("/en/figures/", "/en/figures/compare/", "/en/figures/received/"):
        response = client.get(f"{path}?{query}")
        assert response.status_code == 400
        assert said in text_of(response)
        assert 'name="until"' in response.content.decode()
        assert "<script>" not in response.content.decode().replace("<script src", "")


@pytest.mark.parametrize(
    "path",
    ["towns/329981999000/", "towns/329981100201/", "units/nobody/", "kinds/nothing/", "ways-in/pigeon/", "luck/"],
)
def test_what_does_not_exist_is_missing_and_a_village_has_no_months(client, path):
    town()
    assert client.get(f"/figures/{path}").status_code == 404


def test_an_unknown_town_to_compare_is_told(client):
    city()
    response = client.get("/en/figures/compare/?place=329981999000&other=x")
    assert response.status_code == 400
    assert "There is no such town." in text_of(response)


def test_two_filters_at_once_do_not_make_a_table_that_is_not_published(client, november):
    """A town page knows no kind: the parameter is nothing to it."""
    assert text_of(client.get(f"/figures/towns/329981100000/{NOVEMBER}")) == text_of(
        client.get(f"/figures/towns/329981100000/{NOVEMBER}&kind=housing&channel=phone")
    )


def test_a_portal_without_places_says_that_there_are_no_figures_yet(client):
    for path in ("/en/figures/", "/en/figures/compare/", "/en/figures/units/"):
        assert "There are no figures yet" in text_of(client.get(path))
    assert client.get("/figures/received.csv").status_code == 404


# --- Files -------------------------------------------------------------------------------------------------------
def rows_of_csv(client, address: str) -> list[dict[str, str]]:
    content = client.get(address).content
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_csv_and_json_say_what_the_page_says(client, november):
    rows = rows_of_csv(client, f"/en/figures/received.csv{NOVEMBER}")
    found = client.get(f"/en/figures/received.json{NOVEMBER}").json()
    assert [(row["of"], row["name"], row["period"], row["value"]) for row in rows if row["period"] == "2026-11"] == [
        ("city", "Wanglan", "2026-11", "23"),
        ("place", "Hekou Town", "2026-11", "6"),
        ("place", "新桥镇", "2026-11", "17"),
        ("place", "Not in one town", "2026-11", "0"),
    ]
    assert ["" if row["value"] is None else str(row["value"]) for row in found["rows"]] == [
        row["value"] for row in rows
    ]
    assert found["definition"].startswith("Counted: ")


def test_a_file_hides_what_the_page_hides(client):
    for place, number in ((town(), 3), (another_town(), 6)):
        for _each in range(number):
            MatterFactory(place=place, registered_at=moment(2026, 11, 3), category=category())
    rows = rows_of_csv(client, f"/figures/received.csv{NOVEMBER}")
    of_towns = {(row["code"], row["value"], row["not_shown"]) for row in rows if row["of"] == "place" and row["code"]}
    assert of_towns == {("329981100000", "<5", "small"), ("329981101000", "", "protects")}


@pytest.mark.parametrize("by", Dimension.values)
@pytest.mark.parametrize("code", ["received", "on_time", "days_to_answer", "composite", "grid_workers"])
def test_every_figure_is_there_as_files_by_everything(client, november, by, code):
    assert client.get(f"/figures/{code}.csv?by={by}&since=2026-11&until=2026-11").status_code == 200
    assert json.loads(client.get(f"/figures/{code}.json?by={by}&since=2026-11&until=2026-11").content)["rows"]


def test_a_file_is_not_sent_twice(client, november):
    first = client.get(f"/figures/received.json{NOVEMBER}")
    again = client.get(f"/figures/received.json{NOVEMBER}", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("query", ["by=person", "since=2026-11&until=2026-01"])
def test_a_file_asked_for_wrongly_says_so(client, query):
    city()
    for name in ("csv", "json"):
        assert client.get(f"/figures/received.{name}?{query}").status_code == 400
        assert client.get(f"/figures/luck.{name}").status_code == 404


# --- Cost and words ----------------------------------------------------------------------------------------------
def test_a_table_that_was_made_is_not_made_again(client, november, django_assert_max_num_queries):
    client.get("/figures/towns/" + NOVEMBER)
    with django_assert_max_num_queries(30):
        client.get("/figures/towns/" + NOVEMBER)


def test_more_matters_cost_no_more_queries(client, november):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.dashboards.test_publishing import forget

    def queries() -> int:
        fold_all(at=moment(2027, 1, 15))
        forget()
        with CaptureQueriesContext(connection) as found:
            client.get("/figures/towns/" + NOVEMBER)
        return len(found)

    queries()  # the first one fills what a process remembers
    before = queries()
    for _each in range(10):
        MatterFactory(place=town(), registered_at=moment(2026, 11, 4))
    assert queries() == before


def test_every_figure_has_a_page_with_its_own_name():
    with override("en"):
        assert all(reverse("dashboards:figure", args=[code]) == f"/en/figures/{code}/" for code in known_codes())
        assert len({name_of(code) for code in known_codes()}) == len(known_codes())


def test_the_default_period_is_twelve_months_that_are_over():
    form = PeriodForm({})
    assert form.is_valid()
    assert (str(form.months), form.query) == ("2026-01/2026-12", "")


def test_a_unit_has_a_page(client, november):
    assert unit().pk in keys_of(Dimension.UNIT)
    assert client.get(f"/figures/units/{unit().code}/{NOVEMBER}").status_code == 200
