"""A published day in December 2026 with leaders, seats and bookings."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import factory

from foundation.people.models import Person, PlaceGrant, Post, Role, Tenure, User
from foundation.people.services import grant_role
from foundation.places.models import Place
from matters.models import Matter
from reception_days.models import Booking, DayKind, DayState, HalfDay, LeaderSession, ReceptionDay, Seat
from reception_days.services import Application
from tests.matters.factories import MatterFactory, category, city, moment, village

AT = moment(2026, 11, 23)  # a Monday on which registration for the day is open
DAY = date(2026, 12, 15)
FIRST_TIME = moment(2026, 12, 15, 9)
ID_NUMBERS = ["329981198507123015", "329981198507123023", "11010519491231002X", "32998119960229700X"]


class PostFactory(factory.django.DjangoModelFactory[Post]):
    """A city leader's post, held by somebody."""

    class Meta:
        model = Post
        skip_postgeneration_save = True

    kind = "leader"
    name = "副市长"
    name_en = "Deputy Mayor"
    place = factory.LazyFunction(city)
    body = 3
    rank = factory.Sequence(lambda n: n + 1)
    portfolio = "城建、交通"
    portfolio_en = "Construction and transport"

    @factory.post_generation
    def holder(self, create: bool, extracted: str | None, **kwargs: object) -> None:
        if extracted != "":
            person = Person.objects.create(name=extracted or "李建国", is_official=True)
            Tenure.objects.create(post=self, person=person, starts_on=date(2024, 1, 1))


class ReceptionDayFactory(factory.django.DjangoModelFactory[ReceptionDay]):
    class Meta:
        model = ReceptionDay
        django_get_or_create = ("place", "date", "kind")

    place = factory.LazyFunction(city)
    date = DAY
    kind = DayKind.FIXED
    state = DayState.PUBLISHED
    opens_at = moment(2026, 11, 20, 9)
    closes_at = moment(2026, 12, 14, 17)


class LeaderSessionFactory(factory.django.DjangoModelFactory[LeaderSession]):
    class Meta:
        model = LeaderSession

    day = factory.SubFactory(ReceptionDayFactory)
    post = factory.SubFactory(PostFactory)
    leader = factory.LazyAttribute(lambda session: session.post.holder(DAY))
    leader_name = factory.LazyAttribute(lambda session: session.leader.name)
    post_name = factory.LazyAttribute(lambda session: session.post.name)
    post_name_en = factory.LazyAttribute(lambda session: session.post.name_en)
    portfolio = factory.LazyAttribute(lambda session: session.post.portfolio)
    half_day = HalfDay.MORNING
    room = factory.Sequence(lambda n: f"接待室{n}")
    starts_at = FIRST_TIME
    ends_at = FIRST_TIME + timedelta(hours=2, minutes=20)


class SeatFactory(factory.django.DjangoModelFactory[Seat]):
    class Meta:
        model = Seat

    class Params:
        booked = factory.Trait(
            booking=factory.SubFactory(
                "tests.reception_days.factories.BookingFactory", day=factory.SelfAttribute("..session.day")
            )
        )
        held = factory.Trait(hold_token=factory.LazyFunction(uuid4), held_until=AT + timedelta(minutes=10))
        hold_expired = factory.Trait(hold_token=factory.LazyFunction(uuid4), held_until=AT - timedelta(minutes=1))
        retired = factory.Trait(retired_at=AT)

    session = factory.SubFactory(LeaderSessionFactory)
    starts_at = FIRST_TIME
    number = factory.Sequence(lambda n: n + 1)


class BookingFactory(factory.django.DjangoModelFactory[Booking]):
    """Without a seat; `seated()` gives one."""

    class Meta:
        model = Booking

    matter = factory.SubFactory(MatterFactory)
    number = factory.LazyAttribute(lambda booking: booking.matter.number)
    day = factory.SubFactory(ReceptionDayFactory)
    beneficiary_digest = factory.Sequence(lambda n: f"{n:064x}")
    submitted_at = AT


def seated(**facts: object) -> Booking:
    """A booking with its seat."""
    seat = SeatFactory(booked=True)
    booking = seat.booking
    for name, value in facts.items():
        setattr(booking, name, value)
    booking.save()
    return booking


def seats_at(count: int, *, starts_at: datetime = FIRST_TIME, day: ReceptionDay | None = None) -> list[Seat]:
    """Seats at one time, each of another leader."""
    day = day or ReceptionDayFactory()
    return [SeatFactory(session=LeaderSessionFactory(day=day), starts_at=starts_at) for _ in range(count)]


def application(**facts: object) -> Application:
    """What an ordinary citizen tells."""
    ordinary: dict[str, object] = {
        "name": "王小明",
        "phone": "13800138000",
        "id_number": ID_NUMBERS[0],
        "text": "小区电梯坏了两个月没有人修，老人上下楼很困难。",
        "request": "请尽快修好电梯。",
        "category": category(),
        "place": village(),
        "starts_at": FIRST_TIME,
        "consents_to_handling": True,
        "phone_was_proved": True,
    }
    return Application(**(ordinary | facts))  # type: ignore[arg-type]


def staff(role: str, *, on: Place | None = None, username: str = "") -> User:
    """An account with one role on a place, the whole city unless said otherwise."""
    user = User.objects.create(username=username or f"{role}-{User.objects.count()}")
    grant_role(user=user, role=Role.objects.get(code=role), on=on or city(), granted_by=None, at=moment(2026, 1, 1))
    return user


__all__ = ["AT", "DAY", "FIRST_TIME", "Matter", "PlaceGrant"]
