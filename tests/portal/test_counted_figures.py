"""Public figures in editors' pages."""

import re
from datetime import date

import pytest
from django.utils.translation import override
from wagtail.blocks import StructBlockValidationError

from dashboards.folding import fold_all
from portal import told_figures
from portal.blocks.figures import CountedFiguresBlock
from tests.matters.factories import MatterFactory, another_town, moment, town

pytestmark = pytest.mark.django_db
CHOSEN = {
    "heading": "办得怎么样",
    "place": "",
    "period": "last_month",
    "since": "",
    "until": "",
    "figures": ["received"],
}


@pytest.fixture
def november(monkeypatch):
    """It is December; 6 matters were told in one town, 3 in the other."""
    MatterFactory.create_batch(6, place=town(), registered_at=moment(2026, 11, 3))
    MatterFactory.create_batch(3, place=another_town(), registered_at=moment(2026, 11, 3))
    fold_all(at=moment(2026, 12, 2))
    monkeypatch.setattr(told_figures, "localdate", lambda: date(2026, 12, 2))
    monkeypatch.setattr("dashboards.publishing.series.localdate", lambda: date(2026, 12, 2))


def shown(**chosen) -> str:
    block = CountedFiguresBlock()
    return block.render(block.clean(block.to_python(CHOSEN | chosen)))


def test_the_citys_figure_stands_in_the_page_with_its_period_and_leads_to_its_own(november):
    page = shown()
    assert re.search(r"<strong>9\s*</strong>", page)
    assert "望澜市，2026-11。" in page
    assert 'href="/figures/received/?since=2026-11&amp;until=2026-11"' in page
    with override("en"):
        assert "Counted by this portal" in shown()


def test_a_small_number_is_hidden_here_too(november):
    page = shown(place="329981101000")
    assert ">3<" not in page
    assert "&lt;5" in page or "—" in page


def test_a_period_that_does_not_move(november):
    assert "2026-10" in shown(since="2026-10", until="2026-10")
    assert "2026-10 – 2026-11" in shown(since="2026-10", until="2026-11")


@pytest.mark.parametrize(
    ("since", "until", "fields"),
    [
        ("2026-11", "2026-10", ["until"]),
        ("2026-1", "", ["since"]),
        ("", "2027-01", ["until"]),
        ("2026-13", "2026-13", ["since", "until"]),
    ],
)
def test_a_wrong_period_is_told_to_the_editor_once_and_beside_the_month_that_is_wrong(november, since, until, fields):
    with pytest.raises(StructBlockValidationError) as refused:
        shown(since=since, until=until)
    assert list(refused.value.block_errors) == fields
    for wrong in refused.value.block_errors.values():
        assert len(wrong.messages) == 1


def test_a_town_that_has_gone_or_a_figure_nobody_counts_any_more_leaves_the_page_whole(november):
    block = CountedFiguresBlock()
    assert block.render(block.to_python(CHOSEN | {"place": "329981199000"})).strip() == ""
    assert "<strong>" not in block.render(block.to_python(CHOSEN | {"figures": ["forgotten"]}))


def test_before_there_are_places_there_is_nothing_to_show(db):
    block = CountedFiguresBlock()
    assert block.render(block.to_python(CHOSEN)).strip() == ""
