"""Citizens, clerks, the office, the desk and units at work on the demo city, in fast motion, through the real services.

One `step` is one thing one of them does. Later issues add the day itself: the draw, the hall, the record.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils.timezone import localtime

from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed
from foundation.people.models import User
from foundation.places.models import Place
from matters.models import Category
from portal.demo import demo_matters
from portal.demo.demo_matters import DemoCasework, NothingToDo
from portal.demo.guard import check_allowed
from portal.demo.identities import id_number, landline, mobile, person_name
from portal.demo.loading_reception import publish_until_open
from portal.demo.tables import table
from portal.demo.towns import CITY_CODE
from reception_days import exceptions as refusals
from reception_days.listing import free_times
from reception_days.models import Booking, BookingState, ConsentForm, LawfulDoor, ReceptionDay, Seat
from reception_days.services import (
    Application,
    OfficeAct,
    accept_change,
    add_seats,
    ask_for_information,
    confirm_booking,
    extend_hold,
    hold_a_time,
    redirect_booking,
    register_booking,
    release_hold,
    reschedule_booking,
    retire_seats,
    supply_information,
    withdraw_booking,
)
from reception_days.services.by_voice import register_by_voice

REFUSALS: tuple[type[Exception], ...] = (
    MoveNotAllowed,
    MovedMeanwhile,
    *demo_matters.REFUSALS,
    *(found for found in vars(refusals).values() if isinstance(found, type) and issubclass(found, Exception)),
)
OFFICE = frozenset({"reception_officer"})
FIRST_NEWCOMER, LAST_NEWCOMER = 2000, 9999  # phones and names the loaded city does not use
MOST_UNDERWAY, FEW_SEATS, MOST_SEATS = 6, 4, 90


CLERKS = ("window_clerk", "hotline_operator")
ANSWERS = ("confirmed", "needs_information", "redirected")
REASON = "领导当天有临时会议，时间略有调整。"


class NoDayOpen(Exception):
    """Nobody can register at the moment, and no day could be announced that is open now."""


@dataclass(frozen=True)
class Happened:
    at: datetime
    who: str
    what: str
    free: int

    def __str__(self) -> str:
        return f"{localtime(self.at):%H:%M:%S}  {self.who:8}  {self.what}  · {self.free} free"


@dataclass
class Newcomer:
    """Somebody halfway through the questions, with a seat on hold."""

    number: int
    starts_at: datetime
    token: UUID = field(default_factory=uuid4)

    @property
    def phone(self) -> str:
        return mobile(self.number)


def open_day(*, at: datetime) -> ReceptionDay:
    """The demo city's day that citizens can register for; announced where there is none. Raises NoDayOpen."""
    days = ReceptionDay.objects.taking_bookings(at=at).filter(place__code=CITY_CODE)
    day = days.first()
    if day is None and Place.objects.filter(code=CITY_CODE).exists():
        publish_until_open(at=at)
        day = days.first()
    if day is None:
        raise NoDayOpen
    return day


