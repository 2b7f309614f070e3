"""Whatever happens to matters in whatever order, late, corrected or undone: the sums are what the functions count."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from dashboards import folding
from dashboards.folding import fold, fold_all
from dashboards.reconciling import reconcile
from dashboards.triggers import remove
from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed
from foundation.places.models import Place
from foundation.places.services import move_place
from matters import exceptions
from matters.categories import change_category
from matters.models import Category, Channel, Clock, Exclusion, Matter, MatterState, ReturnRequest
from matters.services.handling import sign
from matters.services.linking import merge, split
from matters.services.rechecking import explain_closed, give_recheck, reopen_after_recheck
from matters.services.registering import register_matter, withdraw_matter
from matters.services.returns import ask_return, refuse_return, uphold_return
from matters.services.reviewing import ask_exclusion, decide_exclusion
from matters.services.triage import answer_directly, decline, dispatch
from matters.services.verdicts import close_all_silent, give_verdict, reopen
from reception_days.models import Booking, LawfulDoor
from reception_days.services import redirect_booking
from tests.matters.casework import DESK, OFFICER, answer, somebody, unit
from tests.matters.factories import PersonFactory, another_town, category, city, moment, town, village
from tests.reception_days.factories import BookingFactory

pytestmark = pytest.mark.django_db

REFUSALS = (
    MoveNotAllowed, MovedMeanwhile, IntegrityError,
    *(found for found in vars(exceptions).values() if isinstance(found, type) and issubclass(found, Exception)),
)  # fmt: skip
FIRST, LAST = moment(2026, 9, 24), moment(2026, 12, 20)
UNITS = ("housing-bureau", "planning")

which = st.integers(0, 1000)
place = st.sampled_from([city, town, another_town, village])
about = st.sampled_from(["housing", "traffic", "lifts"])


class City(RuleBasedStateMachine):
    """Two towns, two units, three categories and a quarter of a year, so that everything meets everything."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.at: datetime = FIRST
        category("housing").add_child(code="lifts", name="电梯")
        self.places = {each: each().pk for each in (city, town, another_town, village)}
        self.person = PersonFactory()
        self.begin()
        fold_all(at=self.at)

    def begin(self) -> None:
        """Some matters on their way: what comes at random seldom gets far."""
        for number in range(9):
            self.register(village if number % 2 else another_town, "lifts", Channel.WEB, is_anonymous=number == 8)
            self.send(0, UNITS[number % 2])
        self.wait(30)
        for _ in range(5):
            self.answer(0)
        self.give_back(0)
        self.rule_on_a_return(is_upheld=True)
        for solved, satisfaction in (("yes", 5), ("no", 1)):
            self.judge(0, solved, satisfaction, contacted=True)
        self.book(0)

    def teardown(self) -> None:
        try:
            found = reconcile(at=self.at, sample=2)
            assert not found.differences, found.differences
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    def attempt(self, act) -> None:
        """As a request does it: all of it, or a refusal and nothing."""
        with suppress(*REFUSALS), transaction.atomic():
            act()

    def one(self, pick: int, *states: str) -> Matter | None:
        rows = Matter.objects.order_by("pk")
        rows = list(rows.filter(state__in=states) if states else rows)
        return rows[pick % len(rows)] if rows else None

    # --- Time ---

    @precondition(lambda self: self.at < LAST)
    @rule(hours=st.sampled_from([1, 20, 30, 24 * 4, 24 * 8, 24 * 20]))
    def wait(self, hours):
        self.at = min(self.at + timedelta(hours=hours), LAST)

    @rule()
    def fold_a_batch(self):
        fold(at=self.at)

    @rule()
    def fold_everything(self):
        fold_all(at=self.at)

    # --- What comes in and how it goes ---

    @rule(where=place, code=about, channel=st.sampled_from([Channel.WEB, Channel.PHONE]), is_anonymous=st.booleans())
    def register(self, where, code, channel, is_anonymous):
        self.attempt(
            lambda: register_matter(
                person=None if is_anonymous else self.person, text="电梯坏了。", request="请修好。",
                category=category(code), place=Place.objects.get(pk=self.places[where]), channel=channel, at=self.at,
            )
        )  # fmt: skip

    @rule(pick=which, to=st.sampled_from(UNITS))
    def send(self, pick, to):
        if matter := self.one(pick, MatterState.REGISTERED):
            self.attempt(lambda: dispatch(matter=matter, unit=unit(to), actor=somebody(), roles=DESK, at=self.at))
            self.attempt(lambda: sign(matter=matter, actor=somebody("officer"), roles=OFFICER, at=self.at))

    @rule(pick=which)
    def answer_at_once(self, pick):
        if matter := self.one(pick, MatterState.REGISTERED):
            facts = {"text": "上午八点半开门。", "actor": somebody(), "roles": DESK, "at": self.at}
            self.attempt(lambda: answer_directly(matter=matter, **facts))

    @rule(pick=which)
    def name_another_way(self, pick):
        if matter := self.one(pick, MatterState.REGISTERED):
            facts = {"reason": "litigation", "route": "诉讼", "contact": "12368", "words": "请向法院起诉。"}
            self.attempt(lambda: decline(matter=matter, actor=somebody(), roles=DESK, at=self.at, **facts))

    @rule(pick=which)
    def answer(self, pick):
        if matter := self.one(pick, MatterState.HANDLING):
            self.attempt(lambda: answer(matter, at=self.at))

    @rule(pick=which)
    def give_back(self, pick):
        if matter := self.one(pick, MatterState.HANDLING, MatterState.DISPATCHED):
            other = unit(next(code for code in UNITS if code != matter.unit.code))
            facts = {"basis": "《城乡规划法》", "reason": "不属于我局职责", "suggested_unit": other}
            by = {"actor": somebody("officer"), "roles": OFFICER, "at": self.at}
            self.attempt(lambda: ask_return(matter=matter, **facts, **by))

    @rule(is_upheld=st.booleans())
    def rule_on_a_return(self, is_upheld):
        if request := ReturnRequest.objects.filter(ruled_at=None).first():
            by = {"words": "裁定如下", "actor": somebody(), "roles": DESK, "at": self.at}
            act = (lambda: uphold_return(request=request, unit=request.suggested_unit, **by)) if is_upheld else None
            self.attempt(act or (lambda: refuse_return(request=request, **by)))

    @rule(
        pick=which,
        solved=st.sampled_from(["yes", "partly", "no"]),
        satisfaction=st.sampled_from([None, 1, 3, 5]),
        contacted=st.sampled_from([None, True, False]),
    )
    def judge(self, pick, solved, satisfaction, contacted):
        if matter := self.one(pick, MatterState.REPLIED):
            facts = {"solved": solved, "satisfaction": satisfaction, "was_contacted": contacted, "reason": "如实评价"}
            self.attempt(lambda: give_verdict(matter=matter, channel=Channel.WEB, at=self.at, **facts))

    @rule(pick=which, solved=st.sampled_from(["yes", "no"]))
    def ask_again(self, pick, solved):
        if matter := self.one(pick, MatterState.CLOSED):
            facts = {"satisfaction": 3, "reason": "又坏了", "agent": somebody("agent"), "channel": Channel.PHONE}
            self.attempt(lambda: give_recheck(matter=matter, solved=solved, at=self.at, **facts))

    @rule(pick=which, is_reopened=st.booleans())
    def decide_on_what_was_found(self, pick, is_reopened):
        if matter := self.one(pick, MatterState.CLOSED):
            decide = reopen_after_recheck if is_reopened else explain_closed
            facts = {"words": "再看一次", "actor": somebody("desk"), "roles": DESK, "at": self.at}
            self.attempt(lambda: decide(matter=matter, **facts))

    @rule(pick=which)
    def open_again(self, pick):
        if matter := self.one(pick, MatterState.CLOSED):
            self.attempt(lambda: reopen(matter=matter, words="又坏了", channel=Channel.WEB, at=self.at))

    @rule()
    def stay_silent(self):
        self.attempt(lambda: close_all_silent(at=self.at))

    @rule(pick=which)
    def withdraw(self, pick):
        if matter := self.one(pick):
            self.attempt(lambda: withdraw_matter(matter=matter, at=self.at))

    # --- What is set right afterwards ---

    @rule(pick=which, is_approved=st.booleans())
    def leave_out(self, pick, is_approved):
        if matter := self.one(pick):
            one, two = somebody("one"), somebody("two")
            self.attempt(
                lambda: ask_exclusion(matter=matter, reason="unlawful", words="依法不能", actor=one, at=self.at)
            )
        if asked := Exclusion.objects.filter(is_approved=None).first():
            self.attempt(lambda: decide_exclusion(exclusion=asked, is_approved=is_approved, actor=two, at=self.at))

    @rule(pick=which, other=which)
    def join(self, pick, other):
        matter, into = self.one(pick), self.one(other)
        if matter and into:
            by = {"words": "同一件事", "actor": somebody(), "roles": DESK, "at": self.at}
            self.attempt(lambda: merge(matter=matter, into=into, **by))

    @rule(pick=which)
    def part(self, pick):
        if matter := self.one(pick):
            by = {"words": "两件事", "actor": somebody(), "roles": DESK, "at": self.at}
            self.attempt(lambda: split(matter=matter, text="路灯坏了。", request="请修好。", **by))

    @rule(pick=which)
    def take_back(self, pick):
        if matter := self.one(pick, MatterState.REGISTERED):
            Matter.objects.filter(pk=matter.pk).update(state=MatterState.VOID)

    @rule(pick=which, code=about)
    def reclassify(self, pick, code):
        if matter := self.one(pick):
            Matter.objects.filter(pk=matter.pk).update(category=category(code))

    @rule(pick=which, days=st.integers(-3, 10))
    def correct_a_limit(self, pick, days):
        clocks = Clock.objects.order_by("pk")
        if matter := self.one(pick):
            for clock in clocks.filter(matter=matter, is_main=True):
                clock.legal_due_at += timedelta(days=days)
                clock.save()

    @rule(to=st.sampled_from([town, another_town]))
    def move_the_village(self, to):
        here, parent = (Place.objects.get(pk=self.places[each]) for each in (village, to))
        move_place(place=here, parent=parent, source="test", at=self.at)

    @rule(to=st.sampled_from(["housing", "traffic", None]))
    def move_the_category(self, to):
        parent = Category.objects.get(code=to) if to else None
        change_category(category=Category.objects.get(code="lifts"), parent=parent, facts={})

    # --- Reception days ---

    @rule(pick=which)
    def book(self, pick):
        matter = self.one(pick)
        if matter and matter.person_id and not Booking.objects.filter(matter=matter).exists():
            BookingFactory(matter=matter)

    @rule(pick=which)
    def redirect(self, pick):
        bookings = list(Booking.objects.order_by("pk"))
        if bookings:
            booking, door = bookings[pick % len(bookings)], LawfulDoor.objects.first()
            by = {"actor": somebody(), "roles": {"reception_officer"}, "at": self.at, "words": "已进入诉讼。"}
            self.attempt(lambda: redirect_booking(booking=booking, door=door, contact="李同志 83310000", **by))


BOUNDED = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate],
    "report_multiple_bugs": False,
}


def histories(count: int, steps: int = 50) -> None:
    run_state_machine_as_test(City, settings=settings(max_examples=count, stateful_step_count=steps, **BOUNDED))


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(folding, "BATCH", 3)


def test_whatever_happens_the_sums_are_what_the_functions_count():
    histories(5)


@pytest.mark.nightly
def test_whatever_happens_in_many_histories_the_sums_are_what_the_functions_count():
    histories(150, steps=80)


def test_twin_without_triggers_a_difference_is_found():
    state = City()
    remove(connection)
    for where in (village, another_town):
        state.register(where, "traffic", Channel.PHONE, is_anonymous=True)
    with pytest.raises(AssertionError, match="Difference"):
        state.teardown()
