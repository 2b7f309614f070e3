"""Days to which the office invites: on-site office, by invitation, outreach in a village. Citizens do not book them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from foundation.numbers.services import normalise_number
from foundation.people.models import Tenure
from foundation.places.models import Centre, Place, Unit
from foundation.workdays.services import is_workday
from matters.models import Matter
from reception_days.exceptions import (
    DateNotPossible,
    DayAlreadyScheduled,
    LeaderIsComplainedOf,
    MatterUnknown,
    PostVacant,
    ReasonNeeded,
)
from reception_days.models import DayAct, DayKind, DayState, HalfDay, LeaderSession, ReceptionDay, ReceptionDayEvent
from reception_days.moves import DAY_MOVES
from reception_days.services.days import announced_names, change_day, journal_of_day, local_moment
from reception_days.services.displacing import OfficeAct

if TYPE_CHECKING:
    from foundation.people.models import Person, Post

INVITING_KINDS = (DayKind.ONSITE, DayKind.INVITED, DayKind.OUTREACH)
NOON = time(12)
LAST_MINUTE = time(23, 59)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is announced of the day. The matters are picked by number and seen by the office only."""

    on: date
    starts: time
    ends: time
    chair: "Post"
    room: str
    agenda: str = ""
    agenda_en: str = ""
    notice: str = ""
    notice_en: str = ""
    address: str = ""
    visited_place: Place | None = None
    units: Collection[Unit] = ()
    matter_numbers: Collection[str] = ()

    @property
    def of_the_day(self) -> dict[str, object]:
        names = ("agenda", "agenda_en", "notice", "notice_en", "address", "visited_place")
        return {name: getattr(self, name) for name in names}

    def of_the_session(self, leader: "Person") -> dict[str, object]:
        half_day = HalfDay.MORNING if self.starts < NOON else HalfDay.AFTERNOON
        times = {"starts_at": local_moment(self.on, self.starts), "ends_at": local_moment(self.on, self.ends)}
        return {"half_day": half_day, "room": self.room.strip(), **times, **announced_names(self.chair, leader)}


@transaction.atomic
def schedule_inviting_day(*, kind: str, place: Place, plan: Plan, by: OfficeAct) -> ReceptionDay:
    """A draft on any working day; on a day off `by.words` say why. The chair's session has no seats to book.

    Raises DateNotPossible, ReasonNeeded, PostVacant, MatterUnknown, LeaderIsComplainedOf, DayAlreadyScheduled.
    """
    if kind not in INVITING_KINDS:
        raise ValueError(f"citizens book a day of kind {kind}")
    role = DAY_MOVES.role_for(DAY_MOVES.check("schedule", "", by.roles), by.roles)
    _check_date(plan.on, by)
    leader, matters = _chair(plan), matters_for(plan, by)
    # Nobody registers, so the clock of registration says no more than the date.
    clock = {"opens_at": local_moment(plan.on, time()), "closes_at": local_moment(plan.on, LAST_MINUTE)}
    facts = {"place": place, "centre": Centre.objects.filter(place=place).first(), "date": plan.on, "kind": kind}
    day = _saved(ReceptionDay(**facts, **clock, **plan.of_the_day))
    day.units_called.set(plan.units)
    day.matters_chosen.set(matters)
    LeaderSession.objects.create(day=day, **plan.of_the_session(leader))
    ReceptionDayEvent.objects.create(
        day=day, move="schedule", after=day.state, actor=by.actor, role=role, at=by.at, words=by.words.strip()
    )
    journal_of_day("schedule_day", day, by.actor, by.at)
    return day


@transaction.atomic
def change_inviting_day(*, day: ReceptionDay, plan: Plan, by: OfficeAct) -> None:
    """A draft changes freely. Once published the date and the chair stay (to move, call off or substitute there are
    acts of their own), and every other change takes a reason.

    Raises as scheduling does, ReasonMissing, MoveNotAllowed.
    """
    change_day(day=day, act=DayAct.CHANGE_PLAN, actor=by.actor, at=by.at, words=by.words, roles=by.roles)
    session = chair_session(day)
    if day.state == DayState.DRAFT:
        _check_date(plan.on, by)
        day.date = plan.on
        day.opens_at, day.closes_at = local_moment(plan.on, time()), local_moment(plan.on, LAST_MINUTE)
    elif (plan.on, plan.chair.pk) != (day.date, session.post_id):
        raise DateNotPossible(plan.on)
    matters = matters_for(plan, by, day)
    for name, value in plan.of_the_day.items():
        setattr(day, name, value)
    _saved(day)
    day.units_called.set(plan.units)
    day.matters_chosen.set(matters)
    kept = {} if day.state == DayState.DRAFT else announced(session)
    for name, value in (plan.of_the_session(_chair(plan)) | kept).items():
        setattr(session, name, value)
    session.save()
    journal_of_day(DayAct.CHANGE_PLAN, day, by.actor, by.at)


def announced(session: LeaderSession) -> dict[str, object]:
    """Names stay as they were announced, whoever holds the post by now."""
    names = ("leader", "leader_name", "post_name", "post_name_en", "portfolio", "portfolio_en")
    return {name: getattr(session, name) for name in names}


def chair_session(day: ReceptionDay) -> LeaderSession:
    """The one session of an inviting day. Raises LeaderSession.DoesNotExist once it was cancelled."""
    return day.sessions.taking_place().select_related("post", "leader").earliest("pk")


def _check_date(on: date, by: OfficeAct) -> None:
    if on < localdate(by.at):
        raise DateNotPossible(on)
    if not is_workday(on) and not by.words.strip():
        raise ReasonNeeded(on)


def _chair(plan: Plan) -> "Person":
    leader = plan.chair.holder(plan.on)
    if leader is None:
        raise PostVacant(plan.chair)
    return leader


def matters_for(plan: Plan, by: OfficeAct, day: ReceptionDay | None = None) -> list[Matter]:
    """The matters of these numbers, as far as the one who picks them may see them; those of the day they may not
    see stay.

    Raises MatterUnknown, LeaderIsComplainedOf: nobody chairs the talk about a complaint about themselves.
    """
    numbers = {normalise_number(number) for number in plan.matter_numbers}
    visible = Matter.objects.all() if by.actor is None else Matter.objects.visible_to(by.actor)
    found = list(visible.filter(number__in=numbers).order_by("pk"))
    if missing := numbers - {matter.number for matter in found}:
        raise MatterUnknown(sorted(missing))
    if day is not None:
        found += day.matters_chosen.exclude(pk__in=visible.values("pk"))
    about = {matter.about_post_id for matter in found if matter.about_post_id}
    held = Tenure.objects.filter(post__in=about, person=plan.chair.holder(plan.on))
    if plan.chair.pk in about or held.exists():
        raise LeaderIsComplainedOf(plan.chair)
    return found


def _saved(day: ReceptionDay) -> ReceptionDay:
    try:
        with transaction.atomic():
            day.save()
    except IntegrityError as error:
        twin = ReceptionDay.objects.filter(place=day.place, date=day.date, kind=day.kind).exclude(pk=day.pk)
        if twin.exclude(state=DayState.CANCELLED).exists():
            raise DayAlreadyScheduled(day.date) from error
        raise
    return day
