"""Names that came in English are Chinese after the migrations, and English again when these are taken back."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from wagtail.models import Collection, GroupCollectionPermission, Page, Site, Workflow

from foundation.people.models import Role

pytestmark = pytest.mark.django_db

SITE = import_module("portal.migrations.0004_names_in_chinese")
EDITING = import_module("portal.editing.migrations.0004_names_in_chinese")


def names() -> dict[str, object]:
    return {
        "root": Page.objects.get(depth=1).title,
        "collection": Collection.get_first_root_node().name,
        "site": Site.objects.get().site_name,
        "groups": set(Group.objects.values_list("name", flat=True)),
        "group of editors": Role.objects.get(code="editor").group_name,
        "workflows": set(Workflow.objects.values_list("name", flat=True)),
    }


CHINESE = {
    "root": "全部页面", "collection": "未分类", "site": "门户网站",
    "groups": {"编辑", "审核员", "初审员", "复审员", "终审员"}, "group of editors": "编辑",
    "workflows": {"审核员审批", "三审三校"},
}  # fmt: skip


def test_a_new_portal_has_chinese_names_and_they_can_be_taken_back() -> None:
    assert names() == CHINESE
    for migration in (SITE, EDITING):
        migration.rename(apps, back=True)
    assert {names()["root"], names()["collection"], names()["site"]} == {"Root", ""}
    assert "Editors" in names()["groups"]  # type: ignore[operator]
    assert names()["group of editors"] == "Editors"
    for migration in (SITE, EDITING):
        migration.rename(apps)
    assert names() == CHINESE


@pytest.mark.parametrize("right", ["add_image", "choose_image", "add_document", "choose_document"])
def test_the_editors_of_a_new_portal_have_the_rights_wagtail_gives_by_an_english_name(right: str) -> None:
    assert GroupCollectionPermission.objects.filter(group__name="编辑", permission__codename=right).exists()


def test_names_that_people_chose_stay() -> None:
    Page.objects.filter(depth=1).update(title="望澜")
    Group.objects.filter(name="编辑").update(name="Editors")
    Group.objects.create(name="编辑")
    Role.objects.filter(code="editor").update(group_name="Editors")
    SITE.rename(apps)
    EDITING.rename(apps)
    assert Page.objects.get(depth=1).title == "望澜"
    assert Group.objects.filter(name="Editors").exists()
    assert Role.objects.get(code="editor").group_name == "Editors"
