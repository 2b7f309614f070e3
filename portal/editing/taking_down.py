"""Taking a published page down at once. The text stays as a draft, and comes back through the three reviews only."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page

from foundation.notifications.models import Channel
from foundation.notifications.services import send
from foundation.people.models import Person
from portal.editing.permissions import user_can_take_down

LONGEST_REASON = 500


class NotPublished(Exception):
    """Somebody was faster, or it was never out."""


def twin_of(page: Page) -> Page | None:
    """The same page in the other language, if readers see it."""
    twin: Page | None = page.get_translations().live().first()
    return twin


def goes_along(twin: Page, page: Page) -> bool:
    """An untranslated twin only mirrors the page: Wagtail takes it down together with it."""
    return bool(twin.alias_of_id == page.pk)


@transaction.atomic
def take_down(*, page: Page, by: Any, reason: str, at: datetime, with_twin: bool = False) -> list[Page]:
    """Returns the pages that were taken down, the named one first. Raises NotPublished and PermissionDenied."""
    twin = twin_of(page) if with_twin else None
    pages = [_take_down_one(page, by, reason, at)]
    if twin is not None and not goes_along(twin, page):
        pages += _take_down_twin(twin, by, reason, at)
    return pages


def _take_down_twin(twin: Page, by: Any, reason: str, at: datetime) -> list[Page]:
    """A twin that mirrored nothing, or went down a moment ago, is no reason to leave the page up."""
    try:
        return [_take_down_one(twin, by, reason, at)]
    except NotPublished:
        return []


def _take_down_one(page: Page, by: Any, reason: str, at: datetime) -> Page:
    if not user_can_take_down(by, page):
        raise PermissionDenied
    locked: Page = Page.objects.select_for_update().get(pk=page.pk)
    if not locked.live:
        raise NotPublished
    writers = _writers(locked)
    _begin_reviews_anew(locked, by)
    locked.go_live_at = locked.expire_at = None
    locked.unpublish(log_action=False)  # asked above, logged below; also takes back what was approved for later
    log(locked, "portal_editing.take_down", user=by, data={"reason": reason}, timestamp=at)
    _tell(writers - {by.pk}, locked, reason)
    return locked


def _begin_reviews_anew(page: Page, by: Any) -> None:
    """Or the last of three clicks would bring it back."""
    if state := page.current_workflow_state:
        state.cancel(user=by)


def _writers(page: Page) -> set[int | None]:
    """Whose page it is, who wrote what readers saw, and who wrote last."""
    revisions = (page.live_revision, page.get_latest_revision())
    return {page.owner_id, *(revision.user_id for revision in revisions if revision)}


def _tell(users: set[int | None], page: Page, reason: str) -> None:
    facts = {"title": page.get_admin_display_title(), "reason": reason}
    for person in Person.objects.filter(user__in=users - {None}, merged_into=None):
        send("portal_editing/taken_down", person, Channel.IN_APP, facts)
