"""The screen of a hall: every scene is in the page as it is sent, and nothing in it says more than the tables do."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboards import hall
from dashboards.folding import fold_all
from dashboards.hall import PLANS
from dashboards.publishing import series
from foundation.places.models import Place
from matters.models import Channel
from reception_days.models import DayKind, DayState
from tests.dashboards.test_metrics import judged
from tests.dashboards.test_pages import NOVEMBER, text_of
from tests.dashboards.test_publishing import forget
from tests.matters.casework import answered
from tests.matters.factories import MatterFactory, another_town, category, city, moment, town
from tests.reception_days.factories import LeaderSessionFactory, ReceptionDayFactory, SeatFactory

pytestmark = pytest.mark.django_db
NOW = moment(2026, 12, 10)
HALL = "/en/figures/hall/"


@pytest.fixture(autouse=True)
def _on_a_day_in_december(monkeypatch):
    monkeypatch.setattr(series, "localdate", lambda: NOW.date())
    monkeypatch.setattr("dashboards.forms.localdate", lambda: NOW.date())
    monkeypatch.setattr("dashboards.views.hall.now", lambda: NOW)


def looked(client: Client, address: str = HALL) -> str:
    fold_all(at=NOW)
    return client.get(address).content.decode()


def scene_of(body: str, code: str) -> str:
    found = re.search(rf'<section class="hall-scene" id="{code}".*?(?=<section class="hall-scene"|<footer)', body, re.S)
    assert found, code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group()))


@pytest.fixture
def november():
    for place, number in ((town(), 6), (another_town(), 17)):
        for _each in range(number):
            MatterFactory(place=place, registered_at=moment(2026, 11, 3), channel=Channel.PHONE)


# --- What there is --------------------------------------------------------------------------------
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_all_scenes_are_in_the_page_without_the_sites_frame_and_without_inline_style(client, november, prefix):
    body = looked(client, f"{prefix}/figures/hall/")
    assert re.findall(r'<section class="hall-scene" id="([\w-]+)"', body) == list(PLANS)
    assert body.count("<h1") == 1
    assert 'data-bs-theme="dark"' in body
    assert 'class="mainnav' not in body
    assert " style=" not in body
    assert len(body) < 150_000


@pytest.mark.parametrize("code", PLANS)
def test_one_scene_can_stand_alone(client, november, code):
    body = looked(client, f"{HALL}?scene={code}&seconds=20")
    assert re.findall(r'<section class="hall-scene" id="([\w-]+)"', body) == [code]
    assert 'data-seconds="20"' in body


def test_the_running_month_shows_the_rates_their_weights_and_how_many_judged(client, monkeypatch):
    monkeypatch.setattr("dashboards.views.hall.now", lambda: moment(2026, 11, 28))
    for _each in range(6):
        judged(answered(), "yes", 5)
    said = scene_of(looked(client), "now")
    assert "Received 6" in said
    assert "Resolution rate weight 50% 100.0% 6 / 6" in said
    assert "Composite of the three rates 100.0%" in said
    assert "6 of 6 who could judge have done so (100.0%)." in said


def test_the_map_shows_each_town_on_its_square_with_a_link(client, november):
    Place.objects.filter(pk=town().pk).update(map_row=5, map_column=3)
    Place.objects.filter(pk=another_town().pk).update(map_row=4, map_column=4)
    body = looked(client, f"{HALL}?scene=towns")
    assert '<li data-row="2" data-column="1" data-shade="2"><a href="/en/figures/towns/329981100000/">' in body
    assert '<li data-row="1" data-column="2" data-shade="4"><a href="/en/figures/towns/329981101000/">' in body
    assert "The whole city 23" in scene_of(body, "towns")


def test_the_same_map_stands_above_the_table_of_towns(client, november):
    fold_all(at=NOW)
    body = client.get(f"/en/figures/towns/{NOVEMBER}").content.decode()
    assert body.index('class="town-map"') < body.index("<table")
    assert "Hekou Town 6" in text_of(client.get(f"/en/figures/towns/{NOVEMBER}"))
    assert f'href="/en/figures/towns/329981100000/{NOVEMBER.replace("&", "&amp;")}"' in body
    assert 'class="town-map"' not in client.get("/en/figures/kinds/").content.decode()


def test_the_next_reception_day_says_how_many_places_are_free_and_nothing_of_leaders(client):
    day = ReceptionDayFactory(
        place=city(), kind=DayKind.FIXED, state=DayState.PUBLISHED, date=moment(2026, 12, 15).date(),
        opens_at=moment(2026, 12, 1), closes_at=moment(2026, 12, 14),
    )  # fmt: skip
    session = LeaderSessionFactory(day=day)
    for number in (1, 2, 3):
        SeatFactory(session=session, starts_at=moment(2026, 12, 15, 9), number=number)
    said = scene_of(looked(client), "people")
    assert "Tuesday, 15 December 2026" in said
    assert "Places still free 3" in said
    assert session.display_post not in said


def test_before_a_day_is_announced_the_scene_says_so(client, november):
    assert "The next day is not announced yet." in scene_of(looked(client), "people")


def test_a_portal_without_places_has_no_screen_yet(client):
    assert "There are no figures yet" in text_of(client.get(HALL))


# --- What it does not say -------------------------------------------------------------------------
def test_a_hidden_number_is_nowhere_in_the_page(client):
    """Three are too few to show, and with the city's 20 the other town's 17 would give them away: not in texts, nor in
    attributes, data of charts or lengths of bars."""
    for place, number in ((town(), 3), (another_town(), 17)):
        for _each in range(number):
            MatterFactory(place=place, registered_at=moment(2026, 11, 3), channel=Channel.PHONE)
    body = looked(client)
    assert "Hekou Town &lt;5 fewer than 5 新桥镇 — not shown, to protect small numbers" in scene_of(body, "towns")
    assert "The whole city 20" in scene_of(body, "towns")
    assert re.findall(r"\b17\b", body) == []
    assert "≥" not in scene_of(body, "towns")  # classes would tell of the largest number


def test_small_numbers_are_signs_without_colour_and_without_a_bar(client):
    for place, number, channel in ((town(), 3, Channel.LETTER), (another_town(), 17, Channel.PHONE)):
        for _each in range(number):
            MatterFactory(place=place, registered_at=moment(2026, 11, 3), channel=channel, category=category())
    body = looked(client)
    assert "Hekou Town &lt;5" in scene_of(body, "towns")
    assert body.count('data-shade="0"><a') == 3 * 2  # three maps of two towns
    assert "Letter &lt;5" in scene_of(body, "ways")
    for line in re.findall(r'<li><span class="hall-label">.*?</li>', body, re.S):
        assert ("<rect" in line) == ("—" not in line and "&lt;" not in line), line


# --- Wrong addresses, and cost --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("seconds=1", "greater than or equal to 5"),
        ("seconds=1e9", "whole number"),
        ("seconds=99999", "less than or equal to 600"),
        ("scene=luck", "There is no such scene."),
        ("scene=%00&seconds=<script>", "There is no such scene."),
    ],
)
def test_a_wrong_address_is_told_in_words(client, query, said):
    city()
    response = client.get(f"{HALL}?{query}")
    assert response.status_code == 400
    assert said in text_of(response)


def test_more_matters_cost_no_more_queries(client, november):
    def queries() -> int:
        fold_all(at=NOW)
        forget()
        with CaptureQueriesContext(connection) as found:
            client.get("/figures/hall/")
        return len(found)

    queries()  # the first one fills what a process remembers
    before = queries()
    for _each in range(10):
        MatterFactory(place=town(), registered_at=moment(2026, 11, 4))
    assert queries() == before
    assert before < 80


def test_the_overview_leads_to_the_screen(client, november):
    fold_all(at=NOW)
    assert '<a href="/figures/hall/">' in client.get("/figures/").content.decode()


def test_every_scene_has_a_title_of_its_own():
    assert len(set(hall.titles().values())) == len(PLANS)
