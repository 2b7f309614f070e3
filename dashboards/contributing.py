"""What one matter adds to the figures: a pure function of its facts, the twin of dashboards.metrics.

Whoever changes what is counted raises CODE_VERSION with it (a test looks): every sum is then made anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.timezone import localdate

from dashboards.metrics.matters import GONE, JUDGED, NOBODY_TO_ASK
from dashboards.metrics.measures import Histogram, Measure
from dashboards.metrics.values import bin_of
from matters.models import SATISFIED, AssignmentEnd, Channel, MatterState, Solved, VerdictKind
from reception_days.models import BookingState

CODE_VERSION = 1

CHANNEL_KEYS = {
    Channel.WEB: 1, Channel.PHONE: 2, Channel.WINDOW: 3, Channel.LETTER: 4, Channel.MAYOR_MAILBOX: 5, Channel.APP: 6,
    Channel.WECHAT: 7, Channel.GRID: 8, Channel.POLICE_110: 9, Channel.LEADER_RECEPTION: 10, Channel.DEPUTY: 11,
}  # fmt: skip  # kept in rows: never given another meaning

Key = tuple[int, int]  # dimension, key
Cell = tuple[int, int, int]  # month, measure, value


class Limit(NamedTuple):
    due_at: datetime
    stopped_at: datetime | None


class Part(NamedTuple):
    """A unit's part in a matter."""

    began_at: datetime
    ended_at: datetime | None
    ended_how: str


class Answer(NamedTuple):
    sent_at: datetime
    claims_solved: bool


class Word(NamedTuple):
    kind: str
    given_at: datetime
    was_contacted: bool | None
    solved: str
    satisfaction: int | None


class Return(NamedTuple):
    asked_at: datetime
    is_upheld: bool | None


class Visit(NamedTuple):
    date: date
    state: str


@dataclass
class Facts:
    """What figures read of one matter. `words`: its verdicts, the last one last."""

    keys: tuple[Key, ...]
    state: str
    is_part: bool
    outcome: str
    registered_at: datetime
    accepted_at: datetime | None
    replied_at: datetime | None
    closed_at: datetime | None
    limits: list[Limit] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    reworks: list[datetime] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    is_excluded: bool = False
    excluded_at: datetime | None = None

    @property
    def counts(self) -> bool:
        """Question.matters() of the figures: neither imported by mistake nor a part of a split one."""
        return not self.is_part and self.state != MatterState.VOID


class Contributed(NamedTuple):
    """`changes_at`: when time alone will change it."""

    keys: tuple[Key, ...] = ()
    cells: tuple[Cell, ...] = ()
    changes_at: datetime | None = None


def contribution_of(facts: Facts, *, at: datetime) -> Contributed:
    if not facts.counts:
        return Contributed()
    sums: dict[tuple[int, int], int] = {}
    for month, measure, value in _all_cells(facts, at):
        sums[month, measure] = sums.get((month, measure), 0) + value
    cells = ((month, measure, value) for (month, measure), value in sorted(sums.items()) if value)
    return Contributed(facts.keys, tuple(cells), _next_change(facts, at))


def month_of(when: datetime | date) -> int:
    """In the city's own time zone, numbered from the year 0."""
    day = localdate(when) if isinstance(when, datetime) else when
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _next_change(facts: Facts, at: datetime) -> datetime | None:
    if facts.state in GONE:
        return None
    return min((limit.due_at for limit in facts.limits if limit.due_at > at), default=None)


def _all_cells(facts: Facts, at: datetime) -> Iterator[Cell]:
    yield from _taken_in(facts)
    yield from _in_time(facts, at)
    yield from _answered(facts)
    yield from _judged(facts)
    yield from _ended(facts)
    yield from _handed_on(facts)
    yield from _received(facts)


