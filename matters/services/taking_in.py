"""A clerk, an operator, a cadre or a grid worker takes a matter down for somebody, or reports what they found."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from foundation.encryption.keys import digest
from foundation.people import journal
from foundation.people.services import person_for_contact
from foundation.places.models import Place
from foundation.requests.services import answer_once, fingerprint_of
from matters import notices
from matters.attachments import attach_files
from matters.exceptions import NameNeeded, PendingHere
from matters.models import Category, Channel, ComplaintKind, Matter, MatterEvent, Outcome, RequestKind, Urgency
from matters.services.accusations import refuse_accusation
from matters.services.clerks import clerk_role
from matters.services.intake import may_be_anonymous
from matters.services.linking import add_external_number, pending_elsewhere, requester_key_of
from matters.services.personal_numbers import Numbers, decided
from matters.services.procedures import GRID_EVENT, HOTLINE
from matters.services.registering import Receipt, register_matter
from matters.services.triage import answer_directly

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from foundation.people.models import User

ACTION = "matters.take_in"
SCOPE = "matters.take_in"


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """What somebody told, as it was typed. Without a phone it is anonymous.

    `is_found`: nobody asked for it, an official found it on their round; `settled`: how it was settled on the spot;
    `answer`: what was answered at once; `consent`: how the person agreed.
    """

    text: str
    request: str
    category: Category | None
    place: Place
    channel: str
    kind: str = RequestKind.HELP
    urgency: str = Urgency.ORDINARY
    complaint_kind: str = ComplaintKind.NONE
    name: str = ""
    phone: str = ""
    id_number: str = ""
    consent: str = ""
    consents_to_publication: bool = False
    is_found: bool = False
    settled: str = ""
    answer: str = ""
    system: str = ""
    system_number: str = ""

    @property
    def is_anonymous(self) -> bool:
        return not self.phone

    def fingerprint(self) -> str:
        """Equal for equal content; the requests room keeps only a keyed digest of it."""
        return fingerprint_of({name: getattr(value, "pk", value) for name, value in vars(self).items()})


def draft_of(actor: "User", key: str) -> UUID:
    """Where the files of one form wait to be sent: nobody else can make it from what the page shows."""
    return UUID(digest("matters.take_in", f"{actor.pk}:{key}")[:32])


def take_down(*, actor: "User", key: str, spoken: Spoken, at: datetime, numbers: str = Numbers.UNDECIDED) -> Receipt:
    """Register what was told, once for a key; settle or answer it at once where that was done.

    Raises NoClerkRole, PersonalNumbers, NameNeeded, PendingHere, AccusationNotTaken, MoveNotAllowed, what
    `register_matter` raises, and KeyReused. Then nothing is stored.
    """
    role = clerk_role(actor, ACTION)
    kept = decided(numbers, text=spoken.text, request=spoken.request, settled=spoken.settled)
    spoken = replace(spoken, text=kept["text"], request=kept["request"], settled=kept["settled"])
    act = f"taken_in:{actor.pk}:{key}"
    answer = answer_once(act, SCOPE, spoken.fingerprint(), lambda: _take_down(actor, role, key, spoken, at), at)
    facts = json.loads(answer.body)
    return Receipt(facts["number"], facts["query_code"], answer.is_replay)


def _take_down(actor: "User", role: str, key: str, spoken: Spoken, at: datetime) -> str:
    _refuse(spoken, at)
    matter, query_code = _registered(actor, role, spoken, at)
    attach_files(draft=draft_of(actor, key), matter=matter, at=at)
    if spoken.system_number:
        add_external_number(matter=matter, system=spoken.system, number=spoken.system_number, at=at)
    if not spoken.settled:
        notices.tell_registered(matter, at=at)
    if spoken.answer:
        answer_directly(matter=matter, text=spoken.answer, actor=actor, roles={role}, at=at)
    journal.record(ACTION, matter, actor=actor, at=at, data={"consent": spoken.consent, "role": role})
    return json.dumps({"number": matter.number, "query_code": query_code})


def _refuse(spoken: Spoken, at: datetime) -> None:
    refuse_accusation(spoken.text, spoken.request, spoken.settled, at=at)
    is_complaint = bool(spoken.complaint_kind)
    needs_no_name = spoken.is_found or may_be_anonymous(
        kind=spoken.kind, category=spoken.category, is_complaint=is_complaint
    )
    if spoken.is_anonymous and not needs_no_name:
        raise NameNeeded
    if spoken.system_number and (known := pending_elsewhere(spoken.system, spoken.system_number)):
        raise PendingHere(known)


def _registered(actor: "User", role: str, spoken: Spoken, at: datetime) -> tuple[Matter, str]:
    person = None if spoken.is_anonymous else person_for_contact(spoken.name, spoken.phone, spoken.id_number)
    on_the_spot = {"outcome": Outcome.ON_THE_SPOT, "accepted_at": at, "closed_at": at} if spoken.settled else {}
    made = register_matter(
        person=person, name=spoken.name, phone=spoken.phone, text=spoken.text, request=spoken.request,
        category=spoken.category, place=spoken.place, channel=spoken.channel, kind=spoken.kind, urgency=spoken.urgency,
        complaint_kind=spoken.complaint_kind, consents_to_publication=spoken.consents_to_publication,
        requester_key=requester_key_of(id_number=spoken.id_number, phone=spoken.phone), actor=actor, role=role, at=at,
        move="settle_on_spot" if spoken.settled else "register", changes=on_the_spot, words=spoken.settled,
        procedure=GRID_EVENT if spoken.is_found or spoken.settled else _procedure(spoken),
    )  # fmt: skip
    return made.matter, made.query_code


def _procedure(spoken: Spoken) -> str:
    """A cadre who writes down what a villager tells takes in a request, not an event of the grid."""
    return HOTLINE if spoken.channel == Channel.GRID else ""


def taken_in_by(user: "User") -> "QuerySet[Matter]":
    """What this user has taken in for others or reported, newest first."""
    firsts = MatterEvent.objects.filter(actor=user, before="").exclude(role="citizen")
    return Matter.objects.filter(pk__in=firsts.values("matter")).order_by("-pk")
