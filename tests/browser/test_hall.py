"""The screen on the wall of a hall, 1920 × 1080."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_figures import REGISTERED
from tests.browser_server import PortalServer

pytestmark = pytest.mark.one_engine

WALL = {"width": 1920, "height": 1080}
SIZES = (WALL, {"width": 1280, "height": 720}, {"width": 3840, "height": 2160})
SCENES = ("now", "towns", "towns-on-time", "towns-resolution", "months", "rates", "ways", "people")
TOO_LARGE = """() => {
  const page = document.documentElement, frame = document.querySelector(".hall-scenes").getBoundingClientRect();
  const scene = document.querySelector("[data-scene]:not([hidden])");
  const out = [...scene.querySelectorAll("*")].filter((each) => {
    if (each.closest(".visually-hidden, .hall-twin, .js-plotly-plot")) return false;
    const box = each.getBoundingClientRect();
    return box.bottom > frame.bottom + 1 || box.right > frame.right + 1;
  });
  const scrolls = page.scrollWidth > page.clientWidth || page.scrollHeight > page.clientHeight;
  return [...out.map((each) => each.outerHTML.slice(0, 80)), ...(scrolls ? ["the page scrolls"] : [])];
}"""


@pytest.fixture
def wall(page: Page) -> Page:
    page.set_viewport_size(WALL)  # type: ignore[arg-type]  # two plain numbers
    return page


@pytest.fixture
def plain_page(browser: Browser, browser_context_args: dict[str, object]) -> Iterator[Page]:
    """A browser without scripts."""
    context = browser.new_context(**browser_context_args | {"java_script_enabled": False})  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_scene_fits_a_wall_of_any_size_without_scrolling(wall: Page, prefix: str) -> None:
    wall.goto(f"{prefix}/figures/hall/?seconds=600")
    for size in SIZES:
        wall.set_viewport_size(size)  # type: ignore[arg-type]  # two plain numbers
        for code in SCENES:
            expect(wall.locator(f"#{code}")).to_be_visible()
            expect(wall.locator("[data-scene]:not([hidden])")).to_have_count(1)
            assert wall.evaluate(TOO_LARGE) == [], (code, size)
            wall.keyboard.press("ArrowRight")


def test_the_widest_number_is_whole_in_the_square_of_a_town(wall: Page) -> None:
    wall.goto("/figures/hall/?scene=towns-resolution&seconds=600")
    cut = wall.evaluate(
        """() => [...document.querySelectorAll(".town-squares a")].filter((square) => {
          square.querySelector("strong").textContent = "100.0%";
          return square.scrollWidth > square.clientWidth;
        }).length"""
    )
    assert wall.locator(".town-squares a").count() > 0
    assert cut == 0


def test_the_numbers_of_a_large_city_stand_on_one_line(wall: Page) -> None:
    wall.goto("/figures/hall/?scene=ways&seconds=600")
    broken = wall.evaluate(
        """() => [...document.querySelectorAll(".hall-stripes strong")].filter((number) => {
          number.textContent = "99,999";
          const line = 1.5 * parseFloat(getComputedStyle(number).fontSize);
          return number.scrollWidth > number.clientWidth || number.clientHeight > line;
        }).length"""
    )
    assert wall.locator(".hall-stripes strong").count() > 0
    assert broken == 0


def test_the_next_scene_follows_by_itself_until_somebody_pauses(wall: Page) -> None:
    wall.goto("/figures/hall/?seconds=5")
    expect(wall.locator("#now")).to_be_visible()
    expect(wall.locator("#towns")).to_be_visible(timeout=8_000)
    expect(wall.locator("#now")).to_be_hidden()
    wall.keyboard.press(" ")
    expect(wall.get_by_role("button", name="继续")).to_be_visible()
    wall.wait_for_timeout(6_000)
    expect(wall.locator("#towns")).to_be_visible()
    wall.keyboard.press("ArrowLeft")
    expect(wall.locator("#now")).to_be_visible()
    wall.get_by_role("button", name="下一屏").click()
    wall.get_by_role("button", name="继续").click()
    expect(wall.get_by_role("button", name="暂停")).to_be_visible()
    wall.get_by_role("link", name="诉求渠道与类别").click()
    expect(wall.locator("#ways")).to_be_visible()


def test_a_matter_told_elsewhere_moves_the_wall(wall: Page, portal_server: PortalServer) -> None:
    wall.goto("/figures/hall/?seconds=600")
    expect(wall.locator("[data-age]")).to_contain_text("最近变动")
    received = wall.locator("[data-figure=received] [data-shown]")
    before = int(received.inner_text().replace(",", ""))
    portal_server.run(REGISTERED)
    expect(received).to_have_text(f"{before + 1:,}")


def test_what_changed_is_put_in_between_two_scenes(wall: Page) -> None:
    """Half an hour later the page is asked for again, and only what differs is put in."""
    wall.clock.install()
    wall.goto("/figures/hall/?seconds=60")
    wall.evaluate("document.querySelector('#people h2').textContent = 'seen before'")
    old, new = "其他数据截至 ", "其他数据截至 明天 "

    def later(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        body = answer.text().replace(old, new).replace('id="ways-title">', 'id="ways-title">新：')
        route.fulfill(response=answer, body=body)  # type: ignore[attr-defined]

    wall.route("**/figures/hall/**", later)
    wall.clock.fast_forward(35 * 60_000)
    expect(wall.locator("[data-as-of]")).to_contain_text("明天")
    expect(wall.locator("#ways h2")).to_contain_text("新：")
    assert wall.locator("#people h2").text_content() == "seen before"


def test_while_the_server_does_not_answer_the_last_numbers_stay_and_say_of_when_they_are(wall: Page) -> None:
    wall.clock.install()
    wall.goto("/figures/hall/?seconds=60")
    expect(wall.locator("[data-age]")).to_contain_text("最近变动")
    received, as_of = (
        wall.locator("#now [data-shown]").first.text_content(),
        wall.locator("[data-as-of]").text_content(),
    )
    wall.route("**/figures/**", lambda route: route.fulfill(status=404))
    wall.clock.fast_forward(35 * 60_000)
    expect(wall.locator("[data-age]")).to_contain_text("连接中断")
    expect(wall.locator("#towns")).to_be_visible()
    assert wall.locator("#now [data-shown]").first.text_content() == received
    assert wall.locator("[data-as-of]").text_content() == as_of


def test_without_a_script_all_scenes_stand_below_one_another(plain_page: Page) -> None:
    plain_page.set_viewport_size(WALL)  # type: ignore[arg-type]  # two plain numbers
    plain_page.goto("/figures/hall/")
    for code in SCENES:
        expect(plain_page.locator(f"#{code}")).to_be_visible()
    expect(plain_page.locator("#months table")).to_be_visible()
    expect(plain_page.locator(".hall-controls")).to_be_hidden()
    plain_page.goto("/figures/hall/?scene=towns")
    expect(plain_page.locator("[data-scene]")).to_have_count(1)


def test_on_a_phone_the_scenes_are_read_by_scrolling(phone_page: Page) -> None:
    phone_page.goto("/figures/hall/?seconds=5")
    expect(phone_page.locator("[data-scene]:not([hidden])")).to_have_count(len(SCENES))
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390
