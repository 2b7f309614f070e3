"""Who changes what a figure counts says so to everybody who reads it."""

from datetime import date
from hashlib import sha256
from inspect import getdoc

import pytest
from django.test import Client

from dashboards.folding import fold_all
from dashboards.metrics import all_metrics, get_metric, history
from dashboards.metrics.history import Change
from tests.matters.factories import city, moment

DIGESTS = {
    "received": "15266733cea8",
    "accepted": "a4348fe31117",
    "direct_share": "854da072309c",
    "dispatch_share": "d065a24e9727",
    "on_time": "5dc222e8c2a6",
    "overdue": "4b5c9971f91c",
    "response": "a3e14710d58b",
    "resolution": "fce3598fbe05",
    "satisfaction": "0748352ef026",
    "composite": "d09d7139d63b",
    "claimed": "a89014ddebcd",
    "rechecked": "ca6548ee63a6",
    "coverage": "cba6bb3a66a7",
    "excluded": "ecd540bb89e8",
    "days_to_accept": "4cc7af2deabe",
    "days_to_answer": "242c4b5bf834",
    "days_to_close": "ae8f537b0a33",
    "returns": "8abcfbc63b95",
    "days_between_units": "c22f810cf333",
    "rework": "903e29d9d5c6",
    "reception_registered": "7296d541ae6f",
    "reception_redirected": "9d1a93fea126",
    "grid_workers": "f738c36e5c51",
    "village_mediators": "92ebdb9f4eda",
}


def digest_of(code: str) -> str:
    words = "".join((getdoc(get_metric(code).compute) or "").split())
    return sha256(words.encode()).hexdigest()[:12]


@pytest.mark.parametrize("code", [each.code for each in all_metrics()])
def test_words_that_changed_are_kept(code):
    """Changed on purpose? Add a Change with the former words to dashboards/metrics/history.py, then the new digest
    here; for a mere slip of the pen the digest alone."""
    assert digest_of(code) == DIGESTS[code], f"{code!r} is defined otherwise now"


def test_every_change_is_of_a_figure_and_in_order():
    for code, changes in history.CHANGES.items():
        assert get_metric(code)
        days = [each.day for each in changes]
        assert days == sorted(set(days))
        assert all(each.chinese and each.english for each in changes)


@pytest.mark.django_db
def test_a_figures_page_says_since_when_it_is_counted_so_and_how_it_was(client: Client, monkeypatch):
    city()
    fold_all(at=moment(2026, 12, 1))
    assert "Counted this way since 2026-11-28." in client.get("/en/figures/received/").content.decode()
    former = (
        Change(date(2026, 12, 1), "从前的算法", "The first way"),
        Change(date(2026, 12, 5), "后来的算法", "The second"),
    )
    monkeypatch.setitem(history.CHANGES, "received", former)
    body = client.get("/en/figures/received/?since=2026-10&until=2026-10").content.decode()
    assert "Counted this way since 2026-12-05." in body
    assert body.index("until 2026-12-05: The second") < body.index("until 2026-12-01: The first way")
    assert client.get("/figures/received.json").json()["counted_since"] == "2026-12-05"
    assert "从前的算法" in client.get("/figures/received/?since=2026-10&until=2026-10").content.decode()
