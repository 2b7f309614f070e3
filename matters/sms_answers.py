"""Reading 1, 2 or 3 as the verdict on an answer, sent from the phone the answer was told to."""

import re
from datetime import datetime

from foundation.numbers.services import is_valid_number, normalise_number
from foundation.people.identifiers import half_width
from foundation.people.models import Person
from matters import notices
from matters.discretion import is_discreet
from matters.exceptions import VerdictGiven
from matters.models import Callback, Matter, MatterState, Solved
from matters.services.verdicts import give_verdict

# The digit alone or with its own words; a number of ours may follow. Anything else is not read as a verdict.
READ_AS = {
    Solved.YES: re.compile(r"(回复)?1(已?解决了?|solved)?|已?解决了?|solved"),
    Solved.PARTLY: re.compile(r"(回复)?2(部分解决|inpart)?|部分解决"),
    Solved.NO: re.compile(r"(回复)?3([没未]解决|notsolved)?|[没未]解决|notsolved"),
}
NUMBER = re.compile(r"\d{8}-?[0-9A-Z]{6}-?[0-9A-Z]", re.IGNORECASE)
NOISE = re.compile(r"[\s。.,，!！;；:：、“”\"'‘’\[\]【】()（）]+")


def read_verdict(text: str) -> tuple[Solved | None, str]:
    """The verdict, and the number of the matter where one was typed."""
    text = half_width(text)
    found = NUMBER.search(text)
    number = normalise_number(found.group()) if found and is_valid_number(found.group()) else ""
    words = NOISE.sub("", text.replace(found.group(), " ", 1) if found and number else text).lower()
    solved = next((each for each, pattern in READ_AS.items() if words and pattern.fullmatch(words)), None)
    return solved, number


def waiting_for(phone: str) -> list[Matter]:
    """Answered matters of this phone that wait for a verdict; where messages are discreet none was asked by text."""
    people = Person.objects.with_phone(phone).filter(merged_into=None)
    rows = Matter.objects.filter(person__in=people, state=MatterState.REPLIED).select_related("person")
    return [matter for matter in rows.order_by("-replied_at", "-pk") if not is_discreet(matter)]


def is_waiting(phone: str, at: datetime) -> bool:
    return bool(waiting_for(phone))


def read_sms(phone: str, text: str, at: datetime) -> bool:
    """Acts on the verdict and replies; False where text or phone is none of ours. No matter is judged by a guess."""
    solved, number = read_verdict(text)
    waiting = waiting_for(phone) if solved is not None else []
    chosen = [matter for matter in waiting if not number or matter.number == number]
    if solved is None or not waiting:
        return False
    if len(chosen) != 1:
        notices.reply_to_digit(waiting[0], "which", at=at)
    else:
        _judge(chosen[0], solved, at)
    return True


def _judge(matter: Matter, solved: Solved, at: datetime) -> None:
    """A digit gives no reason, and a low verdict needs one: the person is asked for it, on the page or by a call."""
    if solved == Solved.NO:
        Callback.objects.open().filter(matter=matter, not_before__gt=at).update(not_before=at)
        notices.reply_to_digit(matter, "why", at=at)
        return
    try:
        give_verdict(matter=matter, solved=solved, satisfaction=None, was_contacted=None, channel="sms", at=at)
    except VerdictGiven:
        notices.reply_to_digit(matter, "given", at=at)
        return
    notices.reply_to_digit(matter, "thanks", at=at, solved=solved.label)
