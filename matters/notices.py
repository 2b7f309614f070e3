"""What the person is told of their matter, in the portal and by text message. Nothing here says what it is about."""

from datetime import date, datetime
from typing import Any

from django.conf import settings

from foundation.notifications.models import Channel as MessageChannel
from foundation.notifications.services import notify, send
from matters.discretion import is_discreet
from matters.models import Matter


def _tell(matter: Matter, template: str, at: datetime, *, by_call: bool = True, **facts: Any) -> None:
    """Nobody is told of an anonymous matter: they look it up with its number and code."""
    if matter.person is None:
        return
    context = {"number": matter.number, "url": f"{settings.PORTAL_URL}/look-up/", **facts}
    if is_discreet(matter):
        template = "discreet"
    notify(matter.person, f"matters/{template}", context, at=at, by_call=by_call)


def tell_registered(matter: Matter, *, at: datetime) -> None:
    """Who told it by voice has just heard it and taken the slip along: no call to say it again."""
    _tell(matter, "registered", at, by_call=False)


def tell_dispatched(matter: Matter, *, at: datetime) -> None:
    _tell(matter, "dispatched", at, by_call=False, unit=matter.unit)


def tell_declined(matter: Matter, *, at: datetime) -> None:
    _tell(matter, "declined", at, reason=matter.get_decline_reason_display(), route=matter.lawful_route,
          contact=matter.route_contact)  # fmt: skip


def tell_information_needed(matter: Matter, *, words: str, at: datetime) -> None:
    _tell(matter, "information", at, words=words)


def tell_extended(matter: Matter, *, until: date, words: str, at: datetime) -> None:
    _tell(matter, "extended", at, until=until, words=words)


def tell_note(matter: Matter, *, words: str, at: datetime) -> None:
    _tell(matter, "note", at, by_call=False, words=words)


def tell_replied(matter: Matter, *, at: datetime, token: str = "") -> None:
    """By call only when no word comes: then a follow-up call asks for the verdict as well.

    `token`: leads from the text message straight to the verdict.
    """
    link = {"url": f"{settings.PORTAL_URL}/v/{token}/"} if token else {}
    _tell(matter, "replied", at, by_call=False, **link)


def reply_to_digit(matter: Matter, what: str, *, at: datetime, **facts: Any) -> None:
    """By text message to who judged by one: "thanks", "why", "which" or "given". Never where messages are discreet."""
    if matter.person is not None and not is_discreet(matter):
        context = {"what": what, "number": matter.number, "url": f"{settings.PORTAL_URL}/look-up/", **facts}
        send("matters/digit_reply", matter.person, MessageChannel.SMS, context, at=at)


def tell_rework(matter: Matter, *, at: datetime) -> None:
    _tell(matter, "rework", at, by_call=False, unit=matter.unit)


def tell_closed(matter: Matter, *, at: datetime) -> None:
    _tell(matter, "closed", at, by_call=False, outcome=matter.get_outcome_display())


def tell_recheck(matter: Matter, *, move: str, until: date | None, at: datetime) -> None:
    """How it goes on after "not solved" thirty days later: the move of the re-check, or "" by itself.

    By no call: who is told by voice has just said so.
    """
    _tell(matter, "recheck", at, by_call=False, move=move, unit=matter.unit, until=until)


def tell_reviewed(matter: Matter, *, words: str, at: datetime) -> None:
    _tell(matter, "reviewed", at, words=words)


def tell_merged(matter: Matter, *, into: Matter, at: datetime) -> None:
    """The other number is somebody else's perhaps: it is not told."""
    _tell(matter, "merged", at, is_same_person=into.person_id == matter.person_id, into=into.number)


def tell_joined(matter: Matter, *, at: datetime) -> None:
    _tell(matter, "joined", at, by_call=False)


def tell_split(matter: Matter, *, part: Matter, at: datetime) -> None:
    _tell(matter, "split", at, part=part.number)


def tell_preview(matter: Matter, *, at: datetime) -> None:
    _tell(matter, "preview", at, by_call=False)
