"""Somebody wants to know how well the city is served."""

import os
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import browser_server, databases
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


MANY_IN_EVERY_TOWN = """
from django.utils.timezone import now
from dashboards.folding import fold_all
from dashboards.publishing import open_large_towns
from foundation.people.services import person_for_contact
from foundation.places.models import Place
from matters.services import register_matter
person = person_for_contact("苇听澜", "13900130777")
words = {"text": "路灯不亮。", "request": "请修好。"}
watched = Place.objects.filter(level="village").first().get_parent()
for place in Place.objects.filter(level="town"):
    village = place.get_children().filter(level="village").first()
    for _each in range(25 if place == watched else 10):  # the smallest one waits with the rest of the city
        register_matter(person=person, category=None, place=village, channel="phone", at=now(), **words)
fold_all(at=now())
open_large_towns(at=now())
print(watched.code)
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


def test_a_town_that_is_large_enough_moves_on_an_open_page(page: Page, portal_server: PortalServer) -> None:
    told = portal_server.run(MANY_IN_EVERY_TOWN)
    page.goto("/figures/towns/")
    received = page.locator(f'[data-figure="received@{told.strip()}"] [data-shown]')
    before = int(received.inner_text().replace(",", ""))
    portal_server.run(REGISTERED)
    expect(received).to_have_text(f"{before + 1:,}")


@pytest.fixture
def own_server(
    database_engine: databases.SQLite | databases.PostgreSQL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], PortalServer]]:
    """Starts a server of this test's own, at the same address each time."""
    name, port, var = f"restarted_{os.getpid()}", browser_server.free_port(), tmp_path_factory.mktemp("restarted")
    database_engine.copy(databases.demo_template(database_engine), name)
    started: list[PortalServer] = []

    def start() -> PortalServer:
        started.append(browser_server.start(var, database_engine.url(name), var / "server.log", port))
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            server.stop()
    database_engine.drop(name)


def test_after_a_restart_of_the_server_an_open_page_catches_up(
    browser: Browser, own_server: Callable[[], PortalServer]
) -> None:
    server = own_server()
    page = browser.new_context(locale="zh-CN", base_url=server.url).new_page()
    page.goto("/figures/")
    expect(page.locator("[data-age]")).to_contain_text("最近变动")
    received = page.locator("[data-figure=received] [data-shown]")
    before = int(received.inner_text().replace(",", ""))
    server.run(REGISTERED)
    expect(received).to_have_text(f"{before + 1:,}")
    server.stop()
    again = own_server()
    again.run(REGISTERED)
    expect(received).to_have_text(f"{before + 2:,}", timeout=60_000)
    page.context.close()


def test_the_sheet_of_a_village_is_one_page_of_paper(page: Page) -> None:
    page.goto("/figures/towns/")
    page.get_by_role("table").get_by_role("rowheader").get_by_role("link").first.click()
    page.locator(".figure-villages a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("您说的，我们办的")
    expect(page.locator("[data-read-aloud]")).to_have_count(1)  # shown where the device has a voice
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
