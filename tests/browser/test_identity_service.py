"""The button on the sign-in page, through a real identity service and back."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import browser_server, databases
from tests.identity_provider.running import CLIENT, PASSWORD, SECRET, running

pytestmark = pytest.mark.one_engine


def walk(page: Page) -> None:
    page.goto("/sign-in/?next=/my/details/")
    page.get_by_role("button", name="使用临江统一认证登录").click()
    page.locator("[name=username]").fill("wang")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="同意").click()
    expect(page).to_have_url(re.compile("/my/details/$"))
    expect(page.locator("[name=name]")).to_have_value("王小明")
    expect(page.get_by_role("button", name="解除关联")).to_be_visible()


def test_a_citizen_signs_in_at_the_identity_service_and_comes_back(
    browser: Browser, database_engine: databases.SQLite | databases.PostgreSQL, tmp_path: Path
) -> None:
    name, port = f"identity_{os.getpid()}", browser_server.free_port()
    url = f"http://127.0.0.1:{port}"
    database_engine.copy(databases.migrated_template(database_engine), name)
    with running(tmp_path / "service", url) as city:
        city.says(claims={"wang": {"name": "王小明"}})
        names = {"PORTAL_OIDC_NAME": "临江统一认证", "PORTAL_OIDC_ISSUER": city.issuer}
        keys = {"PORTAL_OIDC_CLIENT_ID": CLIENT, "PORTAL_OIDC_CLIENT_SECRET": SECRET}
        server = browser_server.start(
            tmp_path / "var", database_engine.url(name), tmp_path / "server.log", port=port, **names, **keys
        )  # fmt: skip
        try:
            walk(browser.new_page(base_url=url, locale="zh-CN"))
        finally:
            server.stop()
            database_engine.drop(name)
