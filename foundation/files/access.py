"""Who may read an attached file: each owner app says it for its own link."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from foundation.files.models import Attachment, StoredFile

Rule = Callable[[HttpRequest, Any], bool]
_rules: dict[type[Attachment], Rule] = {}
DRAFTS = "file_drafts"
MOST_DRAFTS = 20


def register_owner(link: type[Attachment], may_read: Rule) -> None:
    """Call in `AppConfig.ready`. `may_read(request, link)`; log the reading there where it must be logged."""
    _rules[link] = may_read


def remember_draft(request: HttpRequest, draft: UUID) -> None:
    """The browser that uploads to a draft may look at its files until they are attached."""
    drafts = [each for each in request.session.get(DRAFTS, []) if each != str(draft)]
    request.session[DRAFTS] = [*drafts, str(draft)][-MOST_DRAFTS:]


def may_read(request: HttpRequest, file: StoredFile) -> bool:
    """Unattached: the browser it came from. Attached: whatever the owner says. Without an owner: nobody."""
    if file.bound_at is None:
        return str(file.draft) in request.session.get(DRAFTS, [])
    for link_class, rule in _rules.items():
        link = link_class.holding(file)
        if link is not None:
            return rule(request, link)
    return False
