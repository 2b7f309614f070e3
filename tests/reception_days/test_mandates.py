"""The signed list of a group: attached while registering, on the clerk's screen, or later; who may read it."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from foundation.files.exceptions import FileRefused
from foundation.files.models import StoredFile
from reception_days.exceptions import NoMandateNeeded
from reception_days.models import Booking
from reception_days.services import withdraw_booking
from reception_days.services.mandates import add_mandate, mandate_of, takes_mandate
from tests.files.conftest import picture, upload
from tests.matters.factories import QUERY_CODE
from tests.reception_days.factories import AT, seated, staff
from tests.reception_days.test_voice_pages import Clerk
from tests.reception_days.walking import Citizen, number_and_code, open_day
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db
LIST, CHECK = "/reception/register/mandate/", "/reception/register/check/"
GROUP = {"representatives": "2", "mandate_names": "李大山"}


def text_of(page):
    return page.content.decode()


def photo(name="授权名单.jpg"):
    return upload(picture(), name)


def a_group():
    booking = seated(representatives=2, mandate_names='["李大山"]')
    return Booking.objects.get(pk=booking.pk)


def test_a_group_is_asked_for_its_list_and_the_list_goes_with_the_registration():
    citizen = Citizen(open_day())
    page = citizen.walk_to_check(**GROUP)
    assert page.redirect_chain[-1][0] == LIST
    citizen.post(LIST, files=photo(), next="1")
    assert "授权名单.jpg" in text_of(citizen.get(CHECK))
    number, _code = number_and_code(citizen.send())
    booking = Booking.objects.get(number=number)
    assert [each.file.name for each in mandate_of(booking)] == ["授权名单.jpg"]
    assert not booking.matter.files.exists(), "the list is no paper of the matter"


def test_who_comes_alone_after_all_sends_no_list():
    citizen = Citizen(open_day())
    citizen.walk_to_check(**GROUP)
    citizen.post(LIST, files=photo(), next="1")
    assert citizen.say_who().redirect_chain[-1][0] == CHECK
    number, _code = number_and_code(citizen.send())
    assert mandate_of(Booking.objects.get(number=number)) == []


def test_forgetting_forgets_the_list_too():
    citizen = Citizen(open_day())
    citizen.walk_to_check(**GROUP)
    citizen.post(LIST, files=photo(), add="1")
    citizen.post("/reception/register/forget/")
    assert not StoredFile.objects.exists()


def test_the_clerks_scan_survives_a_form_that_is_put_right_and_is_sent_with_it():
    clerk = Clerk()
    page = clerk.register(name="", mandate_names="李大山", files=photo("scan.jpg"))
    assert "scan.jpg" in text_of(page)
    clerk.register(mandate_names="李大山")
    assert [each.file.name for each in mandate_of(Booking.objects.get())] == ["scan.jpg"]


def test_a_scan_that_is_not_taken_keeps_the_form_open():
    page = Clerk().register(mandate_names="李大山", files=upload(b"MZ\x90\x00" + b"0" * 200, "list.exe"))
    assert "list.exe" in text_of(page)
    assert not Booking.objects.exists()


def test_the_list_is_added_later_from_ones_own_page_and_read_there():
    booking, client = a_group(), Client()
    client.post("/look-up/", {"number": booking.number, "code": QUERY_CODE})
    page = client.post("/look-up/mandate/", {"files": photo()}, follow=True)
    assert page.redirect_chain[-1][0] == "/look-up/matter/"
    assert "授权名单.jpg" in text_of(page)
    address = reverse("files:download", args=[mandate_of(booking)[0].file.public_id])
    assert client.get(address).status_code == 200
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("files", [[], [upload(b"", "empty.jpg")]])
def test_what_cannot_be_added_is_said(files):
    booking, client = a_group(), Client()
    client.post("/look-up/", {"number": booking.number, "code": QUERY_CODE})
    page = client.post("/look-up/mandate/", {"files": files})
    assert 'id="error-summary"' in text_of(page)
    assert mandate_of(booking) == []


def test_the_clerk_adds_what_a_group_brings_and_it_is_noted():
    booking, user = a_group(), staff("window_clerk")
    client = sign_in_staff(Client(), user)
    client.post("/desk/reception/help/", {"number": booking.number, "proof": QUERY_CODE})
    client.post("/desk/reception/help/caller/mandate/", {"files": photo()})
    assert len(mandate_of(booking)) == 1
    assert ModelLogEntry.objects.filter(action="reception_days.add_mandate", user=user).count() == 1


def test_the_office_sees_the_list_opening_it_is_noted_and_a_leader_does_not():
    booking = a_group()
    add_mandate(booking=booking, upload=photo(), at=AT)
    page, address = f"/desk/reception/bookings/{booking.number}/", mandate_of(booking)[0].file.public_id
    office = sign_in_staff(Client(), staff("reception_officer"))
    assert "授权名单.jpg" in text_of(office.get(page))
    assert office.get(f"/files/{address}/").status_code == 200
    assert ModelLogEntry.objects.filter(action="reception_days.read_mandate").count() == 1
    leader = sign_in_staff(Client(), staff("leader"))
    assert "授权名单.jpg" not in text_of(leader.get(page))
    assert leader.get(f"/files/{address}/").status_code == 404


def test_only_a_group_that_is_still_to_come_has_a_list():
    alone, withdrawn = seated(), a_group()
    withdraw_booking(booking=withdrawn, at=AT)
    for booking in (alone, withdrawn):
        assert not takes_mandate(booking)
        with pytest.raises(NoMandateNeeded):
            add_mandate(booking=booking, upload=photo(), at=AT)


def test_at_most_five_are_added_later():
    booking = a_group()
    for _ in range(5):
        add_mandate(booking=booking, upload=photo(), at=AT)
    with pytest.raises(FileRefused):
        add_mandate(booking=booking, upload=photo(), at=AT)
