"""Matters in every state, brought there by the services everybody uses, each step at its own time in the past."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from foundation.people.models import Post, PostKind, User
from foundation.people.services import person_for_contact
from foundation.places.models import Place, Unit
from matters.checklist import POINTS
from matters.models import Category, Channel, DeclineReason, Matter, Outcome, ReturnRequest
from matters.services.extending import ask_extension, grant_extension
from matters.services.handling import add_note, approve_reply, sign, submit_reply
from matters.services.publishing import agree_to_publication, draft_publication, publish
from matters.services.registering import register_matter, withdraw_matter
from matters.services.returns import ask_return, uphold_return
from matters.services.reviewing import ask_review
from matters.services.routing import make_rule, suggested_unit
from matters.services.supervising import give_case_lead, handle_jointly, supervise, urge
from matters.services.triage import answer_directly, ask_for_information, decline, dispatch
from matters.services.verdicts import close_silent, give_verdict
from portal.demo.identities import landline, mobile, person_name
from portal.demo.tables import table
from portal.demo.towns import CITY_CODE

FIRST_PHONE, FIRST_NAME = 500, 13_000
DESK, OFFICE, LEAD, WATCH = {"dispatcher"}, {"unit_officer"}, {"unit_lead"}, {"supervisor"}
INTAKE = {Channel.PHONE: "hotline_operator", Channel.WINDOW: "window_clerk", Channel.GRID: "grid_worker"}
PROCEDURE_OF = {"reviewing": "petition", "extended": "petition"}
CONTACT = "办公室 0500-83000000"


def load_rules(*, at: datetime) -> int:
    """Which unit handles what, as the city's office would have set it up."""
    for row in table("routing"):
        make_rule(
            category=Category.objects.get(code=row["category"]), place=None, unit=Unit.objects.get(code=row["unit"]),
            reason="三定方案", actor=None, at=at - timedelta(days=1200),
        )  # fmt: skip
    return len(table("routing"))


def load_matters(*, at: datetime) -> int:
    villages = list(Place.objects.filter(code__startswith=CITY_CODE[:6], level="village"))
    staff = {user.username: user for user in User.objects.exclude(person=None)}
    for n, row in enumerate(table("cases")):
        case = Case(n, row, villages[(n * 7) % len(villages)], staff, at)
        case.register()
        PATHS[row["path"]](case)
    return len(table("cases"))


