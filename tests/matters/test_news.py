"""What open desks hear of matters: a bare word, to whoever has or had a part in it."""

import pytest

from foundation.live import services as live
from matters.services.triage import dispatch
from tests.matters.casework import DESK, LATER, dispatched, somebody, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """Topics handed to the live hub, in order."""
    heard: list[str] = []
    monkeypatch.setattr(live, "_hand_over", lambda topic, text: heard.append(topic))
    return heard


def test_the_unit_that_had_it_hears_that_it_is_gone(told, django_capture_on_commit_callbacks):
    old, new, helper = unit(), unit("water-bureau"), unit("power-bureau")
    matter = dispatched(old)
    with django_capture_on_commit_callbacks(execute=True):
        dispatch(
            matter=matter, unit=new, assisting=[helper], actor=somebody(), roles=DESK, at=LATER(2),
            move="redispatch", words="属于供水范围。",
        )  # fmt: skip
    assert {f"matters.unit:{each.pk}" for each in (old, new, helper)} <= set(told)
    assert len(told) == len(set(told))
