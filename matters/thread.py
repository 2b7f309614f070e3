"""The story of a matter as its person reads it: what happened, who has it, by when, what is next (DOMAIN §6).

Rows are fetched once each, however long the story is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from foundation.places.models import Unit
from matters.models import (
    Assignment,
    AssignmentRole,
    Clock,
    Extension,
    Matter,
    MatterEvent,
    MatterState,
    Reply,
    Verdict,
    VerdictKind,
)
from matters.states import REWORK_MOVES

# Moves between colleagues, and those whose answer is a step of its own. Of others only the words are not told.
NOT_TOLD = frozenset({"ask_extension", "refuse_extension", "approve_reply", "answer_directly"})
WORDS_NOT_TOLD = frozenset(
    {"submit_reply", "send_back_reply", "urge", "supervise", "joint", "lead", *REWORK_MOVES, "supervise_recheck"}
)
SAYS_MORE = frozenset(  # than the state it led to
    {"object", "reopen", *REWORK_MOVES, "supply_information", "merge", "split", "send_back_reply"}
)
WITH_UNIT = frozenset({"dispatch", "redispatch", "sign", "ask_return", "uphold_return", "refuse_return"})

# What a running clock means to the person; the unit's own limits (signing, ruling) are not theirs to watch.
LIMITS = {
    "accept": gettext_lazy("Accepted or answered by"),
    "handle": gettext_lazy("Answer due by"),
    "rework": gettext_lazy("New answer due by"),
    "verdict": gettext_lazy("Please tell us your verdict by"),
    "ask_review": gettext_lazy("You may ask for a review until"),
    "review": gettext_lazy("Review decided by"),
    "ask_re_review": gettext_lazy("You may ask for a re-review until"),
    "re_review": gettext_lazy("Re-review decided by"),
    "recheck": gettext_lazy("Opened again, or told why not, by"),
}


@dataclass(frozen=True)
class Step:
    """One thing that happened. `facts`: (label, value) pairs under the words."""

    at: datetime
    label: Any
    words: str = ""
    unit: Unit | None = None
    facts: list[tuple[Any, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Limit:
    label: Any
    at: datetime
    is_to_the_hour: bool
    is_over: bool


def thread_of(matter: Matter) -> list[Step]:
    """Everything the person may know, newest first; of two things at one moment the later told one stands above."""
    parts = list(matter.assignments.select_related("unit"))
    leads = [part for part in parts if part.role == AssignmentRole.LEAD]
    steps = [
        *_events(matter, leads),
        *(_reply(reply) for reply in matter.replies.exclude(sent_at=None).select_related("unit")),
        *(_verdict(verdict) for verdict in matter.verdicts.all()),
        *(
            Step(note.at, _("A word from the unit") if note.unit else _("A word from the office"), note.text, note.unit)
            for note in matter.notes.filter(is_public=True).select_related("unit")
        ),
        *(Step(each.added_at, _("You added"), each.text) for each in matter.supplements.all()),
    ]
    return newest_first(steps)


def newest_first(steps: Iterable[Step]) -> list[Step]:
    ordered = sorted(steps, key=lambda step: step.at)
    ordered.reverse()
    return ordered


def _events(matter: Matter, leads: list[Assignment]) -> Iterable[Step]:
    extensions = {each.decided_at: each for each in matter.extensions.filter(is_granted=True)}
    for event in matter.events.all():
        if event.move not in NOT_TOLD:
            words = "" if event.move in WORDS_NOT_TOLD else event.words
            unit = _lead_at(leads, event) if event.move in WITH_UNIT else None
            yield Step(event.at, _label(matter, event), words, unit, _facts(matter, event, extensions))


def _label(matter: Matter, event: MatterEvent) -> Any:
    """The state it led to, or what was done where the state stayed or says less than the move."""
    table = matter.table
    is_same = event.before == event.after
    says_more = event.move in SAYS_MORE
    if (is_same or says_more) and event.move in table.moves:
        return table.moves[event.move].label
    return table.label(event.after)


def _lead_at(leads: list[Assignment], event: MatterEvent) -> Unit | None:
    """Whose the matter was once the move was made."""
    before = [part for part in leads if part.began_at <= event.at]
    return before[-1].unit if before else None


def _facts(matter: Matter, event: MatterEvent, extensions: dict[datetime | None, Extension]) -> list[tuple[Any, str]]:
    if event.move == "decline":
        return [
            (_("Reason"), str(matter.get_decline_reason_display())),
            (_("Lawful way"), matter.lawful_route),
            (_("Whom to call"), matter.route_contact),
        ]
    extension = extensions.get(event.at) if event.move == "grant_extension" else None
    return [(_("Legal basis"), extension.basis)] if extension else []


def _reply(reply: Reply) -> Step:
    assert reply.sent_at is not None
    facts = [
        (_("Decision"), str(reply.get_decision_display()) if reply.decision else ""),
        (_("Legal basis"), reply.basis),
        (_("Contact"), reply.contact),
    ]
    return Step(reply.sent_at, _("The answer"), reply.text, reply.unit, [fact for fact in facts if fact[1]])


def _verdict(verdict: Verdict) -> Step:
    facts = [(pgettext("verdict", "Outcome"), str(verdict.get_solved_display()))]
    if verdict.satisfaction is not None:
        facts.append((pgettext("verdict", "Satisfaction"), str(verdict.get_satisfaction_display())))
    if verdict.was_contacted is not None:
        answer = pgettext("contacted", "Yes") if verdict.was_contacted else pgettext("contacted", "No")
        facts.insert(0, (pgettext("verdict", "Contact by the unit"), answer))
    label = VerdictKind.RECHECK.label if verdict.kind == VerdictKind.RECHECK else _("Your verdict")
    return Step(verdict.given_at, label, verdict.reason, None, facts)


def limits_of(matter: Matter, *, at: datetime) -> list[Limit]:
    """The limits that run and concern the person, the next one first."""
    clocks = Clock.objects.filter(matter=matter).running().order_by("legal_due_at")
    return [_limit(clock, at) for clock in clocks if clock.code in LIMITS or clock.is_main]


def _limit(clock: Clock, at: datetime) -> Limit:
    within_hours = (clock.legal_due_at - clock.started_at).total_seconds() <= 48 * 3600
    return Limit(LIMITS.get(clock.code, _("Due by")), clock.legal_due_at, within_hours, clock.legal_due_at < at)


def assisting_units(matter: Matter) -> list[Unit]:
    parts = matter.assignments.filter(role=AssignmentRole.ASSIST, ended_at=None).select_related("unit")
    return [part.unit for part in parts]


def goes_on_as(matter: Matter) -> Matter | None:
    """The matter this one was joined with; where that is somebody else's, only its state may be told."""
    if matter.state != MatterState.MERGED or matter.merged_into_id is None:
        return None
    return Matter.objects.select_related("unit").get(pk=matter.merged_into_id)
