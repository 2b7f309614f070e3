"""What a changed appointment sounds like: a link on a phone, words on a landline, nothing that opens by itself where
somebody else may read."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.timezone import now

from foundation.notifications.models import Message
from reception_days.models import Booking
from reception_days.services import OfficeAct, retire_seats
from tests.matters.factories import MatterFactory, PersonFactory
from tests.reception_days.factories import (
    FIRST_TIME,
    BookingFactory,
    LeaderSessionFactory,
    ReceptionDayFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db
SPOKEN = Path(settings.BASE_DIR, "reception_days/templates/notifications/reception_days")


def displaced(**person) -> Booking:
    """Their seat is retired, and the next one is theirs."""
    text = person.pop("text", "路灯不亮。")
    matter = MatterFactory(person=PersonFactory(**person), text=text)
    session = LeaderSessionFactory(day=ReceptionDayFactory())
    booking = BookingFactory(matter=matter, day=session.day)
    seat = SeatFactory(session=session, starts_at=FIRST_TIME, booking=booking)
    SeatFactory(session=session, starts_at=FIRST_TIME + timedelta(minutes=20), number=2)
    retire_seats(session=session, seats=[seat], by=OfficeAct(actor=None, at=now(), words="临时外出开会。"))
    return booking


def told(channel: str) -> str:
    return Message.objects.get(template__startswith="reception_days/", channel=channel).body


def test_the_text_message_leads_straight_to_the_choice(client):
    booking = displaced()
    (token,) = re.findall(r"/l/([\w-]+)/", told("sms"))
    page = client.get(f"/l/{token}/", follow=True)
    assert booking.number in page.content.decode()
    assert "/look-up/choose/" in page.content.decode()
    assert token not in told("in_app")


def test_where_somebody_else_may_read_nothing_opens_by_itself():
    displaced(text="老公打我，我不敢回家。")
    assert "/l/" not in told("sms")
    assert "/look-up/" in told("sms")


def test_a_landline_is_called_with_words_and_without_an_address():
    booking = displaced(phone="0500-88000001")
    assert booking.number in told("call")
    assert "临时外出开会。" in told("call")
    assert "://" not in told("call")


def test_no_call_reads_out_an_address():
    texts = {file.name.split(".")[0]: file for file in SPOKEN.glob("*.sms.txt")}
    spoken = {file.name.split(".")[0] for file in SPOKEN.glob("*.call.txt")}
    with_address = {name for name, file in texts.items() if "{{ url }}" in file.read_text(encoding="utf-8")}
    assert with_address == spoken
    assert not [name for name in spoken if "url" in (SPOKEN / f"{name}.call.txt").read_text(encoding="utf-8")]
