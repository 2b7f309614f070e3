"""What the rooms below tell the front page. Each part is one small answer, or None when there is nothing to say."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import get_language

from portal.kept import remember

LATEST = 6


class AnnouncedDay(NamedTuple):
    """`free` is the total of the day, never a leader's; None while registration is not open."""

    date: date
    url: str
    free: int | None = None
    opens_at: datetime | None = None
    place: str = ""
    address: str = ""


def next_reception_day() -> AnnouncedDay | None:
    """The next day citizens may book that has not been called off. Its count is as old as SHELL_MEMORY_SECONDS at most:
    whoever chooses a time sees the live one."""
    return remember(("next day", get_language()), _next_reception_day)


def _next_reception_day() -> AnnouncedDay | None:
    """Two queries at most."""
    from reception_days.models import ReceptionDay  # pages are loaded before the rooms' models are

    announced = ReceptionDay.objects.for_citizens().upcoming(today=localdate())
    day = announced.select_related("centre").first()
    if day is None:
        return None
    at = now()
    free = _free_places(day, at) if day.is_open(at=at) else None
    place, street = (day.centre.display_name, day.centre.display_address) if day.centre else ("", "")
    opens_at = day.opens_at if at < day.opens_at else None
    return AnnouncedDay(
        day.date, reverse("reception_days:day", args=[day.date]), free, opens_at, place=place, address=street
    )


def _free_places(day: Any, at: datetime) -> int:
    from reception_days.models import Seat

    return Seat.objects.free(at=at).filter(session__day=day).count()


def latest_notices() -> list[Any]:
    from portal.pages.notices import NoticePage

    return _latest(NoticePage)


def latest_news() -> list[Any]:
    from portal.pages.news import NewsPage

    return _latest(NewsPage)


def _latest(model: Any) -> list[Any]:
    """Remembered until something is published."""
    return remember(("latest", model.__name__, get_language()), lambda: _latest_now(model))


def _latest_now(model: Any) -> list[Any]:
    from portal.pages.addresses import with_addresses

    mine = model.objects.live().public().filter(locale__language_code=get_language())
    return with_addresses(mine.order_by("-date", "-pk").defer_streamfields()[:LATEST])
