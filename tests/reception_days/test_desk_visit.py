"""One booking on the desk: what the visit needs, who comes along, and the papers; each for whom it concerns."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from foundation.files.services import store
from matters.attachments import attach_files
from reception_days.models import Booking, Proxy
from reception_days.services.applications import access_needs_of
from tests.files.conftest import picture, upload
from tests.reception_days.factories import AT, seated, staff
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking() -> Booking:
    booking = seated(access_needs='["wheelchair"]', access_note="电梯请留门", mandate_names='["钱多多"]')
    Proxy.objects.create(
        booking=booking, relation="neighbour", name="孙小明", phone="13800138001", consent="spoken", consented_at=AT
    )
    draft = uuid4()
    store(upload(picture(), "裂缝.jpg"), draft=draft, at=AT)
    attach_files(draft=draft, matter=booking.matter, at=AT)
    return booking


def page_for(role: str, booking: Booking) -> str:
    browser = sign_in_staff(Client(), staff(role))
    return browser.get(f"/desk/reception/bookings/{booking.number}/").content.decode()


def test_who_answers_sees_what_the_visit_needs_with_names_masked(booking):
    page = page_for("reception_officer", booking)
    assert str(access_needs_of(booking)[0].label) in page
    assert "电梯请留门" in page
    assert "裂缝.jpg" in page
    assert "钱多多" not in page
    assert "孙小明" not in page
    assert "13800138001" not in page


def test_a_leader_sees_neither_needs_nor_papers(booking):
    page = page_for("leader", booking)
    assert booking.number in page
    assert "电梯请留门" not in page
    assert "裂缝.jpg" not in page


def test_a_paper_opens_for_who_handles_the_matter_and_for_nobody_else(booking):
    address = reverse("files:download", args=[booking.matter.files.get().file.public_id])
    assert sign_in_staff(Client(), staff("reception_officer")).get(address).status_code == 200
    assert sign_in_staff(Client(), staff("leader", username="leads")).get(address).status_code == 404
    assert Client().get(address).status_code == 404