class DemoDay:
    """Who is there and what may happen next. Everything random comes from `chance`."""

    def __init__(self, *, clock: Callable[[], datetime], chance: Random) -> None:
        check_allowed()
        self.clock, self.chance = clock, chance
        self.day = open_day(at=clock())
        self.underway: list[Newcomer] = []
        self.rows = table("matters")
        self.villages = list(Place.objects.filter(code__startswith=CITY_CODE[:6], level="village"))
        self.casework = DemoCasework(clock=clock, chance=chance, villages=self.villages)
        self.staff = {user.username: user for user in User.objects.filter(username__in=[*OFFICE, *CLERKS])}

    def steps(self) -> Iterator[Happened]:
        """Without end; who is refused says so and goes on another time."""
        while True:
            who, act = self._next()
            with suppress(NothingToDo):
                yield self._done(who, act)

    def _done(self, who: str, act: Callable[[], str]) -> Happened:
        at = self.clock()
        try:
            what = act()
        except REFUSALS as refusal:
            what = f"is told: {type(refusal).__name__}"
        return Happened(at, who, what, sum(free_times(self.day, at=at).values()))

    def _next(self) -> tuple[str, Callable[[], str]]:
        """The office is never far behind; a full day makes people think again."""
        free = Seat.objects.free(at=self.clock()).filter(session__day=self.day).count()
        newcomers = 0 if free == 0 or len(self.underway) >= MOST_UNDERWAY else 5
        leaving = 1 if free > FEW_SEATS else 4
        acts: list[tuple[str, Callable[[], str], int]] = [
            ("citizen", self._hold, newcomers),
            ("citizen", self._send, 5),
            ("citizen", self._hesitate, 1),
            ("citizen", self._let_go, 1),
            ("citizen", self._withdraw, leaving),
            ("citizen", self._change_time, 1),
            ("citizen", self._supply, 3),
            ("citizen", self._accept, 3),
            ("clerk", self._register_by_voice, 2 if free else 0),
            ("office", self._answer, 6),
            ("office", self._change_seats, 1),
            *self.casework.acts(),
        ]
        who, act, _weight = self.chance.choices(acts, weights=[weight for *_act, weight in acts])[0]
        return who, act

    # --- Citizens ---

    def _hold(self) -> str:
        newcomer = Newcomer(self._somebody(), self._some_time())
        hold_a_time(
            day=self.day, starts_at=newcomer.starts_at, token=newcomer.token, at=self.clock(), phone=newcomer.phone
        )
        self.underway.append(newcomer)
        return f"holds {_hour(newcomer.starts_at)} while they fill in the form"

    def _send(self) -> str:
        newcomer = self._one_underway()
        self.underway.remove(newcomer)
        told = self._application(newcomer.number, newcomer.phone, newcomer.starts_at, is_proved=True)
        receipt = register_booking(
            key=uuid4().hex, token=newcomer.token, day=self.day, application=told, at=self.clock()
        )
        return f"registers for {_hour(newcomer.starts_at)}: {receipt.number}"

    def _hesitate(self) -> str:
        newcomer = self._one_underway()
        until = extend_hold(token=newcomer.token, at=self.clock())
        return f"needs longer: {_hour(newcomer.starts_at)} is kept until {_hour(until)}"

    def _let_go(self) -> str:
        newcomer = self._one_underway()
        self.underway.remove(newcomer)
        release_hold(token=newcomer.token)
        return f"thinks again and lets {_hour(newcomer.starts_at)} go"

    def _withdraw(self) -> str:
        booking = self._one(BookingState.SUBMITTED, BookingState.CONFIRMED)
        withdraw_booking(booking=booking, at=self.clock())
        return f"withdraws {booking.number}"

    def _change_time(self) -> str:
        booking, starts_at = self._one(BookingState.SUBMITTED, BookingState.CONFIRMED), self._some_time()
        reschedule_booking(booking=booking, day=self.day, starts_at=starts_at, at=self.clock())
        return f"changes {booking.number} to {_hour(starts_at)}"

    def _supply(self) -> str:
        booking = self._one(BookingState.NEEDS_INFORMATION)
        supply_information(booking=booking, text="材料已补充，请查收。", at=self.clock())
        return f"sends what was asked for {booking.number}"

    def _accept(self) -> str:
        booking = self._one(BookingState.DISPLACED)
        accept_change(booking=booking, at=self.clock())
        return f"accepts the new time of {booking.number}"

    # --- Clerks and the office ---

    def _register_by_voice(self) -> str:
        clerk, number, starts_at = self.chance.choice(CLERKS), self._somebody(), self._some_time()
        phone = landline(number) if clerk == "hotline_operator" else mobile(number)
        told = self._application(number, phone, starts_at, is_proved=False)
        receipt = register_by_voice(
            actor=self.staff[clerk], key=uuid4().hex, day=self.day, application=told, consent=ConsentForm.SPOKEN,
            at=self.clock(),
        )  # fmt: skip
        return f"registers a caller ({clerk}) for {_hour(starts_at)}: {receipt.number}"

    def _answer(self) -> str:
        booking, officer = self._one(BookingState.SUBMITTED, oldest=True), self.staff["reception_officer"]
        row = self.chance.choice([row for row in self.rows if row["outcome"] in ANSWERS])
        facts: dict[str, Any] = {
            "booking": booking,
            "actor": officer,
            "roles": OFFICE,
            "at": self.clock(),
            "words": row["words"],
        }
        match row["outcome"]:
            case "needs_information":
                ask_for_information(**facts)
            case "redirected":
                door = LawfulDoor.objects.get(code=row["door"])
                redirect_booking(door=door, contact=f"市社会治理综合服务中心 {landline(0)}", **facts)
            case _:
                confirm_booking(**facts)
        return f"answers {booking.number}: {booking.get_state_display()}"

    def _change_seats(self) -> str:
        """Mostly a seat more; now and then one less, and whoever sat there is told and chooses."""
        seats = Seat.objects.offered().filter(session__day=self.day).select_related("session__day")
        seat = self.chance.choice(list(seats))
        by = OfficeAct(actor=self.staff["reception_officer"], at=self.clock(), words=REASON)
        if self.chance.random() < 0.3 or len(seats) >= MOST_SEATS:
            told = retire_seats(session=seat.session, seats=[seat], by=by)
            return f"retires {_hour(seat.starts_at)} of one leader; told: {told}"
        (added,) = add_seats(session=seat.session, count=1, by=by)
        return f"adds a seat at {_hour(added.starts_at)}"

    # --- Chance ---

    def _somebody(self) -> int:
        return self.chance.randint(FIRST_NEWCOMER, LAST_NEWCOMER)

    def _some_time(self) -> datetime:
        free = list(free_times(self.day, at=self.clock()))
        if not free:
            raise NothingToDo
        return self.chance.choice(free)

    def _one_underway(self) -> Newcomer:
        if not self.underway:
            raise NothingToDo
        return self.chance.choice(self.underway)

    def _one(self, *states: str, oldest: bool = False) -> Booking:
        """A booking of the day in one of these states; never one of somebody who may be signed in and looking."""
        mine: QuerySet[Booking] = Booking.objects.filter(day=self.day, state__in=states, matter__person__user=None)
        found = list(mine.select_related("day", "matter__person").order_by("submitted_at", "pk"))
        if not found:
            raise NothingToDo
        return found[0] if oldest else self.chance.choice(found)

    def _application(self, number: int, phone: str, starts_at: datetime, *, is_proved: bool) -> Application:
        row = self.chance.choice(self.rows)
        return Application(
            name=person_name(number),
            phone=phone,
            id_number=id_number(number),
            text=row["text"],
            request=row["request"],
            category=Category.objects.filter(code=row["category"]).first(),
            place=self.chance.choice(self.villages),
            starts_at=starts_at,
            consents_to_handling=True,
            phone_was_proved=is_proved,
        )


def _hour(moment: datetime) -> str:
    return f"{localtime(moment):%H:%M}"
