"""The three rates of an answer as its people judge it (DOMAIN §3b), and what they leave out.

Each question counts those who answered it: who said by one digit only whether it is solved said nothing about
satisfaction, and is neither satisfied nor dissatisfied. Nothing to divide by is no rate: "—", never 0 % or 100 %.
"""

from typing import NamedTuple

from django.db.models import Count, Q

from matters.models import SATISFIED, Solved, VerdictQuerySet


class Rate(NamedTuple):
    """So many of so many; both are shown beside the rate."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.whole else None

    def __str__(self) -> str:
        return f"{self.part / self.whole:.2%}" if self.whole else "—"


class Rates(NamedTuple):
    response: Rate
    resolution: Rate
    satisfaction: Rate


def rates_of(verdicts: VerdictQuerySet) -> Rates:
    """Of these verdicts, without excluded matters. "Basically satisfied" is not yet satisfied (five levels)."""
    counts = verdicts.counted().aggregate(
        asked=Count("pk", filter=Q(was_contacted__isnull=False)),
        contacted=Count("pk", filter=Q(was_contacted=True)),
        told=Count("pk"),
        solved=Count("pk", filter=Q(solved=Solved.YES)),
        rated=Count("pk", filter=Q(satisfaction__isnull=False)),
        satisfied=Count("pk", filter=Q(satisfaction__in=SATISFIED)),
    )
    return Rates(
        Rate(counts["contacted"], counts["asked"]),
        Rate(counts["solved"], counts["told"]),
        Rate(counts["satisfied"], counts["rated"]),
    )