@dataclass
class Case:
    """One row on its way. `wait` moves its clock, never past now."""

    n: int
    row: dict[str, str]
    place: Place
    staff: dict[str, User]
    now: datetime
    moment: datetime = field(init=False)
    matter: Matter = field(init=False)
    request: ReturnRequest = field(init=False)

    def __post_init__(self) -> None:
        began = self.now - timedelta(days=int(self.row["days"]))
        self.moment = min(began.replace(hour=1, minute=self.n * 7 % 60), self.now - timedelta(minutes=90 - self.n))

    def wait(self, **span: int) -> datetime:
        """Some time later, and never in the future."""
        self.moment = min(self.moment + timedelta(**span), self.now - timedelta(minutes=1))
        return self.moment

    def register(self) -> None:
        row, channel = self.row, self.row["channel"]
        role = INTAKE.get(Channel(channel), "citizen")
        name, phone = person_name(FIRST_NAME + self.n), mobile(FIRST_PHONE + self.n)
        if channel == Channel.PHONE and self.n % 6 == 0:
            phone = landline(9500 + self.n)
        is_anonymous, is_settled = row["path"] == "anonymous", row["path"] == "onspot"
        person = None if is_anonymous else person_for_contact(name, phone)
        self.matter = register_matter(
            person=person, name="" if is_anonymous else name, phone="" if is_anonymous else phone, text=row["text"],
            request=row["request"], category=Category.objects.get(code=row["category"]), place=self.place,
            channel=channel, at=self.moment, kind=row["kind"], urgency=row["urgency"],
            procedure=PROCEDURE_OF.get(row["path"], ""), consents_to_publication=not is_anonymous and self.n % 2 == 1,
            actor=self.staff.get(role), role=role, move="settle_on_spot" if is_settled else "register",
            changes={"outcome": Outcome.ON_THE_SPOT, "closed_at": self.moment} if is_settled else None,
            words=row["reply"] if is_settled else "",
        ).matter  # fmt: skip

    # --- Steps ------------------------------------------------------------------------------------------------

    def dispatch(self) -> None:
        unit = suggested_unit(self.matter, at=self.moment)
        assert unit is not None, f"no rule for {self.row['category']}"
        dispatch(matter=self.matter, unit=unit, actor=self.staff["dispatcher"], roles=DESK, at=self.wait(minutes=50))

    def sign(self) -> None:
        if self.matter.state == "registered":
            self.dispatch()
        quick = self.row["urgency"] != "ordinary"
        at = self.wait(minutes=8) if quick else self.wait(hours=3)
        sign(matter=self.matter, actor=self.staff["unit_officer"], roles=OFFICE, at=at)

    def hand_in(self, text: str = "") -> None:
        submit_reply(
            matter=self.matter, text=text or self.row["reply"], basis="有关法律、法规和政策规定", contact=CONTACT,
            checked=list(POINTS), claims_solved=True, actor=self.staff["unit_officer"], roles=OFFICE,
            at=self.wait(days=2),
        )  # fmt: skip

    def answer(self, text: str = "") -> None:
        if self.matter.state in ("registered", "dispatched"):
            self.sign()
        self.hand_in(text)
        approve_reply(matter=self.matter, actor=self.staff["unit_lead"], roles=LEAD, at=self.wait(hours=4))

    def rate(self, solved: str, satisfaction: int, reason: str = "", *, by_call: bool = False) -> None:
        agent = self.staff["callback_agent"] if by_call else None
        give_verdict(
            matter=self.matter, solved=solved, satisfaction=satisfaction, was_contacted=True, reason=reason,
            channel="phone" if by_call else "web", at=self.wait(days=1), agent=agent,
        )  # fmt: skip

    def ask_to_return(self) -> None:
        if self.matter.state == "registered":
            self.dispatch()
        then = Unit.objects.get(code="housing" if self.matter.returns else "natural-resources")
        self.request = ask_return(
            matter=self.matter, basis="三定方案", reason="经核实，不属于本单位职责范围。", suggested_unit=then,
            actor=self.staff["unit_officer"], roles=OFFICE, at=self.wait(hours=20),
        )  # fmt: skip

    def uphold(self) -> None:
        uphold_return(
            request=self.request, unit=Unit.objects.get(code="natural-resources"), words="由自然资源部门牵头办理。",
            actor=self.staff["dispatcher"], roles=DESK, at=self.wait(hours=20),
        )  # fmt: skip


# --- Paths: how far each row has come ------------------------------------------------------------------------------


def settled(case: Case) -> None:
    case.answer()
    case.rate("yes", 5 if case.n % 3 else 4, by_call=case.n % 4 == 0)


def partly(case: Case) -> None:
    case.answer()
    case.rate("partly", 3)


def reworked(case: Case) -> None:
    case.answer()
    case.rate("no", 1, case.row["words"])


def unsettled(case: Case) -> None:
    reworked(case)
    for _round in range(2):
        case.answer(f"经再次核查：{case.row['reply']}")
        case.rate("no", 2, case.row["words"])


def silent(case: Case) -> None:
    case.answer()
    close_silent(matter=case.matter, at=case.wait(days=16))


def direct(case: Case) -> None:
    answer_directly(
        matter=case.matter, text=case.row["reply"], actor=case.staff["hotline_operator"], roles={"hotline_operator"},
        at=case.wait(minutes=4), contact="12345",
    )  # fmt: skip
    case.rate("yes", 5)


def declined(case: Case) -> None:
    decline(
        matter=case.matter, reason=DeclineReason.LITIGATION, route="在诉讼程序中向审理案件的人民法院提出",
        contact="法院诉讼服务中心 12368", words=case.row["words"], actor=case.staff["dispatcher"], roles=DESK,
        at=case.wait(minutes=90),
    )  # fmt: skip


