"""Registering matters, adding to them, and letting them go: the one way, whichever door is used."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, Unpack

from django.db import transaction
from django.utils.timezone import localdate

from foundation.ledger.services import LedgerNote, append, begin
from foundation.ledger.telling import bound
from foundation.numbers.services import new_query_code, query_code_digest, with_new_number
from foundation.people.models import Person
from foundation.places.models import Place
from matters.exceptions import CategoryRedirects, NoticeNotRead, TextRefused
from matters.models import (
    LONGEST_TEXT,
    TEXT_LIMIT,
    Assignment,
    AssignmentEnd,
    Category,
    Channel,
    ComplaintKind,
    Matter,
    MatterEvent,
    RequestKind,
    Supplement,
    Urgency,
    kept_version,
)
from matters.services.clocks import first_clocks, next_limit
from matters.services.linking import requester_key_of
from matters.services.moving import move_matter, series_of
from matters.services.procedures import GRID_EVENT, HOTLINE, PETITION, current_version

if TYPE_CHECKING:
    from foundation.people.models import Post, User

TYPED_BY_THE_PERSON = (Channel.WEB, Channel.APP, Channel.WECHAT, Channel.MAYOR_MAILBOX)
TO_THE_PETITION_OFFICE = (Channel.LETTER, Channel.LEADER_RECEPTION)


class Registered(NamedTuple):
    """The query code is told once and kept nowhere in the clear."""

    matter: Matter
    query_code: str


class Receipt(NamedTuple):
    """What the one who registers takes along. A second request with the same key gets the same answer.

    `made`: the key of what a room above made of the matter.
    """

    number: str
    query_code: str
    is_replay: bool = False
    made: int = 0


def text_limit(channel: str, role: str = "") -> int:
    """Code points a text may have: whoever types for another has to fit in what is spoken, and letters are long. The
    system brings what was accepted elsewhere."""
    return TEXT_LIMIT if channel in TYPED_BY_THE_PERSON and role != "system" else LONGEST_TEXT


def checked_text(field: str, text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Trimmed, with one kind of line end. Counts code points. Raises TextRefused when empty or too long."""
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if not 1 <= len(cleaned) <= limit:
        raise TextRefused(field, len(cleaned))
    return cleaned


def procedure_for(channel: str) -> str:
    """What a matter follows unless somebody says otherwise."""
    if channel == Channel.GRID:
        return GRID_EVENT
    return PETITION if channel in TO_THE_PETITION_OFFICE else HOTLINE


class Told(TypedDict, total=False):
    """What may be said of a matter and need not: see ORDINARY."""

    name: str
    phone: str
    requester_key: str
    kind: str
    urgency: str
    complaint_kind: str
    about_post: "Post | None"
    consents_to_handling: bool
    consents_to_publication: bool
    is_identity_open: bool


ORDINARY: Told = {
    "kind": RequestKind.HELP,
    "urgency": Urgency.ORDINARY,
    "complaint_kind": ComplaintKind.NONE,
    "about_post": None,
    "consents_to_handling": True,
    "consents_to_publication": False,
    "is_identity_open": True,
}


def register_matter(
    *,
    person: "Person | None",
    text: str,
    request: str,
    category: Category | None,
    place: Place,
    channel: str,
    at: datetime,
    procedure: str = "",
    actor: "User | None" = None,
    role: str = "citizen",
    move: str = "register",
    changes: Mapping[str, Any] | None = None,
    words: str = "",
    noted: Sequence[LedgerNote] = (),
    **told: Unpack[Told],
) -> Registered:
    """Take a matter in; without a person it is anonymous. `procedure`: a code, by channel where none is named.

    `move`, `changes` and `words`: for what is settled on the spot, and how; `noted`: what a room above makes of the
    matter in the same transaction, as entries of its ledger. Raises CategoryRedirects, TextRefused, NoticeNotRead,
    MoveNotAllowed, ReasonMissing; then nothing is stored.
    """
    _refuse(category, told)
    version = current_version(procedure or procedure_for(channel), on=localdate(at))
    made = version.table.check(move, "", {role}, words)
    limit = text_limit(channel, role)
    facts: dict[str, Any] = {
        **ORDINARY, **told, **_about_whom(person, told), "version": version, "state": made.to, "category": category,
        "text": checked_text("text", text, limit=limit), "request": checked_text("request", request, limit=limit),
        "place": place, "place_code_at_acceptance": place.code, "channel": channel, "registered_at": at,
        **(changes or {}),
    }  # fmt: skip
    event = MatterEvent(move=move, after=made.to, actor=actor, role=role, channel=channel, words=words, at=at)
    return _written(facts, event, noted)


