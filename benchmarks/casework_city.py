"""A city's matters with their histories, written in bulk: what the casework section looks at.

python -m benchmarks.casework_city --matters 300000   writes them into the database of DATABASE_URL
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

DAYS = 365
BATCH = 2000
PUBLISHED = 0.05  # of what is closed
TOPICS = (
    "电梯停运",
    "路灯不亮",
    "工地噪声",
    "拖欠工资",
    "下水道堵塞",
    "占道经营",
    "公交太少",
    "物业收费",
    "停车困难",
    "道路破损",
)
# (share of all, state, the moves that led there)
LIVES = (
    (0.02, "registered", ("register",)),
    (0.03, "dispatched", ("register", "dispatch")),
    (0.05, "handling", ("register", "dispatch", "sign")),
    (0.01, "return_requested", ("register", "dispatch", "ask_return")),
    (0.03, "replied", ("register", "dispatch", "sign", "submit_reply", "approve_reply")),
    (0.60, "closed", ("register", "answer_directly", "accept_verdict")),
    (0.24, "closed", ("register", "dispatch", "sign", "submit_reply", "approve_reply", "accept_verdict")),
    (0.02, "declined", ("register", "decline")),
)
DECLINED = {"decline_reason": "litigation", "lawful_route": "诉讼", "route_contact": "12368"}
AFTER = {
    "register": "registered", "dispatch": "dispatched", "sign": "handling", "ask_return": "return_requested",
    "submit_reply": "awaiting_approval", "approve_reply": "replied", "answer_directly": "replied",
    "accept_verdict": "closed", "decline": "declined",
}  # fmt: skip


class City:
    """Places, units and people the matters belong to, and the matters of one batch after the other."""

    def __init__(self, *, at: datetime, seed: int = 1) -> None:
        from foundation.people.models import Person, User
        from foundation.places.models import Place, Unit
        from matters.models import Category
        from matters.services.procedures import current_version

        self.at, self.chance = at, random.Random(seed)
        self.numbers: set[str] = set()
        self.places = list(Place.objects.filter(level__in=["village", "grid"]))
        self.units = list(Unit.objects.active()[:54])
        self.categories = list(Category.objects.handled_here())
        self.version = current_version("hotline", on=at.date())
        people = [Person(name=f"居民{n}", phone=f"1380013{n:04d}") for n in range(2000)]
        self.people = Person.objects.bulk_create(people)
        self.writer, self.second = User.objects.order_by("pk")[:2]

    def write(self, count: int, *, say: bool = False) -> int:
        """How many rows of all kinds."""
        from matters.models import Assignment, Clock, Matter, MatterEvent, Reply, Verdict

        rows, started = 0, time.perf_counter()
        for first in range(0, count, BATCH):
            lives = [self._life() for _ in range(min(BATCH, count - first))]
            matters = Matter.objects.bulk_create([self._matter(first + n, *life) for n, life in enumerate(lives)])
            pairs = list(zip(matters, lives, strict=True))
            rows += len(matters)
            for model, made in (
                (MatterEvent, self._events), (Clock, self._clocks), (Assignment, self._assignments),
                (Reply, self._replies), (Verdict, self._verdicts),
            ):  # fmt: skip
                rows += len(model._base_manager.bulk_create([row for pair in pairs for row in made(*pair)]))
            rows += self._letters(matters)
            if say and (first // BATCH) % 10 == 0:
                print(
                    f"{first + len(lives):,} matters, {rows:,} rows, {time.perf_counter() - started:.0f} s", flush=True
                )
        return rows

    def _life(self) -> tuple[str, tuple[str, ...], datetime, timedelta]:
        _share, state, moves = self.chance.choices(LIVES, weights=[each[0] for each in LIVES])[0]
        # What is still open came in lately: an old year is closed.
        days = self.chance.uniform(0, 20) if state not in ("closed", "declined") else self.chance.uniform(1, DAYS)
        registered_at = self.at - timedelta(days=days)
        step = timedelta(hours=self.chance.uniform(0.5, 20)) if len(moves) > 1 else timedelta()
        return state, moves, registered_at, min(step, (self.at - registered_at) / max(len(moves), 1))

    def _matter(self, n: int, state: str, moves: tuple[str, ...], at: datetime, step: timedelta) -> object:
        from matters.models import Matter

        chance, place = self.chance, self.chance.choice(self.places)
        person = chance.choice(self.people)
        is_running = state not in ("closed", "declined")
        return Matter(
            number=self._number(at), query_code_digest="0" * 64, version=self.version, channel="phone",
            kind="help", category=chance.choice(self.categories), place=place, place_code_at_acceptance=place.code,
            unit=chance.choice(self.units) if "dispatch" in moves else None, person=person,
            requester_key=f"{person.pk:064d}", name=person.name, phone=person.phone,
            text=f"{chance.choice(TOPICS)}，已经{n % 30 + 1}天了，请派人来看。", request="请尽快处理。", state=state,
            outcome="settled" if state == "closed" else "", consents_to_handling=True, registered_at=at,
            accepted_at=at + step if len(moves) > 1 else None, due_at=at + timedelta(days=5) if is_running else None,
            closed_at=at + step * (len(moves) - 1) if state == "closed" else None,
            **(DECLINED if state == "declined" else {}),
        )  # fmt: skip

    def _number(self, at: datetime) -> str:
        """A service tries again when a number is taken; of this many on a day two may well be the same."""
        from foundation.numbers.services import new_number

        number = next(one for one in iter(lambda: new_number(at.date()), "") if one not in self.numbers)
        self.numbers.add(number)
        return number

    def _events(self, matter: object, life: tuple) -> Iterator[object]:
        from matters.models import MatterEvent

        _state, moves, at, step = life
        before = ""
        for number, move in enumerate(moves):
            yield MatterEvent(
                matter=matter, move=move, before=before, after=AFTER[move], role="system", channel="bench",
                words="已经处理。" if move in ("approve_reply", "answer_directly") else "", at=at + step * number,
            )  # fmt: skip
            before = AFTER[move]

    def _clocks(self, matter: object, life: tuple) -> Iterator[object]:
        from matters.models import Clock

        state, moves, at, step = life
        ended = None if len(moves) == 1 else at + step
        yield Clock(matter=matter, code="accept", started_at=at, internal_due_at=at + timedelta(hours=2),
                    legal_due_at=at + timedelta(hours=2), stopped_at=ended)  # fmt: skip
        if "dispatch" in moves:
            done = at + step * (len(moves) - 1) if state in ("closed", "replied") else None
            due = at + timedelta(days=7)
            yield Clock(matter=matter, code="handle", is_main=True, started_at=at + step, internal_due_at=due,
                        legal_due_at=due, stopped_at=done)  # fmt: skip

    def _assignments(self, matter: object, life: tuple) -> Iterator[object]:
        from matters.models import Assignment

        state, moves, at, step = life
        if "dispatch" in moves:
            is_over = state == "closed"
            yield Assignment(
                matter=matter, unit=matter.unit, role="lead", began_at=at + step,  # type: ignore[attr-defined]
                signed_at=at + step * 2 if "sign" in moves else None,
                ended_at=at + step * (len(moves) - 1) if is_over else None, ended_how="done" if is_over else "",
            )  # fmt: skip

    def _replies(self, matter: object, life: tuple) -> Iterator[object]:
        from matters.models import Reply

        state, moves, at, step = life
        if {"approve_reply", "answer_directly"} & set(moves):
            sent_at = at + step * (len(moves) - (2 if state == "closed" else 1))
            yield Reply(matter=matter, round=1, text="已经处理，请查看。", drafted_at=sent_at, sent_at=sent_at)

    def _verdicts(self, matter: object, life: tuple) -> Iterator[object]:
        from matters.models import Verdict

        state, moves, at, step = life
        if state == "closed":
            yield Verdict(
                matter=matter, channel="web", was_contacted=True, solved="yes", satisfaction=self.chance.randint(3, 5),
                given_at=at + step * (len(moves) - 1),
            )  # fmt: skip

    def _letters(self, matters: list[Any]) -> int:
        """Answers that everybody may read and find; how many rows."""
        from matters.models import LetterWords, Publication
        from matters.public_letters import words_to_find

        public = [one for one in matters if one.state == "closed" and self.chance.random() < PUBLISHED]
        letters = Publication.objects.bulk_create(
            Publication(
                matter=one, state="published", title=one.text.partition("，")[0], text=one.text,
                reply="已经处理，请查看。", category=one.category, unit=one.unit, place=one.place,
                asked_on=one.registered_at.date(), replied_on=one.closed_at.date(), drafted_by=self.writer,
                drafted_at=one.closed_at, agreed_at=one.closed_at, reviewed_by=self.second,
                published_at=one.closed_at,
            )
            for one in public
        )  # fmt: skip
        LetterWords.objects.bulk_create(LetterWords(publication=one, words=words_to_find(one)) for one in letters)
        return 2 * len(letters)


def main() -> None:
    import django

    django.setup()
    from django.utils.timezone import now

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--matters", type=int, default=300_000)
    count = parser.parse_args().matters
    started = time.perf_counter()
    rows = City(at=now()).write(count, say=True)
    print(f"{count:,} matters, {rows:,} rows in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
