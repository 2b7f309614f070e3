"""The ledger in the database, checked with the very code that checks an export."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from foundation.ledger.keys import trusted_keys
from foundation.ledger.models import Entry, Series, SignedDay, SignedHead
from foundation.ledger.telling import UNBOUND
from foundation.ledger.verifier import Day, Problem, Stored, check_all, check_days

CHUNK = 5000
Witness = Callable[[Collection[str] | None], Iterator[Problem]]
_witnesses: list[Witness] = []


def register(witness: Witness) -> None:
    """Call from `AppConfig.ready`. Rows of a room above repeat what its chains tell: `witness(names)` names where they
    differ, in the series of these names, or in all for None; of the kind UNBOUND what is no fault."""
    if witness not in _witnesses:
        _witnesses.append(witness)


@dataclass(frozen=True)
class Report:
    """`unbound`: moves the ledger cannot speak for: made before their chain began, told before it bound words, or with
    words that were erased since."""

    problems: list[Problem]
    entries: int
    series: int
    days: int
    unbound: int = 0


def verify(*, day: date | None = None, also_trusted: frozenset[str] = frozenset()) -> Report:
    """Everything, or, with `day`, the series that moved that day (whole), held against every signed day."""
    days = list(stored_days())
    problems, signed = check_days(days, trusted_keys() | also_trusted)
    series = Series.objects.all()
    if day:
        series = series.filter(pk__in=SignedHead.objects.filter(day__day=day).values("series"))
    claims = {name: (length, head) for name, length, head in series.values_list("name", "length", "head")}
    within = {name: heads for name, heads in signed.items() if not day or name in claims}
    more, entries = check_all(stored_entries(series if day else None), claims, within)
    unbound = 0
    for witness in _witnesses:
        for problem in witness(claims if day else None):
            if problem.kind == UNBOUND:
                unbound += 1
            else:
                more.append(problem)
    return Report(problems + more, entries, len(claims), len(days), unbound)


def stored_entries(series: "QuerySet[Series] | None" = None) -> Iterator[Stored]:
    """Entries series by series, in the order of their numbers, without holding them all."""
    entries = Entry.objects.all() if series is None else Entry.objects.filter(series__in=series)
    rows = entries.order_by("series_id", "sequence").values_list("series__name", "sequence", "digest", "record")
    return (Stored(*row) for row in rows.iterator(chunk_size=CHUNK))


def stored_days() -> Iterator[Day]:
    """Signed days, oldest first, each with its heads."""
    for signed in SignedDay.objects.order_by("day"):
        heads = signed.heads.order_by("series__name").values_list("series__name", "length", "head")
        yield Day(signed.record, signed.signature, signed.public_key, list(heads))
