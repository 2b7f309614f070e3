"""The last reception day and the next one, announced and booked through the services of `reception_days`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils.timezone import get_current_timezone, localdate

from foundation.people.models import Body, Post, PostKind, User
from foundation.people.services import reveal
from foundation.places.models import Place
from foundation.workdays.services import add_working_days, is_workday, reception_date
from matters.models import Category, Channel
from portal.demo.accounts import CITIZENS
from portal.demo.identities import id_number, landline, mobile, person_name
from portal.demo.tables import table
from portal.demo.towns import CITY_CODE
from reception_days.models import Booking, HalfDay, LawfulDoor, ReceptionDay, ReceptionRules, Seat
from reception_days.services import (
    Application,
    add_session,
    ask_for_information,
    confirm_booking,
    hold_a_time,
    next_month_to_schedule,
    publish_by,
    publish_day,
    redirect_booking,
    register_booking,
    schedule_day,
    withdraw_booking,
)

BASIS = "演示城市的约定：自上月1日起开放登记，使任何一天都能试用"
NOTICE = "请带身份证，提前十五分钟到市社会治理综合服务中心一楼等候。来不了的，请提前取消，把时间留给别人。"
NOTICE_EN = "Please bring your ID card and come fifteen minutes early. If you cannot come, cancel and free your place."
SESSIONS = [
    ("party", 1, HalfDay.MORNING, "101"),
    ("party", 6, HalfDay.MORNING, "102"),
    ("congress", 2, HalfDay.MORNING, "103"),
    ("government", 4, HalfDay.MORNING, "104"),
    ("government", 3, HalfDay.AFTERNOON, "101"),
    ("government", 5, HalfDay.AFTERNOON, "102"),
    ("cppcc", 2, HalfDay.AFTERNOON, "103"),
]
BOOKED_LAST_TIME = 7
MOST_DAYS = 3
FIRST_PHONE, FIRST_NAME = 100, 14_000
WINDOW_EVERY, HOTLINE_EVERY = 6, 9


@dataclass(frozen=True, slots=True)
class Booker:
    """Somebody who comes, and by which door they registered."""

    name: str
    phone: str
    id_number: str
    channel: str = Channel.WEB
    role: str = "citizen"


def load_reception_days(*, at: datetime) -> list[ReceptionDay]:
    city = Place.objects.get(code=CITY_CODE)
    _open_early(localdate(at))
    rows = table("matters")
    past = _past_day(city, localdate(at))
    _book(past, rows[:BOOKED_LAST_TIME], until=past.closes_at)
    days = [past, *publish_until_open(at=at)]
    if days[-1].is_open(at=at):
        _book(days[-1], rows[BOOKED_LAST_TIME:], until=at)
    _look_at_a_citizen(at)
    return days


def publish_until_open(*, at: datetime) -> list[ReceptionDay]:
    """Announce the next day, and further ones until citizens can register for one."""
    city = Place.objects.get(code=CITY_CODE)
    days: list[ReceptionDay] = []
    while len(days) < MOST_DAYS and not (days and days[-1].is_open(at=at)):
        year, month = next_month_to_schedule(place=city, today=localdate(at))
        days.append(_announce(city, year, month, at))
    return days


def _open_early(today: date) -> None:
    """A rule of the demo city's own, so that a visitor can register whatever the date."""
    usual = ReceptionRules.objects.on_day(today)
    values = {field.name: getattr(usual, field.name) for field in usual._meta.fields if not field.primary_key}
    starts = (today - timedelta(days=120)).replace(day=1)
    ReceptionRules.objects.create(**values | {"valid_from": starts, "opens_on_day": 1, "basis": BASIS})


def _past_day(city: Place, today: date) -> ReceptionDay:
    before = today.replace(day=1) - timedelta(days=1)
    month = today if reception_date(today.year, today.month) < today else before
    announced_at = datetime.combine(month.replace(day=1), time(9), tzinfo=get_current_timezone()) - timedelta(days=40)
    return _announce(city, month.year, month.month, announced_at)


def _announce(city: Place, year: int, month: int, at: datetime) -> ReceptionDay:
    officer = User.objects.get(username="reception_officer")
    planned_on = reception_date(year, month) - timedelta(days=75)
    planned_at = min(at, datetime.combine(planned_on, time(9), tzinfo=get_current_timezone()))
    day = schedule_day(
        year=year, month=month, place=city, at=planned_at, notice=NOTICE, notice_en=NOTICE_EN, actor=officer
    )
    for body, rank, half_day, room in SESSIONS:
        add_session(day=day, post=_leader(body, rank), half_day=half_day, room=room)
    in_time = datetime.combine(publish_by(day), time(9), tzinfo=get_current_timezone())
    publish_day(day=day, at=min(at, in_time), actor=officer)
    return day


