"""A unit says "not ours": with a legal basis and whose it is then; ruled by the dispatcher; the clock runs on."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import gettext as _

from foundation.places.models import Unit
from matters import notices
from matters.exceptions import ReturnRefused
from matters.models import Assignment, AssignmentEnd, AssignmentRole, Matter, MatterEvent, ReturnRequest
from matters.services.moving import move_matter
from matters.services.triage import hand_over, refuse_unit
from matters.states import MOST_RETURNS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from foundation.people.models import User


@transaction.atomic
def ask_return(
    *,
    matter: Matter,
    basis: str,
    reason: str,
    suggested_unit: Unit,
    actor: "User",
    roles: Collection[str],
    at: datetime,
) -> ReturnRequest:
    """Raises ReturnRefused, MoveNotAllowed, ReasonMissing."""
    assignment = lead_of(matter)
    _refuse_return(matter, assignment, basis, suggested_unit)
    event = move_matter(
        matter, "ask_return", at=at, roles=roles, actor=actor, words=reason, channel="desk",
        changes={"returns": matter.returns + 1}, noted={"unit": assignment.unit.code, "then": suggested_unit.code},
    )  # fmt: skip
    return ReturnRequest.objects.create(
        matter=matter, assignment=assignment, basis=basis.strip(), reason=event.words, suggested_unit=suggested_unit,
        asked_by=actor, asked_at=at,
    )  # fmt: skip


def lead_of(matter: Matter) -> Assignment:
    """The unit that has the matter now."""
    parts = Assignment.objects.filter(matter=matter, role=AssignmentRole.LEAD, ended_at=None)
    return parts.select_related("unit").get()


def can_be_returned(matter: Matter) -> bool:
    """Twice at most, and not by a unit it was ruled to."""
    return matter.returns < MOST_RETURNS and not _is_ruled_to(matter, matter.unit)


def _is_ruled_to(matter: Matter, unit: Unit | None) -> bool:
    return ReturnRequest.objects.filter(matter=matter, ruled_unit=unit, is_upheld=False).exists()


def _refuse_return(matter: Matter, assignment: Assignment, basis: str, suggested: Unit) -> None:
    if matter.returns >= MOST_RETURNS:
        raise ReturnRefused(_("This matter was returned twice already; it stays with the unit it was ruled to."))
    if _is_ruled_to(matter, assignment.unit):
        raise ReturnRefused(_("It was ruled that this unit handles the matter: a ruling is not asked for twice."))
    if not basis.strip():
        raise ReturnRefused(_("Name the law or the rule by which it is not your duty."))
    if suggested.pk == assignment.unit_id:
        raise ReturnRefused(_("Say which other unit should handle it."))


@transaction.atomic
def uphold_return(
    *, request: ReturnRequest, unit: Unit, words: str, actor: "User", roles: Collection[str], at: datetime
) -> MatterEvent:
    """The matter goes to another unit. Raises MoveNotAllowed, ReasonMissing, WrongUnit, UnitIsComplainedOf."""
    matter = request.matter
    refuse_unit(matter, unit)
    event = move_matter(
        matter, "uphold_return", at=at, roles=roles, actor=actor, words=words, channel="desk", changes={"unit": unit},
        noted={"unit": unit.code},
    )  # fmt: skip
    hand_over(matter, unit, how=AssignmentEnd.RETURNED, at=at)
    _rule(request, unit, event.words, actor, at, is_upheld=True)
    notices.tell_dispatched(matter, at=at)
    return event


@transaction.atomic
def refuse_return(
    *, request: ReturnRequest, words: str, actor: "User", roles: Collection[str], at: datetime
) -> MatterEvent:
    """The unit keeps it, and counts as having signed. Raises MoveNotAllowed, ReasonMissing."""
    matter = request.matter
    event = move_matter(matter, "refuse_return", at=at, roles=roles, actor=actor, words=words, channel="desk")
    Assignment.objects.filter(pk=request.assignment_id, signed_at=None).update(signed_at=at)
    _rule(request, request.assignment.unit, event.words, actor, at, is_upheld=False)
    return event


def _rule(request: ReturnRequest, unit: Unit, words: str, actor: "User", at: datetime, *, is_upheld: bool) -> None:
    ruled = {"is_upheld": is_upheld, "ruling": words, "ruled_unit": unit, "ruled_by": actor, "ruled_at": at}
    for name, value in ruled.items():
        setattr(request, name, value)
    request.save(update_fields=list(ruled))


def time_between_units(matter: Matter, *, at: datetime) -> timedelta:
    """How long the matter lay with units that gave it back: what the person waited for nothing."""
    returned = matter.assignments.filter(role=AssignmentRole.LEAD, ended_how=AssignmentEnd.RETURNED)
    lost = sum(((each.ended_at or at) - each.began_at for each in returned), timedelta())
    waiting = matter.return_requests.filter(ruled_at=None).first()
    return lost + (at - waiting.assignment.began_at if waiting else timedelta())


def pairs_of_units() -> "QuerySet[ReturnRequest]":
    """Between which two units matters are handed back and forth, the most often first."""
    upheld = ReturnRequest.objects.filter(is_upheld=True)
    pairs = upheld.values(given_back=F("assignment__unit__name"), went_to=F("ruled_unit__name"))
    return pairs.annotate(times=Count("pk")).order_by("-times", "given_back")  # type: ignore[return-value]  # rows as dicts
