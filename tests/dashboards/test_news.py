"""The city's running month moves on open pages."""

import pytest

from dashboards import news
from dashboards.folding import fold_all
from dashboards.news import TOPIC, now_said, tell
from tests.matters.factories import MatterFactory, moment

pytestmark = pytest.mark.django_db
AT = moment(2026, 11, 20)


@pytest.fixture
def told(monkeypatch, folded_city):
    """What went out, in order. Today is AT."""
    sent = []
    monkeypatch.setattr(news, "publish", lambda topic, payload: sent.append((topic, payload)))
    monkeypatch.setattr(news, "localdate", lambda at=AT: at.date())
    monkeypatch.setattr(news._Told, "version", -1)
    return sent


def fold_and_tell() -> None:
    tell(fold_all(at=AT), at=AT)


def test_a_matter_moves_the_citys_figure_for_everybody(told):
    MatterFactory(registered_at=moment(2026, 11, 3))
    fold_and_tell()
    ((topic, payload),) = told
    assert topic == TOPIC
    assert payload["month"] == "2026-11"
    assert payload["figures"]["received"] == {"shown": "1", "of": ""}


def test_the_next_news_holds_only_what_changed(told):
    for _time in range(2):
        MatterFactory(registered_at=moment(2026, 11, 3))
        fold_and_tell()
    assert told[-1][1]["figures"] == {"received": {"shown": "2", "of": ""}}
    assert told[-1][1]["version"] == told[0][1]["version"] + 1


def test_after_a_fold_of_another_process_everything_is_told(told):
    for tells in (fold_and_tell, lambda: fold_all(at=AT), fold_and_tell):
        MatterFactory(registered_at=moment(2026, 11, 3))
        tells()
    assert told[-1][1]["figures"].keys() == now_said()["figures"].keys()


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


def test_before_there_is_a_city_there_is_nothing_to_ask_for(client, db):
    assert client.get("/figures/now.json").status_code == 404
