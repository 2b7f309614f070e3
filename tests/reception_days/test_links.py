"""Links in messages and QR codes: they open one thing, can be switched off, and leave nothing behind."""

from datetime import timedelta

import pytest
from django.test import Client

from foundation.requests.limits import Limit
from matters.views import links
from reception_days.models import AccessLink, LinkPurpose
from reception_days.services.links import make_link, open_link, revoke_links
from tests.reception_days.factories import AT, BookingFactory, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking():
    return seated()


@pytest.fixture
def token(booking):
    from django.utils.timezone import now

    return make_link(booking=booking, purpose=LinkPurpose.BOOKING, at=now(), expires_at=now() + timedelta(days=1))


def test_only_a_digest_of_the_token_is_kept(booking, token):
    (link,) = AccessLink.objects.all()
    assert token not in str(vars(link))
    assert len(token) >= 22


def test_a_link_opens_the_matter_page_under_an_address_without_the_token(booking, token):
    response = Client().get(f"/l/{token}/", follow=True)
    assert [step for step, _status in response.redirect_chain] == ["/look-up/matter/"]
    assert booking.number in response.content.decode()
    assert token not in response.content.decode()


def test_in_english_it_leads_to_the_english_page(token):
    assert Client().get(f"/en/l/{token}/").url == "/en/look-up/matter/"


def main_of(response):
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def dead(client, token):
    response = client.get(f"/l/{token}/")
    assert "这个链接已经打不开了" in response.content.decode()
    return response.status_code


def test_unknown_expired_and_revoked_links_get_one_kind_page(booking, token):
    from django.utils.timezone import now

    expired = make_link(booking=booking, purpose=LinkPurpose.BOOKING, at=AT, expires_at=now() - timedelta(seconds=1))
    client = Client()
    revoke_links(booking=booking, at=now())
    pages = {main_of(client.get(f"/l/{each}/")) for each in ("never-made", expired, token, "x" * 200)}
    assert len(pages) == 1, "nobody learns which of the reasons it is"
    assert dead(client, token) == 404
    assert client.get("/look-up/matter/").status_code == 302, "a dead link leaves nothing open"


def test_a_link_for_one_purpose_does_not_open_another(booking):
    token = make_link(booking=booking, purpose=LinkPurpose.REMINDER, at=AT)
    assert open_link(token=token, purpose=LinkPurpose.BOOKING, at=AT) is None
    assert open_link(token=token, purpose=LinkPurpose.REMINDER, at=AT).booking == booking


def test_revoking_switches_off_this_bookings_links_and_nobody_elses(booking):
    other = BookingFactory()
    mine, theirs = (make_link(booking=each, purpose=LinkPurpose.BOOKING, at=AT) for each in (booking, other))
    assert revoke_links(booking=booking, at=AT) == 1
    assert open_link(token=mine, purpose=LinkPurpose.BOOKING, at=AT) is None
    assert open_link(token=theirs, purpose=LinkPurpose.BOOKING, at=AT) is not None


def test_a_link_without_a_date_ends_a_month_after_the_day(booking):
    token = make_link(booking=booking, purpose=LinkPurpose.BOOKING, at=AT)
    assert open_link(token=token, purpose=LinkPurpose.BOOKING, at=AT + timedelta(days=45))
    assert open_link(token=token, purpose=LinkPurpose.BOOKING, at=AT + timedelta(days=60)) is None


def test_no_log_tells_a_token(booking, caplog):
    token = make_link(booking=booking, purpose=LinkPurpose.REMINDER, at=AT)
    Client().get(f"/l/{token}/")
    assert token not in caplog.text


def test_many_wrong_links_have_to_wait_and_a_right_one_forgives_the_wrong_ones(token, monkeypatch):
    monkeypatch.setattr(links, "WRONG_LINKS", [Limit(5, 3600)])
    client = Client()
    for _ in range(4):
        assert dead(client, "never-made") == 404
    assert client.get(f"/l/{token}/").status_code == 302
    for _ in range(5):
        assert dead(client, "never-made") == 404
    assert dead(client, token) == 429
