"""Editors read Chinese: what Wagtail's own catalogues leave in English stands in ours."""

from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import gettext, override

from foundation.people.models import Role
from tests.people.factories import staff
from tests.sign_in import sign_in_staff

WAGTAIL = Path(str(find_spec("wagtail").origin)).parent  # type: ignore[union-attr]
OURS = Path(settings.BASE_DIR) / "portal" / "wagtail_locale" / "zh_Hans" / "LC_MESSAGES"
Message = tuple[str | None, str]


def translated(catalogue: Path) -> set[Message]:
    if not catalogue.exists():
        return set()
    entries = polib.pofile(str(catalogue))
    return {(one.msgctxt, one.msgid) for one in entries if one.translated() and not one.obsolete}


def left_in_english(domain: str) -> list[str]:
    ours = translated(OURS / f"{domain}.po")
    left = []
    for english in sorted(WAGTAIL.rglob(f"locale/en/LC_MESSAGES/{domain}.po")):
        theirs = translated(english.parents[2] / "zh_Hans" / "LC_MESSAGES" / english.name)
        wanted = [(one.msgctxt, one.msgid) for one in polib.pofile(str(english)) if not one.obsolete]
        left += [msgid for context, msgid in wanted if (context, msgid) not in theirs | ours]
    return left


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_nothing_of_the_installed_wagtail_is_left_in_english(domain: str) -> None:
    assert left_in_english(domain) == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_compiled_catalogue_is_what_was_written(domain: str) -> None:
    written = polib.pofile(str(OURS / f"{domain}.po"))
    compiled = {(one.msgctxt, one.msgid) for one in polib.mofile(str(OURS / f"{domain}.mo"))}
    assert {(one.msgctxt, one.msgid) for one in written} == compiled


def test_a_sentence_wagtail_leaves_in_english_is_read_in_chinese() -> None:
    with override("zh-hans"):
        assert gettext("Only reviewers can edit and approve the %(model_name)s").startswith("只有审校人员")


@pytest.mark.django_db
def test_the_scripts_of_the_back_office_speak_chinese_too() -> None:
    shown = sign_in_staff(Client(), staff("editor")).get("/cms/jsi18n/").content.decode()
    assert "修改已自动保存" in shown or "\\u4fee\\u6539\\u5df2\\u81ea\\u52a8\\u4fdd\\u5b58" in shown


# Said of people, and the portal's own name for a thing; wherever Wagtail says the same, it reads well there too.
SAID_OUR_WAY = {
    "document", "label", "Number", "file", "site name", "(optional)", "Search the whole site", "File", "Pages",
    "Account", "This field is required.", "Documents", "active", "Notifications", "subject", "Active", "Name", "name",
    "Approve", "started at", "New", "Updated", "Change", "All",
}  # fmt: skip


def test_our_words_do_not_change_the_sense_of_wagtails() -> None:
    """All catalogues become one: a word that another room uses in another sense needs a context of its own."""
    theirs = {
        (one.msgctxt, one.msgid): one.msgstr
        for file in WAGTAIL.rglob("locale/zh_Hans/LC_MESSAGES/django.po")
        for one in polib.pofile(str(file))
        if one.translated()
    }
    ours = [
        f"{file.relative_to(settings.BASE_DIR).parts[0]}: {one.msgid} → {one.msgstr}"
        for file in Path(settings.BASE_DIR).glob("[a-z]*/**/locale/zh_Hans/LC_MESSAGES/django.po")
        for one in polib.pofile(str(file))
        if not one.obsolete and one.msgid not in SAID_OUR_WAY
        and theirs.get((one.msgctxt, one.msgid), one.msgstr) != one.msgstr
    ]  # fmt: skip
    assert ours == []


@pytest.mark.django_db
def test_the_first_page_leads_an_administrator_to_what_is_set_up() -> None:
    shown = sign_in_staff(Client(), staff("administrator")).get("/cms/").content.decode()
    shortcuts = shown[shown.index('class="shortcuts"') :]
    assert shortcuts.index("人员与岗位") < shortcuts.index('href="/cms/role/"') < shortcuts.index("地点与中心")
    assert "搜索全部页面" not in shown, "there are no pages for an administrator to find"


@pytest.mark.django_db
def test_yes_and_no_are_words_and_a_role_says_what_it_allows() -> None:
    client = sign_in_staff(Client(), staff("administrator"))
    assert "<td>是</td>" in client.get("/cms/lawfuldoor/").content.decode()
    role = Role.objects.get(code="administrator")
    shown = client.get(f"/cms/role/inspect/{role.pk}/").content.decode()
    assert "授予任何角色" in shown
    assert "people.grant_any_role" not in shown
