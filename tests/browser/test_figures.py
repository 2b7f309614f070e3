"""Somebody wants to know how well the city is served."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_server import PortalServer

pytestmark = pytest.mark.one_engine


REGISTERED = """
from django.utils.timezone import now
from foundation.people.services import person_for_contact
from foundation.places.models import Place
from matters.services import register_matter
person = person_for_contact("苇听澜", "13900130777")
place = Place.objects.filter(level="village").first()
words = {"text": "路灯不亮。", "request": "请修好。"}
register_matter(person=person, category=None, place=place, channel="phone", at=now(), **words)
"""


@pytest.fixture
def plain_page(browser: Browser, browser_context_args: dict[str, object]) -> Iterator[Page]:
    """A browser without scripts."""
    context = browser.new_context(**browser_context_args | {"java_script_enabled": False})  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def choose_last_two_months(page: Page) -> str:
    """The month that runs is counted up to now."""
    last = str(page.get_by_label("截止月份").input_value())
    year, month = map(int, last.split("-"))
    since = f"{year - (month == 1)}-{(month - 2) % 12 + 1:02d}"
    page.get_by_label("起始月份").fill(since)
    page.get_by_role("button", name="查看").click()
    return since


def test_from_home_to_the_figures_without_a_script(plain_page: Page) -> None:
    page = plain_page
    page.goto("/")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="数据", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("公开数据")
    since = choose_last_two_months(page)
    expect(page).to_have_url(re.compile(f"since={since}"))
    table = page.get_by_role("table", name="每月登记与受理")
    expect(table.get_by_role("row")).to_have_count(3)
    expect(table.get_by_role("rowheader", name=since)).to_be_visible()
    expect(page.locator(".figure-chart").first).to_be_hidden()
    page.get_by_role("link", name="按镇街").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("按镇街")
    expect(page.get_by_role("rowheader", name="全市")).to_be_visible()


def test_a_figure_is_drawn_when_it_comes_near_and_can_be_saved(page: Page) -> None:
    page.goto("/figures/received/")
    page.locator(".figure-chart").first.scroll_into_view_if_needed()
    expect(page.locator(".figure-chart[data-drawn] svg.main-svg").first).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="存为 SVG").first.click()
    assert saved.value.suggested_filename == "months-received.svg"


def test_a_wrong_period_keeps_what_was_typed(page: Page) -> None:
    page.goto("/figures/?since=2026-09&until=2026-02")
    expect(page.get_by_role("alert")).to_contain_text("结束日期早于开始日期")
    expect(page.get_by_label("起始月份")).to_have_value("2026-09")


def test_two_places_are_compared_by_keyboard_alone(page: Page) -> None:
    page.goto("/figures/compare/")
    page.get_by_label("第二个地区").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="比较").press("Enter")
    expect(page).to_have_url(re.compile("other=329981"))
    expect(page.get_by_role("table").get_by_role("row")).not_to_have_count(1)


def test_a_matter_told_elsewhere_moves_the_citys_figure_on_an_open_page(
    page: Page, portal_server: PortalServer
) -> None:
    page.goto("/figures/")
    expect(page.locator("[data-age]")).to_contain_text("最近变动")
    received = page.locator("[data-figure=received] [data-shown]")
    before = int(received.inner_text().replace(",", ""))
    portal_server.run(REGISTERED)
    expect(received).to_have_text(f"{before + 1:,}")
