"""What happened in the years before: lives of matters as they could have gone, without a database.

Everything is drawn from one seed. Shares that the figures show are dealt evenly within each village (a sequence of
equal steps instead of dice), so that a quarter of a small village already looks like its year.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import cos, pi
from typing import Any

from django.utils.timezone import get_default_timezone, localtime

from foundation.workdays.services import Due, due
from matters.models import Channel, ClockRule, Outcome, RequestKind, Solved, Urgency
from portal.demo.tables import table

SEED = 329981
YEARS = 2  # full ones, before the running one
SPOTS = ("东门", "西门", "南门", "北门", "老街", "菜场", "桥头", "文化广场", "卫生院旁", "小学旁", "二组", "三组")
CHANNELS = {  # out of a hundred at the beginning and at the end
    Channel.PHONE: (46, 34), Channel.WEB: (17, 21), Channel.WECHAT: (10, 18), Channel.GRID: (9, 10),
    Channel.WINDOW: (8, 6), Channel.APP: (4, 6), Channel.MAYOR_MAILBOX: (4, 3), Channel.POLICE_110: (2, 2),
}  # fmt: skip
MONTHS = (0.96, 0.82, 1.03, 1.0, 1.02, 1.08, 1.14, 1.12, 1.0, 0.94, 0.95, 0.98)
STEPS = {  # of the dealt shares: irrational, so that no two march together
    "way": 0.41421356, "late": 0.73205081, "heard": 0.23606798, "contacted": 0.64575131, "solved": 0.31662479,
    "satisfied": 0.60555128, "claimed": 0.12310563, "again": 0.35889894, "accepted": 0.79583152, "returned": 0.38516481,
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    move: str
    at: datetime
    role: str
    words: str = ""
    channel: str = "desk"


@dataclass(frozen=True)
class Said:
    """A verdict: on which answer, by whom, how."""

    at: datetime
    answer: int
    was_contacted: bool
    solved: str
    satisfaction: int
    by_call: bool
    reason: str = ""


@dataclass
class Life:
    village: int
    channel: str
    topic: dict[str, str]
    text: str
    urgency: str
    person: int
    registered_at: datetime
    steps: list[Step] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    claims: list[bool] = field(default_factory=list)  # of each answer
    outcome: str = ""
    is_returned: bool = False
    is_excluded: bool = False

    @property
    def ended_at(self) -> datetime:
        return self.steps[-1].at

    @property
    def moves(self) -> list[str]:
        return [step.move for step in self.steps]

    def moment(self, move: str) -> datetime | None:
        """The last time it was made."""
        return next((step.at for step in reversed(self.steps) if step.move == move), None)


@lru_cache(maxsize=20_000)
def _due_on(day: date, amount: int, unit: str) -> Due:
    """Limits in days run out with a day, whatever the hour they began."""
    return due(datetime.combine(day, time(12), tzinfo=get_default_timezone()), amount, unit)  # type: ignore[arg-type]


def limit_of(rule: ClockRule, start: datetime) -> Due:
    if rule.unit in ("minute", "hour"):
        return due(start, rule.amount, rule.workday_unit)
    return _due_on(localtime(start).date(), rule.amount, rule.unit)


def first_month(at: datetime) -> date:
    return date(localtime(at).year - YEARS, 1, 1)


def months(at: datetime) -> list[date]:
    """Of the years before and of the running one. Of the running month only what is over by now will be told."""
    first, now = first_month(at), localtime(at)
    count = YEARS * 12 + now.month
    return [date(first.year + n // 12, n % 12 + 1, 1) for n in range(count)]


class Past:
    """`rules`: the clocks of a matter by channel, urgency and kind; `monthly`: matters a month in a village."""

    def __init__(self, *, at: datetime, villages: int, monthly: float, rules: Any, people: int) -> None:
        self.at, self.villages, self.monthly, self.rules, self.people = at, villages, monthly, rules, people
        self.chance = random.Random(SEED)  # noqa: S311  # a story, not a secret
        self.dealt: Counter[tuple[int, str]] = Counter()
        self.topics = table("past")
        self.progress = 0.0  # 0 at the beginning of the past, 1 at its end
        self.village = 0

    def by_month(self) -> Iterator[list[Life]]:
        """By the moment they were registered."""
        there = months(self.at)
        for number, month in enumerate(there):
            self.progress = number / (len(there) - 1)
            lives = [life for self.village in range(self.villages) for life in self._of_village(month)]
            yield sorted(lives, key=lambda life: (life.registered_at, life.village))

    def _of_village(self, month: date) -> Iterator[Life]:
        size = 0.85 + 0.3 * (self.village * 0.618034 % 1)
        wanted = self.monthly * size * MONTHS[month.month - 1] * (0.94 + 0.12 * self.progress)
        weights = [self._weight(topic, month) for topic in self.topics]
        for registered in sorted(self._registered(month) for _ in range(int(wanted + self.chance.random()))):
            life = self._life(registered, self.chance.choices(self.topics, weights)[0])
            if life is not None:
                yield life

    @staticmethod
    def _weight(topic: dict[str, str], month: date) -> float:
        peak = int(topic["peak"])
        return float(topic["weight"]) * (1 + 0.6 * cos((month.month - peak) * pi / 6) if peak else 1)

    def _registered(self, month: date) -> datetime:
        """More often on weekdays, and by day."""
        day = month + timedelta(days=self.chance.randrange(28 if month.month == 2 else 30))
        if day.weekday() > 4 and self.chance.random() < 0.5:
            day += timedelta(days=2 if day.day < 20 else -2)
        hour = self.chance.choices(range(7, 22), (2, 6, 10, 10, 8, 5, 5, 8, 8, 7, 6, 5, 6, 5, 3))[0]
        clock = time(hour, self.chance.randrange(60), self.chance.randrange(60))
        return datetime.combine(day, clock, tzinfo=get_default_timezone())

    def _deal(self, what: str) -> float:
        """Between 0 and 1, spread evenly over the matters of one village."""
        self.dealt[self.village, what] += 1
        return (self.village * 0.37 + self.dealt[self.village, what] * STEPS[what]) % 1

    def _life(self, registered: datetime, topic: dict[str, str]) -> Life | None:
        life = self._begun(registered, topic)
        kept = self._told(life)
        return life if kept else None

    def _begun(self, registered: datetime, topic: dict[str, str]) -> Life:
        weights = [then + (now - then) * self.progress for then, now in CHANNELS.values()]
        channel = self.chance.choices(list(CHANNELS), weights)[0]
        is_cut_off = topic["category"] in ("water-supply", "power-supply", "gas-heating")
        return Life(
            self.village, channel, topic,
            topic["text"].format(spot=self.chance.choice(SPOTS), n=self.chance.randint(2, 9)),
            Urgency.SUPPLY if is_cut_off and self.chance.random() < 0.3 else Urgency.ORDINARY,
            self.chance.randrange(self.people), registered,
        )  # fmt: skip

    def _told(self, life: Life) -> bool:
        """The whole story; False where even the shortest one would not be over yet."""
        way = self._deal("way")
        if life.channel == Channel.GRID and way < 0.4:
            life.steps = [Step("settle_on_spot", life.registered_at, "grid_worker", life.topic["reply"], Channel.GRID)]
            life.outcome = Outcome.ON_THE_SPOT
        else:
            self._register(life)
            if way < 0.025:
                self._decline(life)
            elif way < 0.035:
                self._withdraw(life)
            elif way < (0.7 if life.topic["kind"] == RequestKind.CONSULT else 0.22):
                self._answer_directly(life)
            else:
                self._hand_on(life)
        if life.ended_at >= self.at - timedelta(hours=1):
            self._tell_shortly(life)
        life.is_excluded = bool(life.said) and life.said[-1].solved != Solved.YES and self.chance.random() < 0.09
        return life.ended_at < self.at - timedelta(hours=1)

    def _tell_shortly(self, life: Life) -> None:
        life.said, life.claims, life.is_returned = [], [], False
        self._register(life)
        self._answer_directly(life, heard=1)

    # --- Steps ------------------------------------------------------------------------------------------------

    def _register(self, life: Life) -> None:
        by = {Channel.PHONE: "hotline_operator", Channel.WINDOW: "window_clerk", Channel.GRID: "grid_worker"}
        role = by.get(Channel(life.channel), "citizen")
        life.steps = [Step("register", life.registered_at, role, channel=life.channel)]

    def _accepted(self, life: Life) -> datetime:
        """Within two hours but for a few, and for what comes in the evening of a busy day."""
        is_late = self._deal("accepted") < 0.09 - 0.05 * self.progress
        minutes = self.chance.randint(150, 900) if is_late else self.chance.randint(6, 110)
        return life.registered_at + timedelta(minutes=minutes)

    def _decline(self, life: Life) -> None:
        words = "所述事项正在诉讼程序中，应当通过法定途径提出。"
        life.steps.append(Step("decline", self._accepted(life), "dispatcher", words))

    def _withdraw(self, life: Life) -> None:
        at = life.registered_at + timedelta(minutes=self.chance.randint(15, 90))
        life.steps.append(Step("withdraw", at, "citizen", channel="web"))

    def _answer_directly(self, life: Life, heard: float | None = None) -> None:
        role = "hotline_operator" if life.channel == Channel.PHONE else "dispatcher"
        life.steps.append(Step("answer_directly", self._accepted(life), role, life.topic["reply"]))
        life.claims.append(True)
        self._judge(life, self._deal("heard") if heard is None else heard)

    def _hand_on(self, life: Life) -> None:
        sent = self._accepted(life)
        life.steps.append(Step("dispatch", sent, "dispatcher"))
        signed = sent + timedelta(minutes=self.chance.randint(8, 28 if life.urgency == Urgency.SUPPLY else 200))
        returned = self._deal("returned")
        if returned < 0.05 - 0.02 * self.progress and life.urgency == Urgency.ORDINARY:
            signed = self._return(life, sent, returned)
        if life.moves[-1] != "refuse_return":
            life.steps.append(Step("sign", signed, "unit_officer"))
        self._answer(life, signed, "handle", sent)
        self._judge(life, self._deal("heard"))

    def _return(self, life: Life, sent: datetime, returned: float) -> datetime:
        """To the unit that should have it, or back to the one that asked; when the unit signs for it."""
        asked = sent + timedelta(hours=self.chance.randint(2, 20))
        ruled = asked + timedelta(hours=self.chance.randint(2, 18))
        life.is_returned = True
        life.steps.append(Step("ask_return", asked, "unit_officer", "经核实，不属于本单位职责范围。"))
        if returned < 0.02:
            life.steps.append(Step("refuse_return", ruled, "dispatcher", "属于本单位职责，由本单位办理。"))
            return ruled
        life.steps.append(Step("uphold_return", ruled, "dispatcher", "按三定方案由主管部门办理。"))
        return ruled + timedelta(minutes=self.chance.randint(20, 200))

    def _answer(self, life: Life, since: datetime, clock: str, clock_since: datetime) -> None:
        """Handed in and approved: within the limit of the clock but for some, and sooner from year to year."""
        limit = limit_of(self.rules(life)[clock], clock_since).legal_at
        span = limit - since
        if self._deal("late") < 0.18 - 0.06 * self.progress or span < timedelta(hours=2):
            approved = limit + timedelta(hours=self.chance.randint(9, 80))
        else:
            approved = since + span * self.chance.uniform(0.22, 0.95 - 0.15 * self.progress)
            approved = self._by_day(approved, not_before=since + timedelta(hours=1), until=limit)
        submitted = since + (approved - since) * self.chance.uniform(0.75, 0.95)
        words = life.topic["reply"] if clock == "handle" else f"经再次核查：{life.topic['reply']}"
        life.steps.append(Step("submit_reply", submitted, "unit_officer"))
        life.steps.append(Step("approve_reply", approved, "unit_lead", words))
        life.claims.append(self._deal("claimed") < 0.84 + 0.05 * self.progress)

    def _by_day(self, moment: datetime, *, not_before: datetime, until: datetime) -> datetime:
        """In office hours of the same day where that fits."""
        hour, minute = self.chance.randint(9, 16), self.chance.randrange(60)
        moved = localtime(moment).replace(hour=hour, minute=minute)
        return moved if not_before <= moved <= until else moment

    def _judge(self, life: Life, heard: float) -> None:
        answered = life.ended_at
        if heard < 0.25 - 0.05 * self.progress:
            self._close_silent(life, is_unreachable=heard < 0.06)
            return
        self._say(life, answered)
        last = life.said[-1]
        if last.solved != Solved.NO or "dispatch" not in life.moves or self._deal("again") > 0.75:
            self._close(life, last)
            return
        role, channel = ("callback_agent", "phone") if last.by_call else ("citizen", "web")
        life.steps.append(Step("rework", last.at, role, last.reason, channel))
        self._answer(life, last.at, "rework", last.at)
        self._say(life, life.ended_at, again=True)
        self._close(life, life.said[-1])

    def _close_silent(self, life: Life, *, is_unreachable: bool) -> None:
        limit = limit_of(self.rules(life)["verdict"], life.ended_at).legal_at
        life.steps.append(Step("close_silent", limit + timedelta(minutes=31), "system", channel=""))
        life.outcome = Outcome.UNREACHABLE if is_unreachable else Outcome.SILENT

    def _say(self, life: Life, answered: datetime, *, again: bool = False) -> None:
        by_call = self.chance.random() < 0.55
        wait = timedelta(hours=self.chance.randint(1, 44) + (47 if by_call else 0))
        share, yes, partly = self._deal("solved"), 0.7 + 0.08 * self.progress, 0.13 - 0.02 * self.progress
        solved = Solved.YES if share < yes else Solved.PARTLY if share < yes + partly else Solved.NO
        if again and solved == Solved.NO:
            solved = Solved.PARTLY
        pleased = self._deal("satisfied")
        satisfaction = {
            Solved.YES: 5 if pleased < 0.58 + 0.1 * self.progress else 4 if pleased < 0.92 else 3,
            Solved.PARTLY: 4 if pleased < 0.25 else 3 if pleased < 0.85 else 2,
            Solved.NO: 2 if pleased < 0.55 else 1,
        }[solved]
        at = self._by_day(answered + wait, not_before=answered + timedelta(hours=1), until=answered + timedelta(days=6))
        life.said.append(
            Said(
                at, len(life.claims), self._deal("contacted") < 0.78 + 0.05 * self.progress, solved, satisfaction,
                by_call, "问题还没有真正解决。" if satisfaction < 3 else "",
            )
        )  # fmt: skip

    def _close(self, life: Life, said: Said) -> None:
        role, channel = ("callback_agent", "phone") if said.by_call else ("citizen", "web")
        life.steps.append(Step("accept_verdict", said.at, role, channel=channel))
        life.outcome = {Solved.YES: Outcome.SETTLED, Solved.PARTLY: Outcome.PARTLY, Solved.NO: Outcome.UNSETTLED}[
            Solved(said.solved)
        ]


def stopped(rules: Sequence[ClockRule], steps: Sequence[Step]) -> Iterator[tuple[ClockRule, datetime, datetime | None]]:
    """Every clock of these steps: its rule, when it began and when it was stopped."""
    running: dict[str, tuple[ClockRule, datetime]] = {}
    for step in steps:
        for rule in rules:
            if step.move in rule.stops and rule.code in running:
                began = running.pop(rule.code)
                yield (*began, step.at)
            if step.move in rule.starts and rule.code not in running:
                running[rule.code] = (rule, step.at)
    yield from ((*began, None) for began in running.values())
