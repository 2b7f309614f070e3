"""One number as everybody may see it, or why it is not shown."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from dashboards.metrics import Count, Value
from foundation.disclosure.bins import Bin, gated, reached_by
from foundation.disclosure.gate import MINIMUM
from matters.rates import Rate

Counts = tuple[int, ...]  # a count; the part and the rest of a share; how many matters' days were counted
NOTHING = "—"


class Kind(StrEnum):
    COUNT = "count"
    SHARE = "share"
    DAYS = "days"


class Why(StrEnum):
    """Why a number is not shown."""

    SMALL = "small"
    PROTECTS = "protects"
    PERIOD = "period"
    NOT_OVER = "not_over"
    NOTHING = "nothing"
    FEW = "few"
    REST = "rest"


@dataclass(frozen=True)
class Published:
    """`number` is a count, a share from 0 to 1, or the median of days. `part` and `whole` are a share's two counts;
    of days `whole` is how many matters they were counted of, `bins` what median and ninth decile were read off: from
    which day to which, and how many. None where it is not shown, and then `why` is set."""

    kind: Kind
    number: float | None = None
    part: int | None = None
    whole: int | None = None
    p90: float | None = None
    why: Why | None = None
    below: int = MINIMUM
    bins: tuple[Bin, ...] = ()

    def __str__(self) -> str:
        if self.number is None:
            return f"<{self.below}" if self.why == Why.SMALL else NOTHING
        if self.kind == Kind.SHARE:
            return f"{self.number:.1%}"
        return f"{self.number:,.0f}" if self.kind == Kind.COUNT else f"{self.number:.1f}"

    @property
    def is_hidden(self) -> bool:
        """There is a number, and it is not shown."""
        return self.why not in (None, Why.NOTHING)

    @property
    def meaning(self) -> str:
        """In words why it is not shown; empty where it is."""
        return _meanings(self.below)[self.why] if self.why else ""

    @property
    def basis(self) -> str:
        """What it is of."""
        if not self.whole:
            return ""
        if self.kind == Kind.SHARE and self.part is not None:
            return pgettext("figure", "%(part)s of %(whole)s") % {"part": f"{self.part:,}", "whole": f"{self.whole:,}"}
        words = npgettext("figure", "of %(whole)s matter", "of %(whole)s matters", self.whole)
        return words % {"whole": f"{self.whole:,}"}

    @property
    def ninth(self) -> str:
        return NOTHING if self.p90 is None else f"{self.p90:.1f}"


def _meanings(below: int) -> dict[Why, str]:
    return {
        Why.SMALL: _("fewer than %(number)d") % {"number": below},
        Why.PROTECTS: _("not shown, to protect small numbers"),
        Why.PERIOD: _("not shown: a month in this period is hidden, and the sum would give it away"),
        Why.NOT_OVER: _("shown when the month is over"),
        Why.NOTHING: _("nothing to count or to divide by"),
        Why.FEW: _("too few for a share or a median"),
        Why.REST: _("not worked out for the rest"),
    }


def kind_of(value: Value) -> Kind:
    return Kind.COUNT if isinstance(value, Count) else Kind.SHARE if isinstance(value, Rate) else Kind.DAYS


def counts_of(value: Value) -> Counts:
    """What of the value can be small."""
    if isinstance(value, Count):
        return (value.number,)
    return (value.part, max(value.whole - value.part, 0)) if isinstance(value, Rate) else (value.whole,)


def published(value: Value, least: int = MINIMUM) -> Published:
    """A value whose counts may be shown. A share is one of at least `least`."""
    if isinstance(value, Count):
        return Published(Kind.COUNT, value.number)
    kind = kind_of(value)
    if not value.whole:
        return Published(kind, whole=0, why=Why.NOTHING)
    if isinstance(value, Rate):
        if value.whole < least:
            return Published(kind, whole=value.whole, why=Why.FEW)
        return Published(kind, value.part / value.whole, value.part, value.whole)
    if value.whole < 2 * MINIMUM:
        return Published(kind, whole=value.whole, why=Why.FEW)
    bins = gated(value.filled())
    p90 = reached_by(0.9, bins) if value.whole >= 10 * MINIMUM else None
    return Published(kind, reached_by(0.5, bins), whole=value.whole, p90=p90, bins=tuple(bins))


def published_counts(kind: Kind, counts: Counts) -> Published:
    """The same of counts that were added up; of days only how many there were is known then."""
    if kind == Kind.DAYS:
        return Published(kind, whole=counts[0], why=Why.REST if counts[0] else Why.NOTHING)
    return published(Rate(counts[0], sum(counts)) if kind == Kind.SHARE else Count(counts[0]))


def composite(rates: dict[str, Published], weights: dict[str, int]) -> Published:
    """Of the published rates; none while one of them is not shown."""
    for code in weights:
        if rates[code].number is None:
            return Published(Kind.SHARE, why=rates[code].why, below=rates[code].below)
    shares = {code: rates[code].number or 0 for code in weights}
    return Published(Kind.SHARE, sum(weights[code] * share for code, share in shares.items()) / sum(weights.values()))


def change(now: Published, before: Published) -> float | None:
    """From before to now: of counts and days their difference, of shares percentage points."""
    if now.number is None or before.number is None:
        return None
    return (now.number - before.number) * (100 if now.kind == Kind.SHARE else 1)
