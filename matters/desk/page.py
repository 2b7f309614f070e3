"""What staff see of one matter: the thread with their notes, its clocks, and what is around it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.notifications.receipts import lost_text
from foundation.people.models import Role
from matters.discretion import is_discreet
from matters.models import ActKind, Assignment, Clock, Matter, MatterEvent, Note, SupervisionAct, TaskForce, VerdictKind
from matters.services.duplicates import likely_duplicates
from matters.services.linking import earlier_matters
from matters.services.returns import time_between_units
from matters.services.revealing import DESK, UNIT, may_see_requester
from matters.states import CLOCK_NAMES

if TYPE_CHECKING:
    from foundation.people.models import User

SUPERVISE, REVIEW = "matters.supervise", "matters.review"


@dataclass(frozen=True)
class Happening:
    """A line of the thread. Internal ones the person never sees."""

    at: datetime
    label: Any
    who: Any
    words: str = ""
    is_internal: bool = False
    facts: tuple[tuple[Any, str], ...] = ()


@dataclass(frozen=True)
class ClockLine:
    label: Any
    clock: Clock
    is_kept: bool
    is_near: bool


def may_read_notes(user: "User", matter: Matter) -> bool:
    """Who works on it or watches it; a clerk who only tells a caller how far it is does not."""
    return any(user.has_perm(action, matter) for action in (DESK, UNIT, SUPERVISE, REVIEW)) or assists(user, matter)


def assists(user: "User", matter: Matter) -> bool:
    """A unit of the user's has a part in it."""
    parts = Assignment.objects.filter(matter=matter, ended_at=None).select_related("unit__place")
    return any(user.has_perm(UNIT, part.unit) for part in parts)


def facts_of(matter: Matter, user: "User", *, at: datetime) -> dict[str, Any]:
    """Everything the matter page shows, whoever looks at it."""
    reads_notes, sees_requester = may_read_notes(user, matter), may_see_requester(user, matter)
    return {
        "matter": matter,
        "happened": thread(matter, with_notes=reads_notes),
        "reads_notes": reads_notes,
        "clocks": clock_lines(matter, at=at),
        "assignments": list(matter.assignments.select_related("unit")),
        "between_units": days(time_between_units(matter, at=at)),
        "numbers": list(matter.external_numbers.all()),
        "case_lead": matter.case_leads.filter(ended_at=None).select_related("post").first(),
        "task_forces": list(TaskForce.objects.filter(matters=matter, ended_on=None)),
        "exclusion": getattr(matter, "exclusion", None),
        "earlier": list(earlier_matters(matter, viewer=user, at=at).select_related("category", "version")[:10]),
        "duplicates": likely_duplicates(matter, viewer=user),
        "sees_requester": sees_requester,
        "lost_text": lost_text(matter.person) if sees_requester else None,
        "is_discreet": is_discreet(matter),
        **around(matter),
    }


def around(matter: Matter) -> dict[str, Any]:
    """What is waiting for somebody's decision."""
    return {
        "asked_return": open_return(matter),
        "asked_extension": matter.extensions.filter(is_granted=None).first(),
        "draft": matter.replies.filter(sent_at=None).select_related("unit").first(),
        "replies": list(matter.replies.exclude(sent_at=None).select_related("unit")),
    }


def open_return(matter: Matter) -> Any:
    asked = matter.return_requests.filter(ruled_at=None)
    return asked.select_related("suggested_unit", "assignment__unit").first()


def days(time: timedelta) -> int:
    """Whole days, a begun one included; 0 for none."""
    return -(-int(time.total_seconds()) // 86_400)


def clock_lines(matter: Matter, *, at: datetime) -> list[ClockLine]:
    """Running ones first."""
    clocks = sorted(matter.clocks.all(), key=lambda clock: (clock.stopped_at is not None, clock.legal_due_at))
    return [
        ClockLine(CLOCK_NAMES.get(clock.code, clock.code), clock, clock.is_kept(at=at), clock.is_near(at=at))
        for clock in clocks
    ]


def role_names() -> dict[str, Any]:
    names: dict[str, Any] = {"citizen": _("citizen"), "system": _("system")}
    return names | {role.code: role.display_name for role in Role.objects.all()}


def thread(matter: Matter, *, with_notes: bool) -> list[Happening]:
    """Newest first."""
    roles = role_names()
    acts = acts_of(matter) if with_notes else {}
    happened = [_event(matter, event, roles, acts) for event in matter.events.all()]
    happened += [Happening(each.added_at, _("Added by the person"), roles["citizen"], each.text)
                 for each in matter.supplements.all()]  # fmt: skip
    notes = matter.notes.select_related("unit")
    happened += [_note(each) for each in (notes if with_notes else notes.filter(is_public=True))]
    if with_notes:
        happened += _verdicts(matter, roles)
    return sorted(happened, key=lambda each: each.at, reverse=True)


def acts_of(matter: Matter) -> dict[tuple[str, datetime], tuple[tuple[Any, str], ...]]:
    """By move and moment, what an act of supervision says besides its words: why, by when, where the units meet."""
    acts = matter.acts.exclude(kind=ActKind.URGE).prefetch_related("units")
    return {(act.kind, act.at): tuple(_facts_of(act)) for act in acts}


def _facts_of(act: SupervisionAct) -> Iterator[tuple[Any, str]]:
    if act.trigger:
        yield _("Why"), act.get_trigger_display()
    if act.answer_by:
        yield _("Answer wanted by"), date_format(act.answer_by, "Y-m-d")
    if act.meets_at:
        yield _("Meeting"), date_format(localtime(act.meets_at), "Y-m-d H:i")
    if act.meets_where:
        yield pgettext("meeting", "Where"), act.meets_where
    if called := [unit.display_name for unit in act.units.all()]:
        yield _("Units called together"), " · ".join(called)


def _event(
    matter: Matter, event: MatterEvent, roles: dict[str, Any], acts: Mapping[Any, tuple[tuple[Any, str], ...]]
) -> Happening:
    act = ActKind.SUPERVISE if event.move == "supervise_recheck" else event.move
    who, facts = roles.get(event.role, event.role), acts.get((act, event.at), ())
    return Happening(event.at, label_of(matter, event), who, event.words, facts=facts)


def label_of(matter: Matter, event: MatterEvent) -> Any:
    move = matter.table.moves.get(event.move)
    return move.label if move is not None else event.move


def _note(note: Note) -> Happening:
    label = _("Note the person reads") if note.is_public else _("Internal note")
    return Happening(note.at, label, note.unit or "", note.text, is_internal=not note.is_public)


def _verdicts(matter: Matter, roles: dict[str, Any]) -> list[Happening]:
    return [
        Happening(
            each.given_at, VerdictKind(each.kind).title, roles["callback_agent" if each.agent_id else "citizen"],
            " · ".join(filter(None, [each.get_solved_display(), each.get_satisfaction_display(), each.reason])),
        )
        for each in matter.verdicts.all()
    ]  # fmt: skip


def since(matter: Matter, seen: int) -> list[Happening]:
    """What somebody who typed meanwhile has not seen yet, oldest first."""
    roles = role_names()
    return [_event(matter, event, roles, {}) for event in matter.events.filter(pk__gt=seen).order_by("pk")]
