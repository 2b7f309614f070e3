"""To read a text in the editor and approve it is not to write it."""

import json

import pytest
from django.test import Client
from django.utils.timezone import now
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from portal.models import NoticePage
from tests.people.factories import staff
from tests.portal.page_kit import notice_list
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db


def test_a_reviewer_who_changes_nothing_approves_a_text_with_blocks() -> None:
    editor = staff("editor")
    page = NoticePage(
        title="施工告示",
        slug="work",
        issuer="街道",
        date=now().date(),
        live=False,
        body=[("text", "<p>今晚十点。</p>")],
    )
    page.locale = notice_list().locale
    notice_list().add_child(instance=page)
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    block: dict[str, object] = {
        "key": "other",
        "text": "今晚十点。",
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
    }
    block["entityRanges"] = []
    words = json.dumps({"blocks": [block], "entityMap": {}})
    sent = {
        "title": "施工告示", "slug": "work", "issuer": "街道", "date": str(page.date), "kind": page.kind, "intro": "",
        "begins_on": "", "ends_on": "", "simple_words": "", "seo_title": "", "search_description": "",
        "reviewed_on": "", "go_live_at": "", "expire_at": "", "related": streamfield([]),
        "body": streamfield([("text", words)]), "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
        "action-workflow-action": "true", "workflow-action-name": "approve",
    }  # fmt: skip
    data = nested_form_data(sent) | {"body-0-id": page.body[0].id}
    sign_in_staff(Client(), staff("site_reviewer_1")).post(f"/cms/pages/{page.pk}/edit/", data)
    assert page.revisions.count() == 1
    assert Page.objects.get(pk=page.pk).current_workflow_task.name == "复审复校"
