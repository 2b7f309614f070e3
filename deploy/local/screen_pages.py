"""The pages of docs/screens/, and how a visitor gets to each of them."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from portal.demo.identities import mobile
from tests.browser.appointments import confirmed
from tests.browser.staff_door import sign_in
from tests.browser.test_registering import MATTER, register, up_to_the_matter
from tests.browser_server import PortalServer

# Test persons: nobody else of the demo city has these phones.
REGISTERED, TYPING, SIGNED_IN, AT_THE_OFFICE = 871, 872, 873, 874
Walk = Callable[[Page, PortalServer], None]


@dataclass(frozen=True)
class Screen:
    """`who` names the browser: screens of one person share their cookies and come in this order."""

    name: str
    title: str
    walk: Walk
    who: str = "visitor"


def at(path: str) -> Walk:
    def walk(page: Page, _server: PortalServer) -> None:
        page.goto(path)

    return walk


def large_print(page: Page, _server: PortalServer) -> None:
    page.goto("/display/?size=large")
    page.goto("/")


def place_card(page: Page, _server: PortalServer) -> None:
    page.goto("/who-serves-me/?q=漪港社区")
    page.locator("main a[href*='/places/']").filter(has_text="漪港社区").first.click()
    page.wait_for_url("**/places/**")


def village_sheet(page: Page, _server: PortalServer) -> None:
    page.goto("/figures/towns/")
    page.locator("main a[href*='/figures/towns/']").first.click()
    page.locator("main a[href*='/figures/villages/']").first.click()
    page.wait_for_url("**/figures/villages/**")


def next_day(page: Page, _server: PortalServer) -> None:
    page.goto("/reception/")
    page.locator("main section a").first.click()
    page.wait_for_load_state("load")


def matter_step(page: Page, server: PortalServer) -> None:
    up_to_the_matter(page, server, mobile(TYPING))
    page.locator("[name=text]").fill(MATTER)


def receipt(page: Page, server: PortalServer) -> None:
    register(page, server, phone=mobile(REGISTERED), number=REGISTERED)


def my_page(page: Page, server: PortalServer) -> None:
    one = confirmed(server, SIGNED_IN)
    seen = len(server.texts_to(one.phone))
    page.goto("/sign-in/?next=/my/")
    page.locator("[name=phone]").fill(one.phone)
    page.locator("main form button.btn-primary").click()
    page.locator("[name=code]").fill(server.code_sent_to(one.phone, after=seen))
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_url("**/my/")


def office_day(page: Page, server: PortalServer) -> None:
    one = confirmed(server, AT_THE_OFFICE)
    sign_in(page, "reception_officer", "/desk/reception/")
    page.goto(f"/desk/reception/{one.day}/")


SCREENS = [
    Screen("home", "首页 · Front page", at("/")),
    Screen("home-large-print", "首页长者版 · Front page in large print", large_print, who="elder"),
    Screen("home-english", "英文首页 · Front page in English", at("/en/")),
    Screen("chart", "组织架构 · Organisation chart", at("/about/mechanism/")),
    Screen("notices", "公示公告 · Public notices", at("/notices/")),
    Screen("notice", "公告 · A notice open for comments", at("/notices/parking-plan/")),
    Screen("news", "新闻 · A piece of news", at("/news/one-window/")),
    Screen("library", "政策文件库 · Policy papers", at("/library/")),
    Screen("paper", "政策文件 · A policy paper", at("/library/reception-rules/")),
    Screen("centre", "中心 · A service centre", at("/centre-guide/city/")),
    Screen("faq", "常见问题 · Questions and answers", at("/faq/")),
    Screen("search", "搜索 · Search", at("/search/?q=物管")),
    Screen("place", "找谁服务我 · Who serves this village", place_card),
    Screen("figures", "数据 · Public figures", at("/figures/")),
    Screen("village-figures", "村（社区）一页纸 · The figures of one village on a page", village_sheet),
    Screen("hall", "大厅屏 · The screen in the hall", at("/figures/hall/")),
    Screen("days", "预约接访 · Reception days", at("/reception/")),
    Screen("day", "接访日 · One reception day", next_day),
    Screen("register", "登记 · Registering: the matter", matter_step, who="typing"),
    Screen("receipt", "回执 · The receipt", receipt, who="citizen"),
    Screen("look-up", "办件查询 · Look up a matter", at("/look-up/")),
    Screen("my", "我的 · My page", my_page, who="signed-in"),
    Screen("desk", "接访办 · The reception office's day", office_day, who="officer"),
]
