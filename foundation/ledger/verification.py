"""The ledger in the database, checked with the very code that checks an export, a few series at a time: of a city's
series and of a day's heads never all are held together."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models.functions import Collate

from foundation.ledger.keys import trusted_keys
from foundation.ledger.models import Entry, Series, SignedDay, SignedHead
from foundation.ledger.telling import UNBOUND
from foundation.ledger.verifier import Day, Problem, Stored, check_all, checked_days, is_sound

CHUNK = 5000  # entries or heads
AT_ONCE = 500  # series
Witness = Callable[[Mapping[int, str]], Iterator[Problem]]
_witnesses: list[Witness] = []


def register(witness: Witness) -> None:
    """Call from `AppConfig.ready`. Rows of a room above repeat what its chains tell: `witness({key: name})` names where
    they differ in these few series; of the kind UNBOUND what is no fault."""
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
    days, unsound, problems = _check_days(trusted_keys() | also_trusted)
    entries = series = unbound = 0
    for names, claims in _few_at_a_time(day):
        wrong, read = check_all(stored_entries(names), claims, _signed_heads(names, unsound))
        said = [problem for witness in _witnesses for problem in witness(names)]
        problems += [*wrong, *(problem for problem in said if problem.kind != UNBOUND)]
        unbound += sum(problem.kind == UNBOUND for problem in said)
        entries, series = entries + read, series + len(names)
    return Report(problems, entries, series, days, unbound)


def _check_days(trusted: Collection[str]) -> tuple[int, list[int], list[Problem]]:
    """How many signed days there are, the keys of those whose word does not count, and what is wrong with them."""
    rows = list(SignedDay.objects.order_by("day"))
    unsound, problems = [], []
    for signed, (_day, wrong) in zip(rows, checked_days(map(_as_day, rows), trusted), strict=True):
        problems += wrong
        if not is_sound(wrong):
            unsound.append(signed.pk)
    return len(rows), unsound, problems


def _few_at_a_time(day: date | None) -> Iterator[tuple[dict[int, str], dict[str, tuple[int, str]]]]:
    """{key: name}, and what the database claims of them: {name: (length, head)}."""
    series = Series.objects.order_by("pk")
    if day:
        series = series.filter(pk__in=SignedHead.objects.filter(day__day=day).values("series"))
    last = 0
    while some := list(series.filter(pk__gt=last)[:AT_ONCE]):
        yield {each.pk: each.name for each in some}, {each.name: (each.length, each.head) for each in some}
        last = some[-1].pk


def _signed_heads(series: Collection[int], unsound: Collection[int]) -> dict[str, dict[int, str]]:
    """What the sound days say of them: {name: {length: head}}."""
    signed: dict[str, dict[int, str]] = defaultdict(dict)
    heads = SignedHead.objects.filter(series__in=series).exclude(day__in=unsound).order_by("day__day")
    for name, length, head in heads.values_list("series__name", "length", "head"):
        signed[name][length] = head
    return signed


def stored_entries(series: Collection[int] | None = None) -> Iterator[Stored]:
    """Entries series by series, in the order of their numbers, without holding them all."""
    entries = Entry.objects.all() if series is None else Entry.objects.filter(series__in=series)
    rows = entries.order_by("series_id", "sequence").values_list("series__name", "sequence", "digest", "record")
    return (Stored(*row) for row in rows.iterator(chunk_size=CHUNK))


def stored_days() -> Iterator[Day]:
    """Signed days, oldest first, each with its heads."""
    for signed in SignedDay.objects.order_by("day"):
        day = _as_day(signed)
        yield day._replace(heads=list(day.heads))


def _as_day(signed: SignedDay) -> Day:
    """Its heads are read as they are asked for, once, in the order of their names, whatever the database's language."""
    by_name = Collate("series__name", "C" if connection.vendor == "postgresql" else "BINARY")
    heads = signed.heads.order_by(by_name).values_list("series__name", "length", "head").iterator(chunk_size=CHUNK)
    return Day(signed.record, signed.signature, signed.public_key, heads)
