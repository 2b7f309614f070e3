"""Making a matter public (信件公开): only with the person's own consent, a rewritten title, masked text, two people."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from foundation.people import journal
from foundation.people.personal_data import mask_personal_data, personal_data_in
from foundation.places.models import Level, Place
from foundation.requests.public_pages import forget_public_pages
from matters import notices
from matters.exceptions import NotPublishable, SamePerson
from matters.models import Category, ComplaintKind, LetterWords, Matter, Publication, PublicationState, WhyNotPublic
from matters.public_letters import words_to_find
from matters.services.registering import checked_text
from matters.signposts import mentions_misconduct, tells_of_violence
from matters.states import ANSWERED

if TYPE_CHECKING:
    from foundation.people.models import User

SHORTEST_TITLE, TITLE_LIMIT = 4, 40  # DOMAIN §4
LETTER_LIMIT = 5000
TOWN_AND_ABOVE = (Level.CITY, Level.TOWN)


def why_not(matter: Matter) -> str:
    """Why this matter is never made public; "" where it may be."""
    if not matter.consents_to_publication or matter.is_anonymous:
        return _("The person has not agreed to publication.")
    return never(matter) or ("" if matter.state in ANSWERED else _("Only what was answered is published."))


def never(matter: Matter) -> str:
    """Why what it is about keeps this matter private whatever its person says; "" for others."""
    if matter.complaint_kind == ComplaintKind.OFFICIAL or mentions_misconduct(matter.text, matter.request):
        return _("A complaint about a named official or an accusation is never published.")
    if matter.category_id and Category.objects.never_public().filter(pk=matter.category_id).exists():
        return _("Matters of this category are never published.")
    if tells_of_violence(matter.text, matter.request):
        return _("Matters about family and violence at home are never published.")
    return ""


def may_consent(matter: Matter) -> bool:
    """Whether its person is asked at all: never where saying yes would lead to nothing."""
    return not matter.is_anonymous and not matter.consents_to_publication and not never(matter)


def proposed_letter(matter: Matter) -> dict[str, str]:
    """What a draft begins with: the person's words and the newest answer, masked. The title is written anew."""
    asked = matter.text if matter.request in matter.text else f"{matter.text}\n{matter.request}"
    reply = matter.replies.last()
    names = [matter.name]
    return {
        "title": "",
        "text": mask_personal_data(asked, names=names)[:LETTER_LIMIT],
        "reply": mask_personal_data(reply.text, names=names)[:LETTER_LIMIT] if reply else "",
    }


@transaction.atomic
def draft_publication(*, matter: Matter, title: str, text: str, reply: str, actor: "User", at: datetime) -> Publication:
    """The person sees exactly this before anybody else does. Raises NotPublishable, TextRefused."""
    if reason := why_not(matter):
        raise NotPublishable(reason)
    facts = {
        "title": _checked_title(matter, title),
        "text": checked_text("text", text, limit=LETTER_LIMIT),
        "reply": checked_text("reply", reply, limit=LETTER_LIMIT),
    }
    _refuse_personal_data(matter, facts)
    publication, made = Publication.objects.update_or_create(
        matter=matter,
        defaults={**facts, **_shown_with_it(matter), "state": PublicationState.SHOWN, "drafted_by": actor,
                  "drafted_at": at, "agreed_at": None, "reviewed_by": None, "published_at": None, "ended_at": None,
                  "ended_by": None, "reason": "", "words": ""},
    )  # fmt: skip
    if not made:
        _leave_the_list(matter)
    journal.record("matters.draft_publication", publication, actor=actor, at=at)
    notices.tell_preview(matter, at=at)
    return publication


def _checked_title(matter: Matter, title: str) -> str:
    """Of our making: what somebody wrote in their first line often says who they are."""
    title = " ".join(checked_text("title", title, limit=TITLE_LIMIT).split())
    if len(title) < SHORTEST_TITLE:
        raise NotPublishable(_("The title has at least four characters."), "title")
    if matter.text.startswith(title) or title in matter.text.splitlines():
        raise NotPublishable(_("Write a title of your own: these are the person's own words."), "title")
    return title


