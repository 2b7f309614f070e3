"""Making a matter public (信件公开): only with the person's own consent, a rewritten title, masked text, two people."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.people import journal
from foundation.people.personal_data import personal_data_in
from foundation.requests.public_pages import forget_public_pages
from matters import notices
from matters.exceptions import NotPublishable, SamePerson
from matters.models import ComplaintKind, Matter, Publication, PublicationState
from matters.services.registering import checked_text
from matters.states import MatterState

if TYPE_CHECKING:
    from foundation.people.models import User

TITLE_LIMIT = 40  # DOMAIN §4
ANSWERED = (MatterState.REPLIED, MatterState.CLOSED, MatterState.REVIEWED, MatterState.FINAL)


def why_not(matter: Matter) -> str:
    """Why this matter is never made public; "" where it may be."""
    if not matter.consents_to_publication or matter.is_anonymous:
        return _("The person has not agreed to publication.")
    if matter.complaint_kind == ComplaintKind.OFFICIAL:
        return _("A complaint about a named official is never published.")
    if matter.state not in ANSWERED:
        return _("Only what was answered is published.")
    return ""


@transaction.atomic
def draft_publication(*, matter: Matter, title: str, text: str, reply: str, actor: "User", at: datetime) -> Publication:
    """The person sees exactly this before anybody else does. Raises NotPublishable, TextRefused."""
    if reason := why_not(matter):
        raise NotPublishable(reason)
    facts = {
        "title": checked_text("title", title, limit=TITLE_LIMIT),
        "text": checked_text("text", text, limit=5000),
        "reply": checked_text("reply", reply, limit=5000),
    }
    for value in facts.values():
        found = [each.masked for each in personal_data_in(value)]
        if matter.name and matter.name in value:
            found.append(matter.masked_name)
        if found:
            raise NotPublishable(_("Personal data must be taken out first: %(what)s") % {"what": ", ".join(found)})
    publication, _made = Publication.objects.update_or_create(
        matter=matter,
        defaults={**facts, "state": PublicationState.SHOWN, "drafted_by": actor, "drafted_at": at, "agreed_at": None,
                  "reviewed_by": None, "published_at": None},
    )  # fmt: skip
    journal.record("matters.draft_publication", publication, actor=actor, at=at)
    notices.tell_preview(matter, at=at)
    return publication


@transaction.atomic
def agree_to_publication(*, publication: Publication, at: datetime) -> None:
    """The person has read the draft and agrees. Raises NotPublishable where it was changed or withdrawn meanwhile."""
    shown = Publication.objects.filter(
        pk=publication.pk, state=PublicationState.SHOWN, drafted_at=publication.drafted_at
    )
    if not shown.update(agreed_at=at):
        raise NotPublishable(_("The draft was changed meanwhile. Please read it once more."))


@transaction.atomic
def publish(*, publication: Publication, actor: "User", at: datetime) -> None:
    """A second person lets it out. Raises SamePerson, NotPublishable."""
    if publication.drafted_by_id == actor.pk:
        raise SamePerson
    agreed = Publication.objects.filter(pk=publication.pk, state=PublicationState.SHOWN).exclude(agreed_at=None)
    if not agreed.update(state=PublicationState.PUBLISHED, reviewed_by=actor, published_at=at):
        raise NotPublishable(_("The person has not agreed to this draft yet."))
    journal.record("matters.publish", publication, actor=actor, at=at)
    forget_public_pages()


@transaction.atomic
def withdraw_publication(*, matter: Matter, at: datetime, state: str = PublicationState.WITHDRAWN) -> None:
    """The person takes it back, at any time and as easily as it was given (个人信息保护法 art. 15)."""
    Publication.objects.filter(matter=matter).exclude(state=state).update(state=state, ended_at=at)
    Matter.objects.filter(pk=matter.pk).update(consents_to_publication=False)
    matter.consents_to_publication = False
    forget_public_pages()
