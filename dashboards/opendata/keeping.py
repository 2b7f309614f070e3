"""What a process keeps of the years that are not final: made when asked for, and seldom enough to cost little."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock
from time import thread_time

from dashboards.opendata.package import Edition, Package, build

FRESH_FOR = timedelta(minutes=1)
REST = 60  # times as long as the making took: at most a sixtieth of a processor goes into it


@dataclass(frozen=True)
class Made:
    """`at`: since when it has been as it is."""

    package: Package
    at: datetime


@dataclass
class Keeper:
    _made: dict[int, Made] = field(default_factory=dict)
    _rests_until: datetime | None = None
    _lock: Lock = field(default_factory=Lock)

    def get(self, year: int, at: datetime, today: date) -> Made:
        """Whoever comes while it is made gets the one before, or waits for the first one."""
        kept = self._made.get(year)
        if kept and (self._is_resting(at) or not self._lock.acquire(blocking=False)):
            return kept
        if not kept:
            self._lock.acquire()
        try:
            if year not in self._made or not self._is_resting(at):
                self._make(year, at, today)
            return self._made[year]
        finally:
            self._lock.release()

    def _is_resting(self, at: datetime) -> bool:
        """One making a minute at most, of whatever year, unless there is nothing to show."""
        return self._rests_until is not None and at < self._rests_until

    def _make(self, year: int, at: datetime, today: date) -> None:
        """The same numbers keep their files and their time."""
        began = thread_time()
        package, kept = build(Edition(year), today), self._made.get(year)
        if kept is None or kept.package.fingerprint != package.fingerprint:
            self._made[year] = Made(package, at)
        self._rests_until = at + max(FRESH_FOR, REST * timedelta(seconds=thread_time() - began))

    def forget(self) -> None:
        """For tests."""
        self._made.clear()
        self._rests_until = None


keeper = Keeper()