def _taken_in(facts: Facts) -> Iterator[Cell]:
    yield month_of(facts.registered_at), Measure.RECEIVED, 1
    if facts.accepted_at is None:
        return
    month = month_of(facts.accepted_at)
    yield month, Measure.ACCEPTED, 1
    yield _took(Histogram.DAYS_TO_ACCEPT, facts.registered_at, facts.accepted_at)
    if facts.parts:
        yield month, Measure.SENT_TO_A_UNIT, 1
    elif facts.replied_at is not None:
        yield month, Measure.ANSWERED_DIRECTLY, 1


def _took(histogram: Histogram, since: datetime, until: datetime) -> Cell:
    return month_of(until), histogram.measures[bin_of(until - since)], 1


def _in_time(facts: Facts, at: datetime) -> Iterator[Cell]:
    if facts.state in GONE:
        return
    for limit in facts.limits:
        if limit.due_at <= at:
            month = month_of(limit.due_at)
            yield month, Measure.LIMITS, 1
            if limit.stopped_at is not None and limit.stopped_at <= limit.due_at:
                yield month, Measure.LIMITS_KEPT, 1


def _answered(facts: Facts) -> Iterator[Cell]:
    if facts.replied_at is not None:
        yield _took(Histogram.DAYS_TO_ANSWER, facts.registered_at, facts.replied_at)
    for answer in facts.answers:
        month = month_of(answer.sent_at)
        yield month, Measure.ANSWERS, 1
        yield month, Measure.ANSWERS_CLAIMED, int(answer.claims_solved)


def _judged(facts: Facts) -> Iterator[Cell]:
    if facts.is_excluded:
        if facts.excluded_at is not None:
            yield month_of(facts.excluded_at), Measure.EXCLUDED, 1
        return
    last = {word.kind: word for word in facts.words}
    if word := last.get(VerdictKind.AFTER_REPLY):
        yield from _of_word(word)
    if word := last.get(VerdictKind.RECHECK):
        month = month_of(word.given_at)
        yield month, Measure.RECHECKED, 1
        yield month, Measure.STILL_SOLVED, int(word.solved == Solved.YES)


def _of_word(word: Word) -> Iterator[Cell]:
    month = month_of(word.given_at)
    yield month, Measure.JUDGED, 1
    yield month, Measure.SOLVED, int(word.solved == Solved.YES)
    if word.was_contacted is not None:
        yield month, Measure.ASKED_OF_CONTACT, 1
        yield month, Measure.CONTACTED, int(word.was_contacted)
    if word.satisfaction is not None:
        yield month, Measure.RATED, 1
        yield month, Measure.SATISFIED, int(word.satisfaction in SATISFIED)


def _ended(facts: Facts) -> Iterator[Cell]:
    if facts.closed_at is None:
        return
    yield _took(Histogram.DAYS_TO_CLOSE, facts.registered_at, facts.closed_at)
    if facts.outcome not in NOBODY_TO_ASK:
        month = month_of(facts.closed_at)
        yield month, Measure.CLOSED, 1
        yield month, Measure.CLOSED_AND_JUDGED, int(facts.outcome in JUDGED)


def _handed_on(facts: Facts) -> Iterator[Cell]:
    for each in facts.returns:
        month = month_of(each.asked_at)
        yield month, Measure.RETURNS, 1
        yield month, Measure.RETURNS_UPHELD, int(bool(each.is_upheld))
    for part in facts.parts:
        if part.ended_how == AssignmentEnd.RETURNED and part.ended_at is not None:
            yield month_of(part.ended_at), Measure.SECONDS_BETWEEN_UNITS, _whole_seconds(part.ended_at - part.began_at)
    for at in facts.reworks:
        yield month_of(at), Measure.REWORKS, 1


def _whole_seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def _received(facts: Facts) -> Iterator[Cell]:
    for visit in facts.visits:
        month = month_of(visit.date)
        yield month, Measure.REGISTERED_FOR_RECEPTION, 1
        yield month, Measure.REDIRECTED_FROM_RECEPTION, int(visit.state == BookingState.REDIRECTED)
