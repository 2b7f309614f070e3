"""Matters on their way in fast motion: told, dispatched, given back, handled, answered, judged. Part of `demo_day`."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

from foundation.people.models import User
from foundation.people.services import person_for_contact
from foundation.places.models import Place, Unit
from matters import exceptions as refusals
from matters.checklist import POINTS
from matters.models import Callback, Category, Clock, Matter, MatterState, Outcome, ReturnRequest, VerdictKind
from matters.services.calling_back import calls_to_make, take_call
from matters.services.handling import add_note, approve_reply, draft_of, send_back_reply, sign, submit_reply
from matters.services.rechecking import RECHECK_AFTER, explain_closed, give_recheck, plan_recheck, reopen_after_recheck
from matters.services.registering import register_matter
from matters.services.returns import ask_return, refuse_return, uphold_return
from matters.services.routing import suggested_unit
from matters.services.supervising import urge
from matters.services.triage import answer_directly, ask_for_information, dispatch, supply_information
from matters.services.verdicts import give_verdict
from portal.demo.identities import landline, mobile, person_name
from portal.demo.loading_matters import CONTACT, DESK, LEAD, OFFICE
from portal.demo.tables import table

REFUSALS = tuple(found for found in vars(refusals).values() if isinstance(found, type) and issubclass(found, Exception))
FIRST, LAST = 10_000, 19_999
STAFF = ("dispatcher", "unit_officer", "unit_lead", "callback_agent", "hotline_operator", "window_clerk")
ANSWERED = [row for row in table("cases") if row["reply"]]
VERDICTS = (
    ("yes", 5, ""),
    ("yes", 4, ""),
    ("yes", 3, ""),
    ("partly", 3, ""),
    ("no", 1, "没有解决。"),
    ("no", 2, "还要等。"),
)
STILL_SOLVED = (("yes", 5, ""), ("yes", 4, ""), ("partly", 3, "有时还会出现。"))
NOT_SOLVED = (("no", 2, "过了三十天又出现了。"), ("no", 1, "当时好了，现在又和以前一样。"))
TOLD_WHY = "已到现场复查，按规定能做的都已做完，请按告知的途径继续反映。"
Act = tuple[str, Callable[[], str], int]


class NothingToDo(Exception):
    """Whoever would act finds nothing to act on just now."""


class DemoCasework:
    """The desk, one unit for all of them, and citizens with matters. Everything random comes from `chance`."""

    def __init__(self, *, clock: Callable[[], datetime], chance: Random, villages: list[Place]) -> None:
        self.clock, self.chance, self.villages = clock, chance, villages
        self.staff = {user.username: user for user in User.objects.filter(username__in=STAFF)}
        self.units = list(Unit.objects.filter(kind="government", is_active=True))

    def acts(self) -> list[Act]:
        """(who, what, how often) as `DemoDay` draws from."""
        return [
            ("citizen", self._tell, 3),
            ("clerk", self._take_down, 2),
            ("desk", self._dispatch, 5),
            ("desk", self._answer_at_once, 1),
            ("desk", self._ask, 1),
            ("citizen", self._supply, 1),
            ("unit", self._sign, 5),
            ("unit", self._give_back, 1),
            ("desk", self._rule, 3),
            ("unit", self._note, 1),
            ("unit", self._hand_in, 4),
            ("unit", self._approve, 5),
            ("desk", self._urge, 1),
            ("citizen", self._judge, 4),
            ("agent", self._judge_by_call, 1),
            ("agent", self._ask_again, 2),
            ("unit", self._do_again, 2),
            ("desk", self._decide_recheck, 1),
        ]

    # --- In ---

    def _tell(self) -> str:
        return f"tells {self._register('web', 'citizen', None)}"

    def _take_down(self) -> str:
        channel, role = self.chance.choice([("phone", "hotline_operator"), ("window", "window_clerk")])
        return f"takes down {self._register(channel, role, self.staff[role])}"

    def _register(self, channel: str, role: str, actor: User | None) -> str:
        number, row = self.chance.randint(FIRST, LAST), self.chance.choice(table("cases"))
        phone = landline(number % 10_000) if channel == "phone" and number % 5 == 0 else mobile(number % 10_000)
        matter = register_matter(
            person=person_for_contact(person_name(number), phone), text=row["text"], request=row["request"],
            category=Category.objects.get(code=row["category"]), place=self.chance.choice(self.villages),
            channel=channel, at=self.clock(), kind=row["kind"], urgency=row["urgency"], actor=actor, role=role,
        ).matter  # fmt: skip
        return matter.number

    # --- The desk ---

    def _dispatch(self) -> str:
        matter = self._one(MatterState.REGISTERED)
        unit = suggested_unit(matter, at=self.clock()) or self.chance.choice(self.units)
        dispatch(matter=matter, unit=unit, actor=self.staff["dispatcher"], roles=DESK, at=self.clock())
        return f"sends {matter.number} to {unit.short_name or unit.name}"

    def _answer_at_once(self) -> str:
        matter, actor = self._one(MatterState.REGISTERED), self.staff["hotline_operator"]
        text = self.chance.choice(ANSWERED)["reply"]
        answer_directly(matter=matter, text=text, actor=actor, roles={"hotline_operator"}, at=self.clock())
        return f"answers {matter.number} at once"

    def _ask(self) -> str:
        matter = self._one(MatterState.REGISTERED)
        ask_for_information(
            matter=matter, words="请补充具体地点和时间。", actor=self.staff["dispatcher"], roles=DESK, at=self.clock()
        )
        return f"asks about {matter.number}"

    def _supply(self) -> str:
        matter = self._one(MatterState.NEEDS_INFORMATION)
        supply_information(matter=matter, text="在村口，昨天晚上。", at=self.clock(), channel="web")
        return f"adds what was asked for {matter.number}"

    def _rule(self) -> str:
        request = ReturnRequest.objects.filter(ruled_at=None).select_related("matter", "assignment__unit").first()
        if request is None:
            raise NothingToDo
        facts: dict[str, Any] = {
            "request": request, "actor": self.staff["dispatcher"], "roles": DESK, "at": self.clock(),
        }  # fmt: skip
        if self.chance.random() < 0.5:
            refuse_return(words="按照三定方案，由你单位办理。", **facts)
            return f"rules that {request.matter.number} stays"
        uphold_return(unit=request.suggested_unit, words="由该单位牵头办理。", **facts)
        return f"rules that {request.matter.number} goes to {request.suggested_unit.name}"

    def _urge(self) -> str:
        overdue = Matter.objects.overdue(at=self.clock()).filter(state__in=["dispatched", "handling"])
        matter = overdue.filter(person__user=None).by_clock().first()
        if matter is None or matter.events.filter(move="urge", at__date=self.clock().date()).exists():
            raise NothingToDo
        urge(matter=matter, words="请今天回复进展。", actor=self.staff["dispatcher"], roles=DESK, at=self.clock())
        return f"urges {matter.number}"

    # --- The unit ---

    def _sign(self) -> str:
        matter = self._one(MatterState.DISPATCHED)
        sign(matter=matter, actor=self.staff["unit_officer"], roles=OFFICE, at=self.clock())
        return f"signs for {matter.number}"

    def _give_back(self) -> str:
        matter = self._one(MatterState.DISPATCHED)
        then = self.chance.choice([unit for unit in self.units if unit.pk != matter.unit_id])
        ask_return(
            matter=matter, basis="三定方案", reason="不属于本单位职责。", suggested_unit=then,
            actor=self.staff["unit_officer"], roles=OFFICE, at=self.clock(),
        )  # fmt: skip
        return f"says {matter.number} is not its duty"

    def _note(self) -> str:
        matter = self._one(MatterState.HANDLING)
        add_note(
            matter=matter, text="已到现场查看。", is_public=True, actor=self.staff["unit_officer"], at=self.clock(),
            unit=matter.unit,
        )  # fmt: skip
        return f"notes on {matter.number}"

    def _hand_in(self) -> str:
        return f"hands in an answer to {self._answered(self._one(MatterState.HANDLING))}"

    def _answered(self, matter: Matter) -> str:
        submit_reply(
            matter=matter, text=self.chance.choice(ANSWERED)["reply"], basis="有关政策规定", contact=CONTACT,
            checked=list(POINTS), claims_solved=True, actor=self.staff["unit_officer"], roles=OFFICE, at=self.clock(),
        )  # fmt: skip
        return matter.number

    def _approve(self) -> str:
        """Mostly; now and then it is not good enough."""
        matter, lead = self._one(MatterState.AWAITING_APPROVAL), self.staff["unit_lead"]
        if draft_of(matter) is None:
            raise NothingToDo
        if self.chance.random() < 0.15:
            send_back_reply(matter=matter, words="请写明日期。", actor=lead, roles=LEAD, at=self.clock())
            return f"sends the answer to {matter.number} back"
        approve_reply(matter=matter, actor=lead, roles=LEAD, at=self.clock())
        return f"answers {matter.number}"

    # --- The verdict ---

    def _judge(self) -> str:
        return self._verdict("web", None)

    def _judge_by_call(self) -> str:
        return self._verdict("phone", self.staff["callback_agent"])

    def _verdict(self, channel: str, agent: User | None) -> str:
        matter = self._one(MatterState.REPLIED)
        solved, satisfaction, reason = self.chance.choice(VERDICTS)
        give_verdict(
            matter=matter, solved=solved, satisfaction=satisfaction, was_contacted=self.chance.random() < 0.8,
            reason=reason, channel=channel, at=self.clock(), agent=agent,
        )  # fmt: skip
        return f"says of {matter.number}: {solved}, {satisfaction} of 5"

    # --- The re-check after thirty days ---

    def _ask_again(self) -> str:
        """Three in five say that it is not solved, so that what follows is seen in a short play."""
        callback, agent = self._recheck(), self.staff["callback_agent"]
        matter = callback.matter
        said = NOT_SOLVED if self.chance.random() < 0.6 else STILL_SOLVED
        solved, satisfaction, reason = self.chance.choice(said)
        take_call(callback=callback, agent=agent, purpose="抽查回访", at=self.clock())
        give_recheck(
            matter=matter, solved=solved, satisfaction=satisfaction, reason=reason, agent=agent, channel="phone",
            at=self.clock(),
        )  # fmt: skip
        return f"asks again about {matter.number}: {solved}, now {matter.get_state_display()}"

    def _recheck(self) -> Callback:
        """A call the nightly draw has planned; where none waits, one about a matter settled thirty days ago."""
        waiting = calls_to_make(at=self.clock()).filter(kind=VerdictKind.RECHECK, matter__person__user=None)
        callback = waiting.select_related("matter").first()
        return callback or self._planned()

    def _planned(self) -> Callback:
        long_ago = self.clock() - RECHECK_AFTER
        settled = Matter.objects.filter(state=MatterState.CLOSED, outcome=Outcome.SETTLED, closed_at__lte=long_ago)
        settled = settled.filter(person__isnull=False, person__user=None, is_identity_open=True)
        never_asked = settled.exclude(verdicts__kind=VerdictKind.RECHECK).exclude(callbacks__kind=VerdictKind.RECHECK)
        newest = list(never_asked.order_by("-closed_at", "-pk")[:20])
        if not newest:
            raise NothingToDo
        matter = self.chance.choice(newest)
        plan_recheck(matter=matter, at=self.clock())
        return Callback.objects.open().select_related("matter").get(matter=matter, kind=VerdictKind.RECHECK)

    def _do_again(self) -> str:
        """What came back goes first: its limit is three working days."""
        number = self._answered(self._one(MatterState.HANDLING, reworks__gt=0))
        return f"has done {number} again and hands in the answer"

    def _decide_recheck(self) -> str:
        """Where no unit can do it again: open it anew, or write why it stays closed."""
        clock = Clock.objects.deciding_recheck().filter(matter__person__user=None).select_related("matter").first()
        if clock is None:
            raise NothingToDo
        matter = clock.matter
        by: dict[str, Any] = {"actor": self.staff["dispatcher"], "roles": DESK, "at": self.clock()}
        if self.chance.random() < 0.5:
            reopen_after_recheck(matter=matter, words="抽查未解决，重新交办。", **by)
            return f"opens {matter.number} again"
        explain_closed(matter=matter, words=TOLD_WHY, **by)
        return f"writes why {matter.number} stays closed"

    def _one(self, state: str, **facts: Any) -> Matter:
        """The one that waits longest; never a signed-in person's, nor one from a reception day."""
        found = Matter.objects.filter(state=state, person__user=None, is_identity_open=True, **facts)
        matter = found.select_related("unit", "person", "category", "place").by_clock().first()
        if matter is None:
            raise NothingToDo
        return matter
