"""Takes the pictures of docs/editors anew: a demo city in a process of its own, a browser that does what is described.

editor_guide.py          all of them
editor_guide.py NAME…    only these scenes, in the order of SCENES (each stands on its own)
"""

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("PORTAL_MODE", "test")

import django  # noqa: E402 - the path comes first

django.setup()

from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

from tests import browser_server, databases  # noqa: E402
from tests.browser.staff_door import sign_in  # noqa: E402
from tests.browser.test_publishing import hand_in, retype, write_notice  # noqa: E402

PICTURES = ROOT / "docs" / "editors"
SIZE = {"width": 1366, "height": 800}  # an office's screen; narrower ones cut the forms off at the right
COLOURS = 64  # of a picture: a screen of words needs no more, and stays below 60 kB
PREPARED = """
from datetime import timedelta
from django.utils.timezone import now
from foundation.people.models import User
from portal.editing.services import report_error
from portal.models import NewsPage, NoticeIndexPage, NoticePage
from wagtail.models import Locale
at, editor = now(), User.objects.get(username="editor")
report_error(path="/contact/", what="页面上的电话已经停用了。", contact="", at=at)
report_error(path="/notices/parking-plan/", what="第二段“截止目前”应该是“截至目前”。", contact="", at=at)
index = NoticeIndexPage.objects.get(locale__language_code="zh-hans")
page = NoticePage.objects.get(slug="parking-plan", locale__language_code="zh-hans")
old = page.save_revision(user=editor).pk
page.intro = "拟在云笺路单侧设 48 个夜间车位，请周边居民提意见。"
new = page.save_revision(user=editor).pk
body = [("text", "<p>今晚十点起铺设供水管道，次日六点前恢复通行。</p>")]
waiting = NoticePage(title="栖霁路夜间施工告示", slug="night-work", issuer="栖霁街道办事处", date=at.date(), live=False,
                     locale=index.locale, owner=editor, body=body)
index.add_child(instance=waiting)
waiting.save_revision(user=editor)
twin = waiting.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
waiting.get_workflow().start(waiting, editor)
print("FACTS", index.pk, page.pk, waiting.pk, twin.pk, old, new)
"""


class Stage:
    """The demo city, and who sits before it."""

    def __init__(self, server: browser_server.PortalServer, browser: Browser) -> None:
        self.server, self.browser, self.pages = server, browser, {}  # type: ignore[var-annotated]
        told = server.run(PREPARED).rpartition("FACTS ")[2].split()
        self.notices, self.changed, self.waiting, self.twin, self.old, self.new = told[:6]

    def page_of(self, username: str) -> Page:
        if username not in self.pages:
            options = {"base_url": self.server.url, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": SIZE}
            page = self.browser.new_context(**options).new_page()
            sign_in(page, username, "/cms/")
            self.pages[username] = page
        return self.pages[username]  # type: ignore[no-any-return]


def shown(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.evaluate("scrollTo({left: 0})")  # what was typed last may have pulled the page below the menu


def door(stage: Stage) -> Page:
    page = stage.browser.new_context(base_url=stage.server.url, locale="zh-CN", viewport=SIZE).new_page()  # type: ignore[arg-type]
    page.goto("/accounts/login/?next=/cms/")
    return page


def address(username: str, path: str) -> Callable[[Stage], Page]:
    def scene(stage: Stage) -> Page:
        page = stage.page_of(username)
        page.goto(path.format(**vars(stage)))
        return page

    return scene


def write(stage: Stage) -> Page:
    page = address("editor", "/cms/pages/add/portal/noticepage/{notices}/")(stage)
    write_notice(page, "今晚十点起铺设供水管道，次日六点前恢复通行。")
    page.locator("[name=title]").click()
    page.evaluate("scrollTo(0, 0)")
    return page


def blocks(stage: Stage) -> Page:
    page = address("editor", "/cms/pages/add/portal/noticepage/{notices}/")(stage)
    page.locator("button.c-sf-add-button:visible").first.click()
    option = page.get_by_role("option", name="步骤")
    option.hover()
    option.scroll_into_view_if_needed()
    return page


def checker(stage: Stage) -> Page:
    page = write(stage)
    retype(page, "请截止目前未登记的住户带身份证，联系人证号329981198507123015。")
    hand_in(page)
    page.locator(".error-message, .w-field__errors, .help-critical").filter(
        visible=True
    ).first.scroll_into_view_if_needed()
    return page


def schedule(stage: Stage) -> Page:
    page = address("editor", "/cms/pages/{changed}/edit/")(stage)
    opener = page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]")
    if not opener.first.is_visible():
        page.locator("[data-side-panel-toggle=status]").click()
    opener.first.click()
    expect(page.locator("[name=go_live_at]")).to_be_visible()
    return page


def untranslated(stage: Stage) -> Page:
    return address("editor", "/cms/pages/{twin}/edit/")(stage)


def english(stage: Stage) -> Page:
    page = untranslated(stage)
    page.get_by_role("link", name="翻译此页").click()
    page.locator("form[action*=convert_alias] [type=submit]").click()
    page.locator("[name=title]").fill("Night works on Qiji Road")
    page.locator("[name=issuer]").fill("Qiji Subdistrict Office")
    opener = page.locator("[data-side-panel=status]")
    if not opener.is_visible():
        page.locator("[data-side-panel-toggle=status]").click()
    return page


def approve(stage: Stage) -> Page:
    page = address("site_reviewer_1", "/cms/pages/{waiting}/edit/")(stage)
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    return page


SCENES: dict[str, Callable[[Stage], Page]] = {
    "sign-in": door,
    "write": write,
    "blocks": blocks,
    "picture": address("editor", "/cms/images/add/"),
    "checker": checker,
    "schedule": schedule,
    "waiting": address("site_reviewer_1", "/cms/"),
    "approve": approve,
    "compare": address("editor", "/cms/pages/{changed}/revisions/compare/{old}...{new}/"),
    "reports": address("editor", "/cms/errorreport/"),
    "words": address("editor", "/cms/watchedword/"),
    "synonyms": address("editor", "/cms/synonyms/"),
    "untranslated": untranslated,
    "english": english,
    "centres": address("editor", "/cms/centre/"),
}


def keep(page: Page, name: str) -> None:
    shown(page)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)
    print(f"docs/editors/{name}.png", flush=True)


@contextmanager
def stage() -> Iterator[Stage]:
    engine = databases.SQLite(ROOT / "var" / "test-templates")
    name = f"guide_{os.getpid()}"
    engine.copy(databases.demo_template(engine), name)
    with tempfile.TemporaryDirectory(prefix="guide-") as folder, sync_playwright() as playwright:
        server = browser_server.start(Path(folder), engine.url(name), Path(folder) / "server.log")
        browser = playwright.chromium.launch(
            executable_path=browser_server.chromium(),
            args=browser_server.CHROMIUM_ARGUMENTS,
            env={**os.environ, "LANGUAGE": "zh_CN"},  # its own words too, where chromium-l10n is there
        )
        try:
            yield Stage(server, browser)
        finally:
            browser.close()
            server.stop()
            engine.drop(name)


def main() -> int:
    wanted = sys.argv[1:] or list(SCENES)
    expect.set_options(timeout=20_000)
    with stage() as city:
        for name in wanted:
            keep(SCENES[name](city), name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