def _refuse_personal_data(matter: Matter, facts: dict[str, str]) -> None:
    for name, value in facts.items():
        found = [each.masked for each in personal_data_in(value)]
        if matter.name and matter.name in value:
            found.append(matter.masked_name)
        if matter.number in value:
            found.append(_("the number of the matter"))
        if found:
            words = _("Personal data must be taken out first: %(what)s") % {"what": ", ".join(found)}
            raise NotPublishable(words, name)


def _shown_with_it(matter: Matter) -> dict[str, object]:
    """The plain kind of matter, the unit that answered, no place below a town, days without an hour."""
    reply = matter.replies.select_related("unit").last()
    kind = Category.objects.here_and_above(matter.category).filter(depth=1).first() if matter.category else None
    here = Place.objects.here_and_above(matter.place).filter(level__in=TOWN_AND_ABOVE).order_by("path").last()
    answered_at = (reply and reply.sent_at) or matter.replied_at
    return {
        "category": kind,
        "unit": (reply and reply.unit) or matter.unit,
        "place": here,
        "asked_on": localdate(matter.registered_at),
        "replied_on": localdate(answered_at) if answered_at else None,
    }


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
    """A second person lets out the draft they have read. Raises SamePerson, NotPublishable."""
    if publication.drafted_by_id == actor.pk:
        raise SamePerson
    if reason := why_not(publication.matter):
        raise NotPublishable(reason)
    agreed = Publication.objects.to_review().filter(pk=publication.pk, drafted_at=publication.drafted_at)
    if not agreed.update(state=PublicationState.PUBLISHED, reviewed_by=actor, published_at=at):
        raise NotPublishable(_("The person has not agreed to this draft yet, or it was changed meanwhile."))
    publication.refresh_from_db()
    LetterWords.objects.create(publication=publication, words=words_to_find(publication))
    journal.record("matters.publish", publication, actor=actor, at=at)
    forget_public_pages()


@transaction.atomic
def keep_private(*, matter: Matter, reason: str, words: str, actor: "User", at: datetime) -> Publication:
    """The office does not publish it, or takes it down: with a reason, at any time. Raises TextRefused.

    The person's consent stands: it may be drafted anew when the reason is gone.
    """
    ended = {
        "state": PublicationState.REFUSED, "reason": WhyNotPublic(reason).value, "ended_at": at, "ended_by": actor,
        "words": checked_text("words", words, limit=300),
    }  # fmt: skip
    never_drafted = {"title": "", "text": "", "reply": "", "drafted_by": actor, "drafted_at": at}
    publication, _made = Publication.objects.update_or_create(
        matter=matter, defaults=ended, create_defaults=never_drafted | ended
    )
    _leave_the_list(matter)
    journal.record("matters.keep_private", publication, actor=actor, at=at, data={"reason": ended["reason"]})
    return publication


@transaction.atomic
def consent_to_publication(*, matter: Matter) -> None:
    """The person agrees later, or anew after taking it back. A letter is written anew and shown to them first.

    Raises NotPublishable.
    """
    if not may_consent(matter):
        raise NotPublishable(never(matter))
    Matter.objects.filter(pk=matter.pk).update(consents_to_publication=True)
    matter.consents_to_publication = True


@transaction.atomic
def withdraw_publication(*, matter: Matter, at: datetime, state: str = PublicationState.WITHDRAWN) -> None:
    """The person takes it back, at any time and as easily as it was given (个人信息保护法 art. 15)."""
    Publication.objects.filter(matter=matter).exclude(state=state).update(state=state, ended_at=at)
    Matter.objects.filter(pk=matter.pk).update(consents_to_publication=False)
    matter.consents_to_publication = False
    _leave_the_list(matter)


def _leave_the_list(matter: Matter) -> None:
    LetterWords.objects.filter(publication__matter=matter).delete()
    forget_public_pages()