def _refuse(category: Category | None, told: Told) -> None:
    if category is not None and category.is_redirecting:
        raise CategoryRedirects(category)
    if not told.get("consents_to_handling", True):
        raise NoticeNotRead


def _about_whom(person: "Person | None", told: Told) -> dict[str, Any]:
    """Who tells it, by name and phone as they were told, else by the person's own, and whether of an official."""
    phone = told.get("phone", "")
    found: dict[str, Any] = {
        "person": person,
        "name": told.get("name") or (person.name if person else ""),
        "phone": phone or (person.phone if person else ""),
        "requester_key": told.get("requester_key") or _requester_key(person, phone),
    }
    return found | ({"complaint_kind": ComplaintKind.OFFICIAL} if told.get("about_post") else {})


def _written(facts: dict[str, Any], event: MatterEvent, noted: Sequence[LedgerNote]) -> Registered:
    """The row under a number of its own, its first event, and its chain."""
    at, code = event.at, new_query_code()
    with transaction.atomic(savepoint=False):  # all refusals lie behind: the caller's transaction is enough
        matter = with_new_number(lambda number: _create(number, code, facts, event.move), on=localdate(at))
        event.matter, event.after = matter, matter.state
        event.save(force_insert=True)
        begin(series_of(matter.number), [_registration(matter, event), *noted], at)
    return Registered(matter, code)


def _create(number: str, code: str, facts: dict[str, Any], move: str) -> Matter:
    """The row and the clocks it starts with; the next limit stands on the row."""
    matter = Matter(number=number, query_code_digest=query_code_digest(number, code), **facts)
    clocks = first_clocks(matter, move, matter.registered_at)
    matter.due_at = next_limit(clocks)
    matter.save(force_insert=True)
    for clock in clocks:  # one as a rule: cheaper than a bulk of one
        clock.save(force_insert=True)
    return matter


def _requester_key(person: "Person | None", phone: str) -> str:
    return requester_key_of(id_number=person.id_number, phone=phone or person.phone) if person else ""


def _registration(matter: Matter, event: MatterEvent) -> LedgerNote:
    """What could single out a person goes in as salted commitments only (DESIGN §6)."""
    says, told = bound(event.words)
    return LedgerNote(
        "matter_registered" if event.move == "register" else f"matter_{event.move}",
        {
            "number": matter.number,
            "channel": matter.channel,
            "after": matter.state,
            "procedure": kept_version(matter.version_id).procedure.code,
            "role": event.role,
            **says,
        },
        personal={
            "name": matter.name,
            "phone": matter.phone,
            "text": matter.text,
            "request": matter.request,
            "place": matter.place_code_at_acceptance,
            "category": matter.category.code if matter.category else "",
            **told,
        },
    )


@transaction.atomic
def add_supplement(*, matter: Matter, text: str, at: datetime) -> Supplement:
    """Keep what the person adds. Raises TextRefused."""
    supplement = Supplement.objects.create(matter=matter, text=checked_text("text", text), added_at=at)
    append(series_of(matter.number), "matter_supplemented", {}, at, personal={"text": supplement.text})
    return supplement


@transaction.atomic
def withdraw_matter(*, matter: Matter, at: datetime, actor: "User | None" = None, channel: str = "") -> MatterEvent:
    """The person lets the matter go. Only their own verified contact calls this (DESIGN §3a)."""
    event = move_matter(matter, "withdraw", at=at, actor=actor, roles={"citizen"}, channel=channel)
    Assignment.objects.filter(matter=matter, ended_at=None).update(ended_at=at, ended_how=AssignmentEnd.DONE)
    return event
