"""A few matters with a history, and what the sums say of them."""

from datetime import date

from dashboards.models import Dimension, Rollup
from dashboards.reading import read
from matters.services.reviewing import ask_exclusion, decide_exclusion
from matters.services.verdicts import give_verdict
from tests.matters.casework import LATER, answered, somebody
from tests.matters.factories import city, moment
from tests.reception_days.factories import BookingFactory

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
END = moment(2027, 1, 15)


def counted(code: str = "received", *, place=None, first=NOVEMBER, last=DECEMBER):
    return read(Dimension.PLACE, [(place or city()).pk], first, last, [code]).whole(code)


def sums() -> set[tuple[int, int, date, int, int]]:
    return set(Rollup.objects.values_list("dimension", "key", "month", "measure", "value"))


def history() -> None:
    matter, low = answered(), answered()
    give_verdict(
        matter=matter, solved="yes", satisfaction=5, was_contacted=True, wants_rework=False, channel="web", at=LATER(30)
    )
    give_verdict(
        matter=low, solved="no", satisfaction=1, was_contacted=True, reason="还是坏的", channel="web", at=LATER(30)
    )
    asked = ask_exclusion(matter=matter, reason="unlawful", words="依法不能", actor=somebody("one"), at=LATER(40))
    decide_exclusion(exclusion=asked, is_approved=True, actor=somebody("two"), at=LATER(41))
    BookingFactory()
