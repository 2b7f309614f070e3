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
from matters.models import Category, Matter, MatterState, ReturnRequest
from matters.services.handling import add_note, approve_reply, draft_of, send_back_reply, sign, submit_reply
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
        matter = self._one(MatterState.HANDLING)
        submit_reply(
            matter=matter, text=self.chance.choice(ANSWERED)["reply"], basis="有关政策规定", contact=CONTACT,
            checked=list(POINTS), claims_solved=True, actor=self.staff["unit_officer"], roles=OFFICE, at=self.clock(),
        )  # fmt: skip
        return f"hands in an answer to {matter.number}"

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

    def _one(self, state: str) -> Matter:
        """The one that waits longest; never a signed-in person's, nor one from a reception day."""
        found = Matter.objects.filter(state=state, person__user=None, is_identity_open=True)
        matter = found.select_related("unit", "person", "category", "place").by_clock().first()
        if matter is None:
            raise NothingToDo
        return matter