def published(case: Case) -> None:
    case.matter.consents_to_publication = True
    case.matter.save(update_fields=["consents_to_publication"])
    settled(case)
    letter = draft_publication(
        matter=case.matter, title="乡村道路坑洼何时修好", text=case.row["text"], reply=case.row["reply"],
        actor=case.staff["dispatcher"], at=case.wait(days=1),
    )  # fmt: skip
    agree_to_publication(publication=letter, at=case.wait(hours=6))
    publish(publication=letter, actor=case.staff["supervisor"], at=case.wait(hours=2))


def reviewing(case: Case) -> None:
    case.answer()
    case.rate("no", 2, "期限一拖再拖。")
    if case.matter.state == "handling":
        case.answer("经再次核实，交房时间不变，过渡费按月发放。")
        case.rate("partly", 3)
    ask_review(matter=case.matter, move="ask_review", words="请上级核实交房时间。", channel="web", at=case.wait(days=1))


def extended(case: Case) -> None:
    case.sign()
    more = ask_extension(
        matter=case.matter, amount=10, basis="《信访工作条例》第三十四条", reason=case.row["words"],
        actor=case.staff["unit_officer"], roles=OFFICE, at=case.wait(days=2),
    )  # fmt: skip
    grant_extension(
        extension=more, words="情况复杂，同意延长。", actor=case.staff["supervisor"], roles=WATCH, at=case.wait(days=1)
    )


def joint(case: Case) -> None:
    case.sign()
    units = Unit.objects.filter(code__in=["water", "ecology", "city-management"])
    handle_jointly(
        matter=case.matter, units=units, words=case.row["words"], meets_at=case.now + timedelta(days=1),
        meets_where="市社会治理综合服务中心 201室", actor=case.staff["supervisor"], roles=WATCH, at=case.wait(days=3),
    )  # fmt: skip
    _case_lead(case)


def _case_lead(case: Case) -> None:
    leader = Post.objects.filter(kind=PostKind.LEADER, is_active=True).by_protocol().first()
    if leader is not None:
        give_case_lead(
            matter=case.matter, post=leader, plan="五个工作日内拿出整治方案。", actor=case.staff["supervisor"],
            roles=WATCH, at=case.wait(hours=1),
        )  # fmt: skip


def supervised(case: Case) -> None:
    case.sign()
    supervise(
        matter=case.matter, trigger="harmful", words=case.row["words"], answer_by=None,
        actor=case.staff["supervisor"], roles=WATCH, at=case.wait(days=4),
    )  # fmt: skip


def handling(case: Case) -> None:
    case.sign()
    add_note(
        matter=case.matter, text="已到现场查看，正在联系有关各方。", is_public=True, actor=case.staff["unit_officer"],
        at=case.wait(hours=5), unit=case.matter.unit,
    )  # fmt: skip


def handling_late(case: Case) -> None:
    case.sign()
    urge(
        matter=case.matter, words="已超过办理期限，请今天回复进展。", actor=case.staff["dispatcher"], roles=DESK,
        at=case.wait(days=9),
    )  # fmt: skip


def returned_twice(case: Case) -> None:
    case.ask_to_return()
    case.uphold()
    case.ask_to_return()


def awaiting(case: Case) -> None:
    case.sign()
    case.hand_in()


def needs_information(case: Case) -> None:
    ask_for_information(
        matter=case.matter, words=case.row["words"], actor=case.staff["dispatcher"], roles=DESK, at=case.wait(hours=1)
    )


def withdrawn(case: Case) -> None:
    withdraw_matter(matter=case.matter, at=case.wait(minutes=20), channel="web")


def nothing(case: Case) -> None:
    """It has just come in."""


PATHS: dict[str, Callable[[Case], None]] = {
    "settled": settled, "partly": partly, "reworked": reworked, "unsettled": unsettled, "silent": silent,
    "silent_soon": Case.answer, "replied": Case.answer, "direct": direct, "declined": declined,
    "published": published, "reviewing": reviewing, "extended": extended, "joint": joint, "supervised": supervised,
    "handling": handling, "handling_late": handling_late, "dispatched": Case.dispatch,
    "dispatched_late": Case.dispatch, "returned": Case.ask_to_return, "returned_twice": returned_twice,
    "registered": nothing, "anonymous": nothing, "onspot": nothing,
    "awaiting": awaiting, "needs_information": needs_information, "withdrawn": withdrawn,
}  # fmt: skip
