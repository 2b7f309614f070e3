"""Writes the years before in bulk, a month at a time, so that figures have something to compare with.

Unlike the matters of these weeks they did not go through the services: nobody was sent a message, no task was queued,
and the ledger has no series of them, since it witnesses what happened here and this never did. `verify_ledger` looks
at series, so it neither counts nor faults these matters. States, moves, clocks and limits are those of the procedure
of that day; nothing is left open. Letters and receptions, which follow another procedure, are not among them.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypeVar

from django.db import models
from django.utils.timezone import localdate
from stdnum.iso7064 import mod_37_36

from foundation.numbers.numbers import ALPHABET, RANDOM_CHARACTERS
from foundation.people.models import Person, User
from foundation.places.models import Place, Unit
from matters.checklist import POINTS
from matters.models import (
    Assignment,
    AssignmentEnd,
    AssignmentRole,
    Callback,
    CallbackAttempt,
    Category,
    Clock,
    ClockRule,
    DeclineReason,
    Exclusion,
    ExclusionReason,
    LetterWords,
    Matter,
    MatterEvent,
    MatterState,
    Outcome,
    Publication,
    PublicationState,
    Reply,
    ReturnRequest,
    Solved,
    Verdict,
    VerdictKind,
    kept_version,
    version_on,
)
from matters.public_letters import words_to_find
from matters.services.linking import KEYS_KEPT_FOR, requester_key_of
from matters.services.registering import procedure_for
from matters.services.routing import rule_for
from portal.demo.identities import mobile, person_name
from portal.demo.past import Life, Past, limit_of, stopped
from portal.demo.towns import CITY_CODE

PEOPLE, FIRST_PHONE, FIRST_NAME = 800, 8000, 2000
CONTACT = "办公室 0500-83000000"
BATCH = 1000
RECHECKED_AFTER = timedelta(days=30)
LETTER_EVERY = 90  # days between two letters about one thing
DECLINED = {
    "decline_reason": DeclineReason.LITIGATION, "lawful_route": "在诉讼程序中向审理案件的人民法院提出",
    "route_contact": "法院诉讼服务中心 12368",
}  # fmt: skip
DELICATE = ("medical-service", "unpaid-wages", "work-injury", "conduct")
Say = Callable[[str], None]
Row = TypeVar("Row", bound=models.Model)


def load_past(*, at: datetime, monthly: float, say: Say = lambda line: None) -> int:
    """`monthly`: matters a month in an average village. How many were written."""
    writer, count = _Writer(at), 0
    past = Past(at=at, villages=len(writer.villages), monthly=monthly, rules=writer.rules, people=PEOPLE)
    for number, lives in enumerate(past.by_month()):
        writer.write(lives, past)
        count += len(lives)
        if monthly > 20 and len(writer.villages) > 100:
            say(f"past: month {number + 1}, {count:,} matters")
    writer.write_letters()
    return count


class _Writer:
    def __init__(self, at: datetime) -> None:
        self.at = at
        self.villages = list(Place.objects.filter(code__startswith=CITY_CODE[:6], level="village").order_by("code"))
        self.categories = {each.code: each for each in Category.objects.all()}
        staff = User.objects.filter(username__in=POSTS_OF_STAFF)
        self.staff = {user.username: user for user in staff}
        self.other_unit = Unit.objects.get(code="natural-resources")
        self.towns = {place.pk: place.get_parent() for place in self.villages}
        self.units = {code: self._unit(code) for code in self.categories}
        self.people = Person.objects.bulk_create(
            Person(name=person_name(FIRST_NAME + n), phone=mobile(FIRST_PHONE + n)) for n in range(PEOPLE)
        )
        self.keys = [requester_key_of(phone=person.phone) for person in self.people]
        self.numbers: set[str] = set()
        self.letters: list[Publication] = []
        self.last_letter: dict[str, date] = {}

    def _unit(self, code: str) -> Unit:
        rule = rule_for(self.categories[code], self.villages[0], at=self.at)
        return rule.unit if rule else Unit.objects.get(code="petition-office")

    def version(self, life: Life) -> int:
        return version_on(procedure_for(life.channel), localdate(life.registered_at))

    def rules(self, life: Life) -> dict[str, ClockRule]:
        return _rules(self.version(life), life.urgency, life.topic["kind"])

    def write(self, lives: list[Life], past: Past) -> None:
        matters = _saved(Matter, (self._matter(life, past) for life in lives))
        both = list(zip(matters, lives, strict=True))
        for matter, life in both:
            matter.life = life  # type: ignore[attr-defined]  # for the rows below
        _saved(MatterEvent, (row for each in both for row in self._events(*each)))
        _saved(Clock, (row for each in both for row in self._clocks(*each)))
        parts = _saved(Assignment, (row for each in both for row in self._assignments(*each)))
        _saved(ReturnRequest, (row for part in parts for row in self._returns(part)))
        replies = _saved(Reply, (row for each in both for row in self._replies(*each)))
        answers = {(reply.matter_id, reply.round): reply for reply in replies}
        _saved(Verdict, (row for each in both for row in self._verdicts(*each, answers, past)))
        calls = _saved(Callback, (row for each in both for row in self._calls(*each, answers)))
        _saved(CallbackAttempt, (row for call in calls for row in self._attempts(call)))
        _saved(Exclusion, (row for each in both for row in self._exclusions(*each)))
        self.letters += [letter for each in both for letter in self._letters(*each)]

    # --- Rows of one life -------------------------------------------------------------------------------------

    def _number(self, on: date, past: Past) -> str:
        while True:
            body = f"{on:%Y%m%d}" + "".join(past.chance.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
            check = mod_37_36.calc_check_digit(body)
            if check in ALPHABET and body not in self.numbers:
                self.numbers.add(body)
                return f"{body[:8]}-{body[8:]}-{check}"

    def _matter(self, life: Life, past: Past) -> Matter:
        place, person, moves = self.villages[life.village], self.people[life.person], life.moves
        state = AFTER[moves[-1]]
        is_recent = life.registered_at > self.at - KEYS_KEPT_FOR
        return Matter(
            number=self._number(localdate(life.registered_at), past), query_code_digest="",  # nobody was told one
            version_id=self.version(life), channel=life.channel, kind=life.topic["kind"], urgency=life.urgency,
            category=self.categories[life.topic["category"]], place=place, place_code_at_acceptance=place.code,
            unit=self.units[life.topic["category"]] if "dispatch" in moves else None, person=person,
            requester_key=self.keys[life.person] if is_recent else "", name=person.name, phone=person.phone,
            text=life.text, request=life.topic["request"], state=state, outcome=life.outcome,
            consents_to_handling=True, consents_to_publication=past.chance.random() < 0.3,
            registered_at=life.registered_at,
            accepted_at=life.moment("dispatch") or life.moment("answer_directly"),
            replied_at=life.moment("approve_reply") or life.moment("answer_directly"),
            closed_at=life.ended_at if state == MatterState.CLOSED else None,
            returns=int(life.is_returned), reworks=moves.count("rework"),
            **(DECLINED if state == MatterState.DECLINED else {}),
        )  # fmt: skip

    def _events(self, matter: Matter, life: Life) -> Iterable[MatterEvent]:
        before = ""
        for step in life.steps:
            after = AFTER[step.move]
            actor = self.staff.get(step.role)
            yield MatterEvent(
                matter=matter, move=step.move, before=before, after=after, actor=actor, role=step.role,
                channel=step.channel, words=step.words, at=step.at,
            )  # fmt: skip
            before = after

    def _clocks(self, matter: Matter, life: Life) -> Iterable[Clock]:
        for rule, began, ended in stopped(list(self.rules(life).values()), life.steps):
            limit = limit_of(rule, began)
            yield Clock(
                matter=matter, code=rule.code, is_main=rule.is_main, started_at=began,
                internal_due_at=limit.internal_at, legal_due_at=limit.legal_at, stopped_at=ended,
            )  # fmt: skip

    def _assignments(self, matter: Matter, life: Life) -> Iterable[Assignment]:
        sent = life.moment("dispatch")
        if sent is None:
            return
        went_on, signed = life.moment("uphold_return"), life.moment("sign") or life.moment("refuse_return")
        if went_on:
            yield Assignment(
                matter=matter, unit=self._wrong_unit(matter), role=AssignmentRole.LEAD, began_at=sent,
                ended_at=went_on, ended_how=AssignmentEnd.RETURNED,
            )  # fmt: skip
        yield Assignment(
            matter=matter, unit=matter.unit, role=AssignmentRole.LEAD, began_at=went_on or sent, signed_at=signed,
            ended_at=life.ended_at, ended_how=AssignmentEnd.DONE,
        )  # fmt: skip

    def _wrong_unit(self, matter: Matter) -> Unit:
        return self.other_unit if matter.unit != self.other_unit else self.units["illegal-building"]

    def _returns(self, part: Assignment) -> Iterable[ReturnRequest]:
        life: Life = part.matter.life  # type: ignore[attr-defined]
        asked = life.moment("ask_return")
        upheld = life.moment("uphold_return")
        if asked is None or (upheld is not None and part.ended_how != AssignmentEnd.RETURNED):
            return
        words = next(step.words for step in life.steps if step.move in ("uphold_return", "refuse_return"))
        matter = part.matter
        yield ReturnRequest(
            matter=matter, assignment=part, basis="三定方案", reason="经核实，不属于本单位职责范围。",
            suggested_unit=matter.unit if upheld else self._wrong_unit(matter), asked_by=self.staff["unit_officer"],
            asked_at=asked, is_upheld=upheld is not None, ruling=words, ruled_unit=matter.unit,
            ruled_by=self.staff["dispatcher"], ruled_at=upheld or life.moment("refuse_return"),
        )  # fmt: skip

    def _replies(self, matter: Matter, life: Life) -> Iterable[Reply]:
        answers = [step for step in life.steps if step.move in ("approve_reply", "answer_directly")]
        drafts = [step.at for step in life.steps if step.move == "submit_reply"]
        for number, step in enumerate(answers):
            is_direct = step.move == "answer_directly"
            yield Reply(
                matter=matter, unit=matter.unit, round=number + 1, text=step.words,
                basis="" if is_direct else "有关法律、法规和政策规定", contact="12345" if is_direct else CONTACT,
                checked=[] if is_direct else sorted(POINTS), claims_solved=life.claims[number],
                drafted_by=self.staff[step.role if is_direct else "unit_officer"],
                drafted_at=step.at if is_direct else drafts[number], sent_by=self.staff[step.role], sent_at=step.at,
            )  # fmt: skip

    def _verdicts(
        self, matter: Matter, life: Life, answers: dict[tuple[int, int], Reply], past: Past
    ) -> Iterable[Verdict]:
        agent = self.staff["callback_agent"]
        for said in life.said:
            yield Verdict(
                matter=matter, reply=answers[matter.pk, said.answer], channel="phone" if said.by_call else "web",
                was_contacted=said.was_contacted, solved=said.solved, satisfaction=said.satisfaction,
                reason=said.reason, agent=agent if said.by_call else None, given_at=said.at,
            )  # fmt: skip
        asked = life.ended_at + RECHECKED_AFTER + timedelta(hours=past.chance.randint(1, 5))
        if life.outcome == Outcome.SETTLED and past.chance.random() < 0.1 and asked < self.at:
            is_back = past.chance.random() < 0.14 - 0.06 * past.progress
            yield Verdict(
                matter=matter, reply=answers[matter.pk, life.said[-1].answer], kind=VerdictKind.RECHECK,
                channel="phone", solved=Solved.NO if is_back else Solved.YES, satisfaction=2 if is_back else 5,
                reason="又出现了同样的问题。" if is_back else "", agent=agent, given_at=asked,
            )  # fmt: skip

    def _calls(self, matter: Matter, life: Life, answers: dict[tuple[int, int], Reply]) -> Iterable[Callback]:
        """Only where nobody was reached: of the other calls the verdict tells."""
        if life.outcome == Outcome.UNREACHABLE:
            answered = life.steps[-2].at
            yield Callback(
                matter=matter, reply=answers[matter.pk, len(life.claims)], not_before=answered + timedelta(days=4),
                settled_at=answered + timedelta(days=4),
            )  # fmt: skip

    def _attempts(self, call: Callback) -> Iterable[CallbackAttempt]:
        for days in range(2, 5):
            yield CallbackAttempt(
                callback=call, result="not_reached", agent=self.staff["callback_agent"],
                at=call.not_before + timedelta(days=days - 4),
            )  # fmt: skip

    def _exclusions(self, matter: Matter, life: Life) -> Iterable[Exclusion]:
        if life.is_excluded and (asked := life.ended_at + timedelta(days=1)) < self.at - timedelta(days=2):
            reasons = list(ExclusionReason)
            yield Exclusion(
                matter=matter, reason=reasons[matter.pk % len(reasons)], words="经核实，不计入考核，理由见办理记录。",
                asked_by=self.staff["dispatcher"], asked_at=asked, is_approved=matter.pk % 5 != 0,
                decided_by=self.staff["supervisor"], decided_at=asked + timedelta(hours=20),
            )  # fmt: skip

    # --- Letters everybody may read ---------------------------------------------------------------------------

    def _letters(self, matter: Matter, life: Life) -> Iterable[Publication]:
        """One a quarter about each thing: of those that ended well, by a person who agreed."""
        topic, on = life.topic["category"], localdate(life.ended_at)
        top = self.categories[topic].get_root() if topic not in DELICATE else None
        is_ready = matter.consents_to_publication and life.outcome == Outcome.SETTLED and "dispatch" in life.moves
        if top is None or top.is_never_public or not is_ready or on > localdate(self.at) - timedelta(days=5):
            return
        title = life.topic["title"]
        if title in self.last_letter and (on - self.last_letter[title]).days < LETTER_EVERY:
            return
        self.last_letter[title] = on
        drafted = life.ended_at + timedelta(days=1)
        yield Publication(
            matter=matter, state=PublicationState.PUBLISHED, title=title, text=f"{life.text}\n{life.topic['request']}",
            reply=life.topic["reply"], category=top, unit=matter.unit, place=self.towns[matter.place_id],
            asked_on=localdate(life.registered_at),
            replied_on=localdate(life.moment("approve_reply")), drafted_by=self.staff["dispatcher"],
            drafted_at=drafted, agreed_at=drafted + timedelta(hours=9), reviewed_by=self.staff["supervisor"],
            published_at=drafted + timedelta(days=1),
        )  # fmt: skip

    def write_letters(self) -> None:
        """In the order they were published, as LetterWords promises."""
        letters = _saved(Publication, sorted(self.letters, key=lambda letter: (letter.published_at, letter.matter_id)))
        _saved(LetterWords, (LetterWords(publication=one, words=words_to_find(one)) for one in letters))


@cache
def _rules(version: int, urgency: str, kind: str) -> dict[str, ClockRule]:
    found: dict[str, ClockRule] = {}
    for rule in kept_version(version).clocks.all():
        if rule.fits(urgency=urgency, kind=kind):
            found.setdefault(rule.code, rule)
    return found


def _saved(model: type[Row], rows: Iterable[Row]) -> list[Row]:
    made: list[Row] = model._base_manager.bulk_create(rows, batch_size=BATCH)
    return made


AFTER = {
    "register": "registered", "settle_on_spot": "closed", "decline": "declined", "withdraw": "withdrawn",
    "answer_directly": "replied", "dispatch": "dispatched", "ask_return": "return_requested",
    "uphold_return": "dispatched", "refuse_return": "handling", "sign": "handling",
    "submit_reply": "awaiting_approval", "approve_reply": "replied", "rework": "handling",
    "accept_verdict": "closed", "close_silent": "closed",
}  # fmt: skip
POSTS_OF_STAFF = (
    "hotline_operator", "window_clerk", "grid_worker", "dispatcher", "unit_officer", "unit_lead", "callback_agent",
    "supervisor",
)  # fmt: skip