def _leader(body: str, rank: int) -> Post:
    return Post.objects.get(place__code=CITY_CODE, kind=PostKind.LEADER, body=Body[body.upper()], rank=rank)


def _book(day: ReceptionDay, rows: Sequence[dict[str, str]], *, until: datetime) -> None:
    """One booking a row, on working days since the opening; what nobody has answered yet came in lately."""
    times = sorted(set(Seat.objects.filter(session__day=day).values_list("starts_at", flat=True)))
    for n, (row, registered_on) in enumerate(zip(rows, _days(day, rows, until), strict=True)):
        registered_at = min(max(_moment(registered_on, n), day.opens_at), until)
        booking = _register(n, row, day, times[n % len(times)], registered_at)
        _answer(booking, row, min(_moment(add_working_days(registered_on, 1), n), until))


def _days(day: ReceptionDay, rows: Sequence[dict[str, str]], until: datetime) -> list[date]:
    """Working days from the opening until now, spread evenly over the rows; the last three for what is unanswered."""
    first, last = localdate(day.opens_at), localdate(until)
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    working = [each for each in every if is_workday(each)] or [last]
    answered = sum(row["outcome"] != "submitted" for row in rows)
    earlier, lately = working[:-3] or working, working[-3:]
    return [
        *(earlier[n * len(earlier) // answered] for n in range(answered)),
        *(lately[n * len(lately) // (len(rows) - answered)] for n in range(len(rows) - answered)),
    ]


def _moment(on: date, n: int) -> datetime:
    """Some time of the working day, another one for each row."""
    return datetime.combine(on, time(9), tzinfo=get_current_timezone()) + timedelta(minutes=n * 47 % 430)


def _booker(n: int, row: dict[str, str]) -> Booker:
    """The first of a day is the first demo citizen; some come to the window, some ring the hotline by landline."""
    if n == 0:
        citizen = CITIZENS[0]
        return Booker(citizen.name, citizen.phone, citizen.id_number)
    number = FIRST_PHONE + int(row["number"])
    name, identity = person_name(FIRST_NAME + number), id_number(number)
    if n % HOTLINE_EVERY == 5:
        return Booker(name, landline(9000 + number), identity, Channel.PHONE, "hotline_operator")
    if n % WINDOW_EVERY == 2:
        return Booker(name, mobile(number), identity, Channel.WINDOW, "window_clerk")
    return Booker(name, mobile(number), identity)


def _register(n: int, row: dict[str, str], day: ReceptionDay, starts_at: datetime, at: datetime) -> Booking:
    booker = _booker(n, row)
    key = f"demo-{day.date}-{n}"
    token = uuid5(NAMESPACE_URL, key)
    hold_a_time(day=day, starts_at=starts_at, token=token, at=at, phone=booker.phone)
    receipt = register_booking(
        key=key, token=token, day=day, application=_application(n, row, booker, starts_at), at=at,
        channel=booker.channel, role=booker.role,
        actor=User.objects.filter(username=booker.role).first(),
    )  # fmt: skip
    return Booking.objects.get(number=receipt.number)


def _application(n: int, row: dict[str, str], booker: Booker, starts_at: datetime) -> Application:
    villages = Place.objects.filter(code__startswith=CITY_CODE[:6], level="village")
    return Application(
        name=booker.name,
        phone=booker.phone,
        id_number=booker.id_number,
        text=row["text"],
        request=row["request"],
        category=Category.objects.filter(code=row["category"]).first(),
        place=villages[(n * 5) % villages.count()],
        starts_at=starts_at,
        representatives=int(row["representatives"]),
        consents_to_handling=True,
        consents_to_publication=n % 2 == 0,
        phone_was_proved=booker.channel == Channel.WEB,
    )


def _answer(booking: Booking, row: dict[str, str], at: datetime) -> None:
    """What became of it: the office answers, or the citizen withdraws."""
    officer, roles, words = User.objects.get(username="reception_officer"), {"reception_officer"}, row["words"]
    match row["outcome"]:
        case "confirmed":
            confirm_booking(booking=booking, actor=officer, roles=roles, at=at, words=words)
        case "needs_information":
            ask_for_information(booking=booking, actor=officer, roles=roles, at=at, words=words)
        case "redirected":
            door = LawfulDoor.objects.get(code=row["door"])
            redirect_booking(
                booking=booking, actor=officer, roles=roles, at=at, words=words, door=door,
                contact=f"市社会治理综合服务中心 {landline(0)}",
            )  # fmt: skip
        case "withdrawn":
            withdraw_booking(booking=booking, at=at)


def _look_at_a_citizen(at: datetime) -> None:
    """One logged look, so that "who looked at my data" has something to show."""
    officer = User.objects.get(username="reception_officer")
    booking = Booking.objects.filter(day__place__code=CITY_CODE).earliest("pk")
    person = booking.matter.person
    reveal(person=person, field="phone", viewer=officer, purpose="电话核对接访时间", at=at, on=booking)
