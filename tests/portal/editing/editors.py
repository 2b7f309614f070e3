"""People who write and review, and what their browsers send."""

from typing import Any

from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text

from foundation.people.models import User
from portal.models import HomePage, TextPage
from tests.people.factories import staff
from tests.sign_in import sign_in_staff

STEPS = ("site_reviewer_1", "site_reviewer_2", "site_reviewer_3")


def home() -> HomePage:
    found: HomePage = HomePage.objects.get(locale__language_code="zh-hans")
    return found


def draft(
    title: str = "电梯维修通知", body: str = "<p>下周检修。</p>", *, by: User | None = None, **facts: Any
) -> TextPage:
    page = TextPage(title=title, slug=f"draft-{TextPage.objects.count()}", body=body, live=False, **facts)
    home().add_child(instance=page)
    page.save_revision(user=by)
    return page


def form_of(page: TextPage, **changes: Any) -> dict[str, Any]:
    """What the editor's form of a text page sends, with the button that was pressed."""
    fields = {name: getattr(page, name) for name in ("title", "slug", "intro", "seo_title", "search_description")}
    body = rich_text(changes.pop("html", page.body))
    formsets = {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, "related-count": 0}
    sent: dict[str, Any] = nested_form_data({**fields, "body": body, **changes})
    return {**sent, **formsets}


def press(who: User | Client, page: Page, button: str, **changes: Any) -> Any:
    client = who if isinstance(who, Client) else sign_in_staff(Client(), who)
    specific = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    buttons = {button: "1"} if button else {}
    return client.post(f"/cms/pages/{page.pk}/edit/", {**form_of(specific, **changes), **buttons})


def approve(who: User | Client, page: Page, action: str = "approve", comment: str = "") -> Any:
    """The way of the front page: a click on the list of what waits for review."""
    client = who if isinstance(who, Client) else sign_in_staff(Client(), who)
    state = Page.objects.get(pk=page.pk).current_workflow_task_state
    return client.post(f"/cms/pages/workflow/action/{page.pk}/{action}/{state.pk}/", {"comment": comment})


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def reviewers() -> list[User]:
    return [staff(role) for role in STEPS]
