"""The city's running month moves on open pages."""

from datetime import date, timedelta

import pytest

from dashboards import news
from dashboards.folding import fold_all
from dashboards.models import FoldState, WatchedRow
from dashboards.months import Months
from dashboards.news import TOPIC, now_said, tell, told_of
from dashboards.publishing import Dimension, open_large_towns, series, table
from tests.matters.factories import MatterFactory, another_town, city, moment, town

pytestmark = pytest.mark.django_db
AT = moment(2026, 11, 20)


@pytest.fixture
def told(monkeypatch, folded_city):
    """What went out, in order. Today is AT."""
    sent = []
    monkeypatch.setattr(news, "publish", lambda topic, payload: sent.append((topic, payload)))
    monkeypatch.setattr(news, "localdate", lambda at=AT: at.date())
    monkeypatch.setattr(news._Told, "version", -1)
    monkeypatch.setattr(news._Told, "is_waiting", False)
    return sent


def fold_and_tell(seconds: int = 0) -> None:
    """So many seconds later."""
    at = AT + timedelta(seconds=seconds)
    tell(fold_all(at=at), at=at)


def test_a_matter_moves_the_citys_figure_for_everybody(told):
    MatterFactory(registered_at=moment(2026, 11, 3))
    fold_and_tell()
    ((topic, payload),) = told
    assert topic == TOPIC
    assert payload["month"] == "2026-11"
    assert payload["figures"]["received"] == {"shown": "1", "of": ""}


def test_the_next_news_holds_only_what_changed(told):
    for seconds in range(2):
        MatterFactory(registered_at=moment(2026, 11, 3))
        fold_and_tell(seconds)
    assert told[-1][1]["figures"] == {"received": {"shown": "2", "of": ""}}
    assert told[-1][1]["version"] == told[0][1]["version"] + 1


def test_after_another_process_has_told_everything_is_told(told):
    MatterFactory(registered_at=moment(2026, 11, 3))
    fold_and_tell()
    FoldState.objects.update(told_version=0)
    MatterFactory(registered_at=moment(2026, 11, 3))
    fold_and_tell(1)
    assert told[-1][1]["figures"].keys() == now_said()["figures"].keys()


def test_everybody_is_told_once_a_second_at_most_and_nothing_is_forgotten(told):
    for seconds in (0, 0.3, 0.6, 0.9):
        MatterFactory(registered_at=moment(2026, 11, 3))
        fold_and_tell(seconds)
    assert [payload["figures"]["received"]["shown"] for _topic, payload in told] == ["1"]
    fold_and_tell(1)  # nothing more happened
    assert [payload["figures"]["received"]["shown"] for _topic, payload in told] == ["1", "4"]
    fold_and_tell(2)
    assert len(told) == 2


def test_a_town_moves_once_it_is_large_enough_and_was_opened_for_the_day(told):
    MatterFactory.create_batch(12, place=town(), registered_at=moment(2026, 11, 3))
    MatterFactory.create_batch(10, place=another_town(), registered_at=moment(2026, 11, 3))
    MatterFactory.create_batch(5, place=city(), registered_at=moment(2026, 11, 3))
    fold_and_tell()
    assert told[-1][1]["figures"][told_of(town().code)]["shown"] == "—"
    assert open_large_towns(at=AT) == 1
    MatterFactory(place=town(), registered_at=moment(2026, 11, 3))
    fold_and_tell(1)
    assert told[-1][1]["figures"][told_of(town().code)] == {"shown": "13", "of": ""}
    assert now_said()["figures"][told_of(another_town().code)]["shown"] == "—"  # or what lies in no town could be told


def test_a_watched_town_is_not_what_hides_another_in_the_months_table(folded_city, monkeypatch):
    MatterFactory.create_batch(12, place=town(), registered_at=moment(2026, 11, 3))
    MatterFactory.create_batch(20, place=another_town(), registered_at=moment(2026, 11, 3))
    MatterFactory.create_batch(3, place=city(), registered_at=moment(2026, 11, 3))
    fold_all(at=AT)
    monkeypatch.setattr(series, "localdate", lambda: date(2026, 12, 2))
    november = Months(date(2026, 11, 1), date(2026, 11, 1))
    WatchedRow.objects.create(month=november.first, key=town().pk)
    found = table(Dimension.PLACE, "received", november)
    assert {key: str(value) for key, value in found.items()} == {town().pk: "12", another_town().pk: "—", None: "<5"}


@pytest.mark.parametrize("registered_at", [moment(2026, 10, 3), None], ids=["another month", "nothing happened"])
def test_nothing_is_told_where_the_running_month_did_not_change(told, registered_at):
    if registered_at:
        MatterFactory(registered_at=registered_at)
    fold_and_tell()
    assert told == []


def test_a_share_of_a_few_is_told_no_more_exactly_than_the_page_shows_it(told):
    MatterFactory(registered_at=moment(2026, 11, 3), accepted_at=moment(2026, 11, 4))
    fold_and_tell()
    assert told[0][1]["figures"]["resolution"] == {"shown": "—", "of": ""}


def test_who_asks_again_is_told_that_nothing_changed(client, told):
    first = client.get("/figures/now.json")
    assert first.json()["version"] == now_said()["version"]
    assert client.get("/figures/now.json", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_crowd_that_comes_back_at_once_is_told_what_the_first_one_was(client, told, django_assert_num_queries):
    client.get("/figures/now.json")
    with django_assert_num_queries(2):  # whether there is a city, and as of which fold
        client.get("/figures/now.json")
    MatterFactory(registered_at=moment(2026, 11, 3))
    fold_and_tell()
    assert client.get("/figures/now.json").json()["figures"]["received"]["shown"] == "1"


def test_before_there_is_a_city_there_is_nothing_to_ask_for(client, db):
    assert client.get("/figures/now.json").status_code == 404
