"""A matter's own page says in which public figures it is counted."""

import pytest
from django.test import RequestFactory

from dashboards.counted import panel_of
from dashboards.folding import fold_all
from matters.models import Matter, MatterState
from tests.matters.casework import answered
from tests.matters.factories import MatterFactory, moment

pytestmark = pytest.mark.django_db


def counted(matter: Matter) -> list[tuple[str, str]] | None:
    fold_all(at=moment(2027, 1, 15))
    panel = panel_of(RequestFactory().get("/"), matter)
    return panel and [(figure.name, figure.url) for figure in panel["figures"]]


def test_an_answered_matter_is_counted_where_it_was_told_accepted_and_answered(folded_city):
    named = {url.split("/")[-2]: url for _name, url in counted(answered())}
    assert {"received", "accepted", "claimed"} <= named.keys()
    assert named["received"] == "/figures/received/?since=2026-11&until=2026-11"


def test_what_was_imported_by_mistake_is_counted_nowhere(folded_city):
    assert counted(MatterFactory(state=MatterState.VOID)) is None
