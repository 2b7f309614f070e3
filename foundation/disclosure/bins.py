"""Bins of a histogram as they may be published, or as a quantile may be read off them."""

from collections.abc import Iterable

from foundation.disclosure.gate import MINIMUM

Bin = tuple[int, int, int]  # from, to, how many


def gated(bins: Iterable[Bin], minimum: int = MINIMUM) -> list[Bin]:
    """Neighbours together until each holds at least `minimum`; what is left over at the end joins the last. Fewer than
    that in all are one bin. Nobody reads off a quantile what a handful of people took."""
    found: list[Bin] = []
    waiting: Bin | None = None
    for begins, ends, count in bins:
        if not count:
            continue
        waiting = (waiting[0], ends, waiting[2] + count) if waiting else (begins, ends, count)
        if waiting[2] >= minimum:
            found.append(waiting)
            waiting = None
    if waiting:
        last = found.pop() if found else (waiting[0], waiting[1], 0)
        found.append((last[0], waiting[1], last[2] + waiting[2]))
    return found


def reached_by(share: float, bins: Iterable[Bin]) -> float | None:
    """Where so large a share is reached, as if those of one bin were spread evenly over it. None of none."""
    listed = list(bins)
    wanted, passed = share * sum(count for _begins, _ends, count in listed), 0
    for begins, ends, count in listed:
        if count and passed + count >= wanted:
            return begins + (wanted - passed) / count * (ends - begins)
        passed += count
    return None
