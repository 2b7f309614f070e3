"""The staff's home page."""

from django.test import Client

from foundation.places.models import Level, Place
from tests.people.factories import PersonFactory, StaffFactory
from tests.sign_in import sign_in_citizen, sign_in_staff


def desk_of(client: Client, role: str) -> str:
    city = Place.objects.filter(level=Level.CITY).first() or Place.add_root(
        code="329981000000", name="望澜市", name_en="Wanglan City", level=Level.CITY
    )
    sign_in_staff(client, StaffFactory(role=role, on=city))
    return client.get("/en/desk/").content.decode()


def test_the_reception_office_finds_its_desk(client, db):
    page = desk_of(client, "reception_officer")
    assert 'href="/en/desk/reception/"' in page
    assert "Wanglan City" in page


def test_a_role_without_a_desk_is_told_so(client, db):
    page = desk_of(client, "deputy")
    assert "No desk for your role yet" in page
    assert 'href="/en/desk/reception/"' not in page


def test_the_desk_is_one_click_away_for_staff_on_every_page_and_only_for_them(client, db):
    desk_of(client, "window_clerk")
    assert 'href="/en/desk/"' in client.get("/en/reception/").content.decode()
    citizen = sign_in_citizen(Client(), PersonFactory(with_account=True))
    assert 'href="/en/desk/"' not in citizen.get("/en/reception/").content.decode()
