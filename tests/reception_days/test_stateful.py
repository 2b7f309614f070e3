"""Everybody at once, in any order: random sequences of what citizens, clerks and the office do, through the services.

After every step the promises are checked on the rows. A refusal is an answer like any other, but it changes nothing.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from foundation.ledger.models import Series
from foundation.ledger.verification import verify
from foundation.moves.exceptions import MoveNotAllowed
from foundation.requests.exceptions import KeyReused
from matters.models import Matter
from reception_days import exceptions as refusals
from reception_days.models import LIVE_STATES, Booking, BookingState, LawfulDoor, ReceptionDay, Seat
from reception_days.services import (
    OfficeAct,
    Receipt,
    accept_change,
    add_seats,
    ask_for_information,
    bookings,
    choose_next_time,
    choose_written_reply,
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
from tests.reception_days.factories import (
    AT,
    FIRST_TIME,
    LeaderSessionFactory,
    ReceptionDayFactory,
    SeatFactory,
    application,
    staff,
)
from tests.reception_days.racing import id_number_of

pytestmark = pytest.mark.django_db

OWN = [found for found in vars(refusals).values() if isinstance(found, type) and issubclass(found, Exception)]
REFUSALS = (MoveNotAllowed, KeyReused, *OWN)
CITIZENS, LEADERS, TIMES = 4, 2, 2
MUST_HAVE_A_SEAT = {BookingState.SUBMITTED, BookingState.NEEDS_INFORMATION, BookingState.CONFIRMED}
OFFICE = {"reception_officer"}

citizen = st.integers(0, CITIZENS - 1)
time_slot = st.integers(0, TIMES - 1).map(lambda number: FIRST_TIME + number * timedelta(minutes=20))
which = st.integers(0, 1000)


class Office(RuleBasedStateMachine):
    """One small day: two leaders, two times, four citizens, so that everybody wants what somebody else has."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.at: datetime = AT
        self.day: ReceptionDay = ReceptionDayFactory()
        self.sessions = [LeaderSessionFactory(day=self.day) for _ in range(LEADERS)]
        for session in self.sessions:
            for number in range(TIMES):
                SeatFactory(session=session, starts_at=FIRST_TIME + number * timedelta(minutes=20), number=number + 1)
        self.officer = staff("reception_officer", username="officer")
        self.tokens: list[UUID] = [uuid4() for _ in range(CITIZENS)]
        self.sent: list[tuple[str, UUID, object, Receipt]] = []

    def teardown(self) -> None:
        assert not verify().problems
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def attempt(self, act) -> None:
        """As a request does it: all of it, or a refusal and nothing."""
        before = self._facts()
        try:
            with transaction.atomic():
                act()
        except REFUSALS:
            assert self._facts() == before, "a refusal has changed something"

    def _facts(self) -> list[object]:
        columns = ("pk", "booking_id", "hold_token", "held_until", "retired_at")
        return [
            list(Seat.objects.order_by("pk").values_list(*columns)),
            list(Booking.objects.order_by("pk").values_list("pk", "state", "day_id")),
            Matter.objects.count(),
            list(Series.objects.order_by("name").values_list("name", "length")),
        ]

    def one(self, pick: int) -> Booking | None:
        rows = list(Booking.objects.order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    # --- What citizens do ---

    @rule(who=citizen, starts_at=time_slot)
    def hold(self, who, starts_at):
        token, phone = self.tokens[who], f"1380013800{who}"
        self.attempt(lambda: hold_a_time(day=self.day, starts_at=starts_at, token=token, at=self.at, phone=phone))

    @rule(who=citizen)
    def extend(self, who):
        self.attempt(lambda: extend_hold(token=self.tokens[who], at=self.at))

    @rule(who=citizen)
    def let_go(self, who):
        self.attempt(lambda: release_hold(token=self.tokens[who]))

    @rule(who=citizen, person=citizen, starts_at=time_slot, by_clerk=st.booleans())
    def hold_and_register(self, who, person, starts_at, by_clerk):
        self.hold(who, starts_at)
        self.register(who, person, starts_at, by_clerk)

    @rule(who=citizen, person=citizen, starts_at=time_slot, by_clerk=st.booleans())
    def register(self, who, person, starts_at, by_clerk):
        """`person` is whose ID number is given: also somebody else's, or one's own a second time."""
        told = application(
            name=f"居民{person}", phone=f"1380013800{who}", id_number=id_number_of(person), starts_at=starts_at
        )
        door = {"channel": "window", "role": "window_clerk"} if by_clerk else {}
        key, token = uuid4().hex, self.tokens[who]

        def act():
            receipt = register_booking(key=key, token=token, day=self.day, application=told, at=self.at, **door)
            self.sent.append((key, token, told, receipt))

        self.attempt(act)

    @rule(pick=which)
    def send_again(self, pick):
        if self.sent:
            key, token, told, first = self.sent[pick % len(self.sent)]
            again = register_booking(key=key, token=token, day=self.day, application=told, at=self.at)
            assert (again.number, again.query_code, again.is_replay) == (first.number, first.query_code, True)

    @rule(pick=which, with_matter=st.booleans())
    def withdraw(self, pick, with_matter):
        if booking := self.one(pick):
            self.attempt(lambda: withdraw_booking(booking=booking, at=self.at, with_matter=with_matter))

    @rule(pick=which, starts_at=time_slot)
    def reschedule(self, pick, starts_at):
        if booking := self.one(pick):
            self.attempt(lambda: reschedule_booking(booking=booking, day=self.day, starts_at=starts_at, at=self.at))

    @rule(pick=which)
    def supply(self, pick):
        if booking := self.one(pick):
            self.attempt(lambda: supply_information(booking=booking, text="合同复印件已交。", at=self.at))

    @rule(pick=which, choice=st.sampled_from([accept_change, choose_next_time, choose_written_reply]))
    def choose(self, pick, choice):
        if booking := self.one(pick):
            self.attempt(lambda: choice(booking=booking, at=self.at))

    # --- What the office does ---

    @rule(pick=which)
    def confirm(self, pick):
        if booking := self.one(pick):
            self.attempt(lambda: confirm_booking(booking=booking, actor=self.officer, roles=OFFICE, at=self.at))

    @rule(pick=which)
    def ask(self, pick):
        if booking := self.one(pick):
            facts = {"actor": self.officer, "roles": OFFICE, "at": self.at, "words": "请补充合同。"}
            self.attempt(lambda: ask_for_information(booking=booking, **facts))

    @rule(pick=which)
    def redirect(self, pick):
        if booking := self.one(pick):
            facts = {"actor": self.officer, "roles": OFFICE, "at": self.at, "words": "已进入诉讼。"}
            door = LawfulDoor.objects.first()
            self.attempt(lambda: redirect_booking(booking=booking, door=door, contact="李同志 83310000", **facts))

    @rule(pick=which, leader=st.integers(0, LEADERS - 1))
    def retire(self, pick, leader):
        session = self.sessions[leader]
        offered = list(session.seats.offered().order_by("pk"))
        if offered:
            taken = [offered[pick % len(offered)]]
            self.attempt(lambda: retire_seats(session=session, seats=taken, by=self._by()))

    @rule(leader=st.integers(0, LEADERS - 1))
    def add(self, leader):
        if Seat.objects.count() < 2 * LEADERS * TIMES:
            self.attempt(lambda: add_seats(session=self.sessions[leader], count=1, by=self._by()))

    def _by(self) -> OfficeAct:
        return OfficeAct(actor=self.officer, at=self.at, words="会议冲突。")

    @rule(minutes=st.sampled_from([1, 8, 16]))
    def time_passes(self, minutes):
        """Sixteen minutes end every hold."""
        self.at += timedelta(minutes=minutes)

    # --- What always holds ---

    @invariant()
    def seats_are_not_sold_twice_and_live_bookings_have_theirs(self):
        seated = dict(Seat.objects.exclude(booking=None).values_list("booking_id", "pk"))
        for booking in Booking.objects.all():
            if booking.state in MUST_HAVE_A_SEAT:
                assert booking.pk in seated, f"{booking.state} without a seat"
            if booking.state not in LIVE_STATES:
                assert booking.pk not in seated, f"{booking.state} keeps a seat"
        assert not Seat.objects.exclude(retired_at=None).exclude(booking=None, hold_token=None).exists()
        with_seat = Booking.objects.filter(state__in=MUST_HAVE_A_SEAT).count()
        assert with_seat <= Seat.objects.offered().count()

    @invariant()
    def nobody_has_two_live_bookings_on_a_day(self):
        live = list(Booking.objects.live().values_list("day", "beneficiary_digest"))
        assert len(live) == len(set(live))

    @invariant()
    def nothing_acknowledged_is_lost(self):
        numbers = {receipt.number for *_told, receipt in self.sent}
        assert set(Booking.objects.values_list("number", flat=True)) == numbers
        assert set(Matter.objects.values_list("number", flat=True)) == numbers

    @invariant()
    def every_state_was_reached_by_the_events_before_it(self):
        for booking in Booking.objects.prefetch_related("events"):
            steps = sorted(booking.events.all(), key=lambda event: event.pk)
            assert steps[0].move == "register"
            assert [step.after for step in steps[:-1]] == [step.before for step in steps[1:]]
            assert steps[-1].after == booking.state


BOUNDED = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate],
}


def test_whatever_everybody_does_the_promises_hold():
    run_state_machine_as_test(Office, settings=settings(max_examples=20, stateful_step_count=40, **BOUNDED))


def test_twin_a_withdrawal_that_keeps_the_seat_is_found(monkeypatch):
    monkeypatch.setattr(bookings, "free_seat", lambda booking: None)
    with pytest.raises(AssertionError, match="keeps a seat"):
        run_state_machine_as_test(Office, settings=settings(max_examples=100, stateful_step_count=40, **BOUNDED))
