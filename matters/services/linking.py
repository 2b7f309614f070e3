"""Matters beside each other: of one person, joined, split, and their numbers in the official systems."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from foundation.encryption.keys import digest
from foundation.ledger.services import append
from foundation.people.identifiers import normalise_id_number, normalise_phone
from matters import notices
from matters.exceptions import CannotMerge, NumberTaken, PendingHere
from matters.models import Assignment, AssignmentEnd, ExternalNumber, Matter, MatterEvent, OfficialSystem
from matters.services.moving import lock, move_matter, series_of
from matters.services.revealing import may_see_requester

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from foundation.people.models import User

Roles = Collection[str]
KEYS_KEPT_FOR = timedelta(days=365)  # DESIGN §3a: links between matters of one person expire after twelve months


def requester_key_of(*, id_number: str = "", phone: str = "") -> str:
    """What makes two matters of one person comparable, and nothing else: keyed, never shown, erased after a year."""
    if id_number:
        return digest("matters.requester.id", normalise_id_number(id_number))
    return digest("matters.requester.phone", normalise_phone(phone)) if phone else ""


def earlier_matters(matter: Matter, *, viewer: "User", at: datetime) -> "QuerySet[Matter]":
    """Of the same person within a year, for who handles this one: what the viewer may see, newest first.

    To a unit that may not know who asks, an earlier matter would tell it.
    """
    if not may_see_requester(viewer, matter):
        return Matter.objects.none()
    others = Matter.objects.of_requester(matter.requester_key).exclude(pk=matter.pk)
    recent = others.filter(registered_at__gt=at - KEYS_KEPT_FOR)
    return recent.visible_to(viewer).order_by("-registered_at", "-pk")


@transaction.atomic
def forget_requesters(*, at: datetime) -> int:
    """For the schedule: erases the keys of what was registered more than a year ago. How many."""
    old = Matter.objects.filter(registered_at__lte=at - KEYS_KEPT_FOR).exclude(requester_key="")
    return old.update(requester_key="")


@transaction.atomic
def merge(*, matter: Matter, into: Matter, words: str, actor: "User", roles: Roles, at: datetime) -> MatterEvent:
    """The same thing goes on under one number; both keep their history and both people are told.

    Raises CannotMerge, MoveNotAllowed, ReasonMissing.
    """
    for each in sorted((matter, into), key=lambda one: one.pk):
        lock(each)
    into.refresh_from_db(fields=["state", "merged_into"])
    if matter.pk == into.pk or not into.is_open or into.merged_into_id is not None:
        raise CannotMerge
    event = move_matter(
        matter, "merge", at=at, roles=roles, actor=actor, words=words, channel="desk", changes={"merged_into": into},
        noted={"into": into.number},
    )  # fmt: skip
    Assignment.objects.filter(matter=matter, ended_at=None).update(ended_at=at, ended_how=AssignmentEnd.REDISPATCHED)
    append(series_of(into.number), "matter_joined", {"from": matter.number}, at)
    notices.tell_merged(matter, into=into, at=at)
    if into.person_id != matter.person_id:
        notices.tell_joined(into, at=at)
    return event


@transaction.atomic
def split(*, matter: Matter, text: str, request: str, words: str, actor: "User", roles: Roles, at: datetime) -> Matter:
    """One of several things becomes a matter of its own, with the person, place and clocks of its own.

    Raises MoveNotAllowed, ReasonMissing, TextRefused.
    """
    from matters.services.registering import register_matter

    role = matter.table.role_for(matter.table.check("split", matter.state, roles, words), roles)
    made = register_matter(
        person=matter.person, name=matter.name, phone=matter.phone, text=text, request=request,
        category=matter.category, place=matter.place, channel=matter.channel, at=at, kind=matter.kind,
        urgency=matter.urgency, procedure=matter.version.procedure.code, actor=actor, role="system",
        complaint_kind=matter.complaint_kind, about_post=matter.about_post, requester_key=matter.requester_key,
    ).matter  # fmt: skip
    Matter.objects.filter(pk=made.pk).update(split_from=matter, is_identity_open=matter.is_identity_open)
    made.split_from = matter
    move_matter(
        matter, "split", at=at, roles={role}, actor=actor, words=words, channel="desk", noted={"part": made.number}
    )
    notices.tell_split(matter, part=made, at=at)
    return made


@transaction.atomic
def add_external_number(*, matter: Matter, system: str, number: str, at: datetime) -> ExternalNumber:
    """Raises NumberTaken where it belongs to another matter, ValueError for an unknown system."""
    number = " ".join(number.split())
    try:
        with transaction.atomic():
            return ExternalNumber.objects.create(
                matter=matter, system=OfficialSystem(system), number=number, added_at=at
            )
    except IntegrityError as error:
        raise NumberTaken(number) from error


@transaction.atomic
def note_pending(*, matter: Matter, system: str, number: str, at: datetime) -> None:
    """Asked at triage: under which number it is known there. The matter's own number again changes nothing.

    Raises PendingHere where another open matter carries it, NumberTaken where a closed one does.
    """
    known = (
        ExternalNumber.objects.filter(system=system, number=" ".join(number.split())).select_related("matter").first()
    )
    if known is None:
        add_external_number(matter=matter, system=system, number=number, at=at)
    elif known.matter_id != matter.pk:
        raise PendingHere(known.matter) if known.matter.is_open else NumberTaken(number)


def pending_elsewhere(system: str, number: str) -> Matter | None:
    """ "Already pending there?": the open matter that carries this number of an official system."""
    found = ExternalNumber.objects.filter(system=system, number=" ".join(number.split())).select_related("matter")
    first = found.first()
    return first.matter if first is not None and first.matter.is_open else None
