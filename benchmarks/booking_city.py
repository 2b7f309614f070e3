"""Days to be booked in a demo city on a database of the run's own, and people who book. Needs Django to be set up."""

import threading
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import now

from foundation.notifications.models import Message
from foundation.people.models import Post
from foundation.people.phone_tokens import make_token
from foundation.places.models import Centre, Place
from portal.demo.identities import id_number, person_name
from reception_days.models import Booking, DayState, HalfDay, LeaderSession, ReceptionDay, Seat
from reception_days.services.days import local_moment

FIRST_DAY = date(2027, 1, 4)
STEP = timedelta(minutes=20)
_lock = threading.Lock()
_codes: dict[str, str] = {}
_last_read = 0


@dataclass(frozen=True)
class Somebody:
    """One of many: a name, a phone and an ID number of their own."""

    number: int

    @property
    def name(self) -> str:
        return person_name(self.number)

    @property
    def phone(self) -> str:
        return f"1390000{self.number:04}"

    @property
    def id_number(self) -> str:
        return id_number(self.number)

    @property
    def address(self) -> str:
        return f"10.{self.number // 65536}.{self.number // 256 % 256}.{self.number % 256}"

    def token(self) -> str:
        return make_token(self.phone, at=now()).token


def make_day(*, seats: int, times: int, leaders: int = 10) -> ReceptionDay:
    """So many seats, dealt out over the leaders at every time, on a date of its own, open now."""
    day = _empty_day()
    begins = local_moment(day.date, now().time().replace(hour=8, minute=0, second=0, microsecond=0))
    posts = [post for post in Post.objects.leaders().order_by("pk") if post.holder(day.date) is not None][:leaders]
    sessions = [_session(day, post, number, begins, times) for number, post in enumerate(posts)]
    Seat.objects.bulk_create(
        Seat(
            session=sessions[number // times % len(sessions)],
            starts_at=begins + number % times * STEP,
            number=number,
        )
        for number in range(seats)
    )
    return day


def _empty_day() -> ReceptionDay:
    city = Place.objects.get(depth=1)
    on = FIRST_DAY + timedelta(days=ReceptionDay.objects.filter(date__gte=FIRST_DAY).count())
    return ReceptionDay.objects.create(
        place=city, centre=Centre.objects.filter(place=city).first(), date=on, state=DayState.PUBLISHED,
        opens_at=now() - timedelta(days=1), closes_at=now() + timedelta(days=1),
    )  # fmt: skip


def _session(day: ReceptionDay, post: Post, number: int, begins: object, times: int) -> LeaderSession:
    leader = post.holder(day.date)
    return LeaderSession.objects.create(
        day=day, post=post, leader=leader, leader_name=leader.name, post_name=post.name, half_day=HalfDay.MORNING,
        room=f"{number}", starts_at=begins, ends_at=begins + times * STEP,
    )  # fmt: skip


def times_of(day: ReceptionDay) -> list[str]:
    starts = Seat.objects.filter(session__day=day).values_list("starts_at", flat=True)
    return [each.isoformat() for each in sorted(set(starts))]


def code_for(phone: str) -> str:
    """The code that was texted to the phone, read where the SMS provider would."""
    global _last_read
    with _lock:
        for message in Message.objects.filter(pk__gt=_last_read, template="people/phone_code").order_by("pk"):
            _codes[message.address] = "".join(filter(str.isdigit, message.body))[:6]
            _last_read = message.pk
        return _codes[phone]


def numbers_of(day: ReceptionDay) -> set[str]:
    """Everybody who has a live booking and its seat."""
    return set(Booking.objects.live().filter(day=day, seat__isnull=False).values_list("number", flat=True))
