"""What an editor reads when two versions of a page are compared."""

from typing import Any

import pytest
from django.test import Client
from wagtail import blocks

from dashboards.publishing import name_of
from portal.blocks import BodyBlocks, ChartBlocks, FrontPageBlocks, HonourBlocks
from portal.blocks.choices import WordsComparison
from tests.people.factories import staff
from tests.portal.page_kit import news
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db


def counted(period: str = "last_twelve") -> dict[str, Any]:
    value = {"heading": "", "place": "", "period": period, "since": "", "until": "", "figures": ["received"]}
    return {"type": "counted_figures", "id": "figures", "value": value}


def compared(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> str:
    page, revisions = news(), []
    for body in (before, after):
        page.body = body
        revisions.append(page.save_revision().pk)
    editor = sign_in_staff(Client(), staff("editor"))
    answer = editor.get(f"/cms/pages/{page.pk}/revisions/compare/{revisions[0]}...{revisions[1]}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_choices_are_compared_in_the_words_they_were_made_by() -> None:
    page = compared([counted(period="last_twelve")], [counted(period="last_year")])
    assert '<span class="deletion">最近十二个完整月份</span><span class="addition">上一个自然年</span>' in page
    assert "<dd>全市</dd>" in page
    assert name_of("received") in page
    for stored in ("last_twelve", "last_year", ">received<"):
        assert stored not in page


def test_what_is_new_or_gone_is_told_in_words_too() -> None:
    callout = {"type": "callout", "id": "callout", "value": {"tone": "warning", "title": "今晚停水", "text": ""}}
    page = compared([counted()], [callout])
    assert "<dd>请注意</dd>" in page
    assert "<dd>最近十二个完整月份</dd>" in page


def test_what_did_not_change_in_a_list_stays_the_same_when_the_page_is_checked() -> None:
    page = news(body=[{"type": "counted_figures", "value": counted()["value"]}])
    before = [item.id for item in page.body[0].value["figures"].bound_blocks]
    page.full_clean()
    assert [item.id for item in page.body[0].value["figures"].bound_blocks] == before


def every_block(block: blocks.Block) -> list[blocks.Block]:
    below = getattr(block, "child_blocks", {}).values()
    inside = [block.child_block] if isinstance(block, blocks.ListBlock) else []
    return [block, *(found for one in [*below, *inside] for found in every_block(one))]


def test_no_choice_of_any_page_is_compared_as_it_is_stored() -> None:
    chosen = [
        block
        for stream in (BodyBlocks(), FrontPageBlocks(), HonourBlocks(), ChartBlocks())
        for block in every_block(stream)
        if isinstance(block, blocks.field_block.BaseChoiceBlock | blocks.BooleanBlock)
    ]
    assert len(chosen) > 5
    for block in chosen:
        assert block.get_comparison_class() is WordsComparison, block.label
