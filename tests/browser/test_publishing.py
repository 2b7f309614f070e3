"""An editor writes, three people review, it goes out on time; and a citizen reaches registration by keyboard."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils.timezone import localtime, now
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.staff_door import come_in
from tests.browser_server import PortalServer

pytestmark = pytest.mark.one_engine

TITLE, WORDS = "栖霁路夜间施工告示", "今晚十点起铺设供水管道，次日六点前恢复通行。"
ID_NUMBER = "329981198507123015"  # invented

# What waits for its time is due, and the worker's job of every minute runs: nobody waits for a clock.
ITS_TIME_HAS_COME = """
from datetime import datetime, timedelta
from django.utils.timezone import now
from portal.editing.services import publish_due
from portal.models import NoticePage
page = NoticePage.objects.get(title="{title}", locale__language_code="zh-hans")
revision = page.revisions.get(approved_go_live_at__isnull=False)
revision.approved_go_live_at = now() - timedelta(seconds=1)
revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
revision.save()
print("HELD", publish_due(at=now()))
"""


NOTICES = """
from portal.models import NoticeIndexPage
print("AT", NoticeIndexPage.objects.get(locale__language_code="zh-hans").pk)
"""


def press(page: Page, button: Locator) -> None:
    """A button at the foot of the editor, or in the menu that unfolds beside the first one.

    Waits for a whole new page: the editor's own saving changes the address too, at any moment, and is no answer.
    """
    if not button.is_visible():
        page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    with page.expect_event("load"):
        button.click()


def hand_in(page: Page) -> None:
    press(page, page.locator("button[name=action-submit]").first)


def save_draft(page: Page) -> None:
    press(page, page.locator("footer button.action-save").first)


def write_notice(page: Page, words: str, title: str = TITLE) -> None:
    page.locator("[name=title]").fill(title)
    page.locator("[name=issuer]").fill("栖霁街道办事处")
    page.locator("button.c-sf-add-button:visible").first.click()
    page.get_by_role("option", name="正文").click()
    retype(page, words)


def retype(page: Page, words: str) -> None:
    """The editor hands its text to the form a moment after the last key."""
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)
    page.wait_for_function(
        "words => [...document.querySelectorAll('[name$=-value]')].some(field => field.value.includes(words))",
        arg=words,
    )


def write_moment(page: Page, name: str, at: datetime) -> None:
    """The calendar unfolds a moment after the field has the focus, and folds up when one clicks beside it."""
    calendar = page.locator(".xdsoft_datetimepicker").filter(visible=True)
    page.locator(f"[name={name}]").fill(f"{at:%Y-%m-%d %H:%M}")
    expect(calendar).to_have_count(1)
    page.locator("#schedule-publishing-dialog h2").first.click()
    expect(calendar).to_have_count(0)


def schedule(page: Page) -> None:
    """Out in half an hour, down again in a month."""
    opener = page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]")
    if not opener.first.is_visible():
        page.locator("[data-side-panel-toggle=status]").click()
    opener.first.click()
    at = localtime(now())
    write_moment(page, "go_live_at", at + timedelta(minutes=30))
    write_moment(page, "expire_at", at + timedelta(days=30))
    with page.expect_event("load"):
        page.locator("#schedule-publishing-dialog button[type=submit]").press("Enter")


def test_a_notice_is_stopped_reviewed_and_published_on_time(
    browser: Browser, page: Page, portal_server: PortalServer
) -> None:
    come_in(page, "editor", "/cms/")
    notices = portal_server.run(NOTICES).rpartition("AT ")[2].strip()
    page.goto(f"/cms/pages/add/portal/noticepage/{notices}/")
    write_notice(page, f"{WORDS}联系人证号{ID_NUMBER}")
    hand_in(page)
    expect(page.locator("body")).to_contain_text("3299**********3015")
    retype(page, WORDS)
    schedule(page)
    address = page.url
    hand_in(page)
    for role in ("site_reviewer_1", "site_reviewer_2", "site_reviewer_3"):
        assert portal_server.run(LIVE).rpartition("LIVE ")[2].strip() == "0"
        review(browser, portal_server, role, address)
    anybody = browser.new_context(base_url=portal_server.url, locale="zh-CN").new_page()
    try:
        assert anybody.goto(f"/notices/{TITLE}/").status == 404  # type: ignore[union-attr]
        assert "HELD 0" in portal_server.run(ITS_TIME_HAS_COME.format(title=TITLE))
        anybody.goto(f"/notices/{TITLE}/")
        expect(anybody.locator("h1")).to_have_text(TITLE)
        expect(anybody.locator("main")).to_contain_text(WORDS)
        anybody.goto("/")
        anybody.locator("#site-q").fill("铺设供水管道")
        anybody.locator("#site-q").press("Enter")
        expect(anybody.locator("main")).to_contain_text(TITLE)
        expect(anybody.locator("main mark").first).to_be_visible()
    finally:
        anybody.context.close()
    assert TITLE in page.request.get("/feeds/notices/").text()


def new_notice(page: Page, server: PortalServer) -> None:
    come_in(page, "editor", "/cms/")
    page.goto(f"/cms/pages/add/portal/noticepage/{server.run(NOTICES).rpartition('AT ')[2].strip()}/")


def slow_to_save(page: Page) -> None:
    """The draft is stored at once, but its own saving hears of it seconds later."""

    def late(route: Route) -> None:
        if "json" not in route.request.headers["accept"]:
            route.continue_()
            return
        answer = route.fetch()
        page.wait_for_timeout(4_000)
        route.fulfill(response=answer)

    page.route("**/cms/pages/add/**", late)


@pytest.mark.parametrize("leave", [hand_in, save_draft])
def test_a_new_page_handed_in_while_it_is_being_saved_by_itself_is_one_page(
    page: Page, portal_server: PortalServer, leave: Callable[[Page], None]
) -> None:
    new_notice(page, portal_server)
    page.wait_for_timeout(2_000)  # Wagtail looks for changes from then on
    title = f"{TITLE} {leave.__name__}"
    slow_to_save(page)
    with page.expect_request(lambda request: request.method == "POST" and "/add/" in request.url):
        write_notice(page, WORDS, title)
    leave(page)
    expect(page.locator("body")).to_contain_text(f"“{title}”")
    expect(page.locator(".error-message")).to_have_count(0)
    assert portal_server.run(HOW_MANY.format(title=title)).rpartition("MANY ")[2].strip() == "1"


def test_the_last_words_are_sent_and_a_pasted_title_gives_the_address(page: Page, portal_server: PortalServer) -> None:
    new_notice(page, portal_server)
    write_notice(page, WORDS, "")
    page.keyboard.type("到此为止")
    page.locator("[name=title]").fill(f"{TITLE} 贴上的")
    hand_in(page)
    expect(page.locator("body")).to_contain_text(f"“{TITLE} 贴上的”")
    assert "到此为止" in portal_server.run(BODY.format(title=f"{TITLE} 贴上的"))


def test_an_editor_comes_to_the_comparison_of_two_versions_by_clicks_and_reads_it_in_words(
    page: Page, portal_server: PortalServer
) -> None:
    new_notice(page, portal_server)
    write_notice(page, WORDS, f"{TITLE} 两稿")
    page.locator("button.c-sf-add-button:visible").last.click()
    page.get_by_role("option", name="本平台统计数据").click()
    page.locator("select[name*='-figures-']").select_option("received")
    save_draft(page)
    page.locator("select[name$='-period']").select_option("last_year")
    save_draft(page)
    page.locator("a[href$='/history/']").first.click()
    page.locator("main tr").get_by_role("button", name="动作").first.click()
    page.get_by_role("link", name="与上一个版本进行比较").click()
    changes = page.locator("td.comparison")
    expect(changes.locator(".deletion")).to_have_text(["最近十二个完整月份"])
    expect(changes.locator(".addition")).to_have_text(["上一个自然年"])
    expect(changes).not_to_contain_text("received")


HOW_MANY = """
from portal.models import NoticePage
print("MANY", NoticePage.objects.filter(title="{title}", locale__language_code="zh-hans").count())
"""
BODY = """
from portal.models import NoticePage
page = NoticePage.objects.get(title="{title}", locale__language_code="zh-hans")
print(page.get_latest_revision_as_object().body)
"""
LIVE = f"""
from portal.models import NoticePage
print("LIVE", NoticePage.objects.live().filter(title="{TITLE}").count())
"""


def review(browser: Browser, server: PortalServer, role: str, address: str) -> None:
    """Signs in, finds the text on the front page of the back office, reads it and approves it."""
    page = browser.new_context(base_url=server.url, locale="zh-CN", viewport={"width": 1280, "height": 900}).new_page()
    try:
        come_in(page, role, "/cms/")
        page.get_by_role("link", name=TITLE).first.click()
        expect(page).to_have_url(re.compile(re.escape(address.split("/edit/")[0])))
        press(page, page.locator("[data-workflow-action-name=approve]:not([data-launch-modal])").first)
        page.goto("/cms/")
        expect(page.locator("#workflow-objects-to-moderate, main").first).not_to_contain_text("等待你的审查")
    finally:
        page.context.close()


def test_registration_is_two_taps_from_home_in_large_print_by_keyboard(phone_page: Page) -> None:
    page = phone_page
    page.goto("/display/?size=large&next=/")
    for step, target in enumerate(("/reception/20", "/reception/register/")):
        expect(page.locator("html")).to_have_attribute("data-size", "large")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        tab_to(page, target)
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", step
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/reception/register/"))
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    expect(page.locator("main form")).to_be_visible()


def tab_to(page: Page, target: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if target in (page.evaluate("document.activeElement.getAttribute('href')") or ""):
            return
    raise AssertionError(f"no link to {target} can be reached with the Tab key")
