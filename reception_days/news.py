"""News of a day to open pages: free places per time for everybody, a bare "changed" for the office.

Published after commit, never waited for: with the live hub or Redis down people register all the same, and pages look
again by themselves. Only totals per time, never per leader (DESIGN §6).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.timezone import localdate, localtime, now

from foundation.live.services import publish
from foundation.live.topics import MOST_TOPICS, register_guarded_topic, register_topic
from foundation.people.acting import acts
from reception_days.models import BookingEvent, DayState, ReceptionDay, Seat

DAY, DESK = "reception_days.day", "reception_days.desk"


def day_topic(day: ReceptionDay) -> str:
    """For everybody: {"free": {"09:00": 3, …}, "at": milliseconds}; a time that is missing has no free place."""
    return f"{DAY}:{day.pk}"


def desk_topic(day: ReceptionDay) -> str:
    """For the office that keeps this day: something changed, look again."""
    return f"{DESK}:{day.pk}"


def desk_topics(days: Iterable[ReceptionDay]) -> str:
    """For a page of several days: as many of the first as one page may listen to."""
    return " ".join(desk_topic(day) for day in islice(days, MOST_TOPICS))


def register_topics() -> None:
    register_topic(rf"{DAY}:[0-9]{{1,18}}")
    register_guarded_topic(rf"{DESK}:[0-9]{{1,18}}", may_watch_desk)


def may_watch_desk(request: Any, topic: str) -> bool:
    """Staff after the second step, for days they may see."""
    request.user.is_acting = acts(request.session)
    days = ReceptionDay.objects.visible_to(request.user)
    return bool(request.user.is_acting) and days.filter(pk=int(topic.rpartition(":")[2])).exists()


def tell_of_day(day_id: int) -> None:
    """Places or bookings of this day changed; told when the transaction commits."""
    transaction.on_commit(lambda: _tell(day_id), robust=True)  # Django logs the name of a robust callback


class HoldsRunningOut:
    """A hold that runs out frees its place without anybody doing anything, so the worker's clock tells of it.

    Each worker remembers its own last look: what two of them tell twice harms nobody. After a pause, and at its start,
    it looks back over a few minutes.
    """

    longest_look = timedelta(minutes=5)

    def __init__(self) -> None:
        self.looked_at: datetime | None = None

    def __call__(self, at: datetime) -> int:
        """How many days were told of."""
        earliest = at - self.longest_look
        since = max(self.looked_at or earliest, earliest)
        ahead = Seat.objects.filter(session__day__date__gte=localdate(at))  # asked every second: the past is left out
        ran_out = ahead.running_out(after=since, until=at).order_by()
        days = list(ran_out.values_list("session__day_id", flat=True).distinct())
        self.looked_at = at
        for day_id in days:
            tell_of_day(day_id)
        return len(days)


def _tell(day_id: int) -> None:
    publish(f"{DAY}:{day_id}", {"free": free_now(day_id), "at": int(now().timestamp() * 1000)})
    _tell_desk(day_id)


def _tell_desk(day_id: int) -> None:
    """Also where no count changes."""
    publish(f"{DESK}:{day_id}", {"changed": True})


def free_now(day_id: int) -> dict[str, int]:
    """Local time of day → free places, of a published day only: a draft is nobody's business."""
    free = Seat.objects.free(at=now()).filter(session__day=day_id, session__day__state=DayState.PUBLISHED)
    counts = free.values_list("starts_at").annotate(free=Count("pk")).order_by("starts_at")
    return {f"{localtime(starts_at):%H:%M}": count for starts_at, count in counts}


def event_left(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    """Receiver: whatever a booking or a day did, its event is the one place all services pass.

    Who registers has held the place, and it was counted out then: `register_booking` tells of a hold that had run out.
    """
    if not created:
        return
    if isinstance(instance, BookingEvent) and instance.move == "register":
        _tell_desk(instance.booking.day_id)
    else:
        tell_of_day(instance.day_id if hasattr(instance, "day_id") else instance.booking.day_id)
