"""The demo city in the database: whole trees, working cards, people who can sign in, pages that are not empty."""

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from dashboards.models import Dimension
from dashboards.reading import read
from foundation.ledger.models import SignedDay
from foundation.notifications.models import Message
from foundation.people.models import Person, PlaceGrant, Post, Reveal, Tenure, UnitGrant, User
from foundation.places.models import Place, PlaceName, Unit, Window
from foundation.places.search import find_places
from foundation.workdays.services import is_workday, working_days_between
from matters.models import Matter, MatterEvent, MatterState, Publication
from portal.demo.accounts import CITIZENS, PASSWORD, STAFF, current_code
from portal.demo.guard import DemoRefused, check_allowed
from portal.demo.loading import OtherScaleLoaded, load
from portal.demo.scales import CITY, SMALL
from portal.environment import Mode
from reception_days.models import Booking, BookingEvent, ReceptionDay
from tests.demo.conftest import LOADED_AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_city")]


def test_trees_are_as_treebeard_would_have_made_them():
    assert Place.find_problems() == ([], [], [], [], [])
    assert Unit.find_problems() == ([], [], [], [], [])


def test_counts_are_those_of_the_scale(demo_city):
    expected = {
        "towns": 3, "villages": 12, "general_grids": 24, "dedicated_grids": 3, "micro_grids": 80, "city_units": 54,
        "town_units": 6, "centres": 16, "windows": 12, "reception_days": 2, "bookings": 23,
    }  # fmt: skip
    assert {key: demo_city.counts[key] for key in expected} == expected
    assert demo_city.counts["vacancies"] > 0


def test_loading_again_changes_nothing():
    before = [model.objects.count() for model in (Place, Post, Person, Tenure, Booking, User, Message)]
    report = load(SMALL, at=LOADED_AT)
    assert not report.is_new
    assert report.announced == []
    assert [model.objects.count() for model in (Place, Post, Person, Tenure, Booking, User, Message)] == before


def test_its_figures_are_ready():
    figures = read(Dimension.PLACE, [Place.objects.get(depth=1).pk], date(2025, 1, 1), LOADED_AT.date(), ["received"])
    assert figures.whole("received").number == Matter.objects.filter(split_from=None).count()


def test_a_city_of_another_size_is_never_replaced():
    with pytest.raises(OtherScaleLoaded):
        load(CITY, at=LOADED_AT)
    with pytest.raises(CommandError, match="already here at scale 'small'"):
        call_command("load_demo", "--scale=city", stdout=StringIO())


def test_a_demo_loaded_long_ago_gets_a_day_to_register_for():
    in_two_months = LOADED_AT.replace(year=2027, month=1, day=20)
    report = load(SMALL, at=in_two_months)
    assert report.announced[-1].is_open(at=in_two_months)


def test_every_place_has_a_card(client):
    for place in Place.objects.all():
        assert client.get(reverse("places:card", args=[place.code])).status_code == 200


def test_a_vacant_post_is_shown_as_vacant(client):
    post = Post.objects.exclude(tenures__ends_on=None).filter(kind="grid_worker").first()
    assert "Vacant" in client.get(f"/en/places/{post.place.code}/").content.decode()


@pytest.mark.parametrize("text", ["漪港", "yigang", "星棹苑", "望棹路", "蒲桥村", "潋墩村三组", "漪港老街"])
def test_a_place_is_found_by_any_of_its_names(text):
    assert find_places(text)


def test_every_name_can_be_searched():
    assert not PlaceName.objects.filter(key="").exists()
    assert not PlaceName.objects.filter(grams=None).exists()


def test_the_city_centre_has_twelve_windows():
    assert Window.objects.filter(centre__place__level="city").count() == 12


def test_leaders_stand_in_the_order_of_protocol():
    leaders = Post.objects.leaders().by_protocol()
    assert [leader.body for leader in leaders] == sorted(leader.body for leader in leaders)
    assert leaders[0].name == "市委书记"
    assert all(leader.portfolio and leader.portfolio_en for leader in leaders)


def test_nobody_without_a_public_post_is_an_official():
    bookers = Person.objects.filter(matters__isnull=False)
    assert not bookers.filter(is_official=True).exists()
    contacts = Person.objects.filter(tenures__post__kind="micro_grid_head")
    assert not contacts.filter(is_official=True).exists()


def test_phones_of_people_are_test_numbers():
    phones = [person.phone for person in Person.objects.exclude(phone_index="")]
    assert len(phones) > 20
    assert all(re.fullmatch(r"1380013\d{4}|0500-\d{8}", phone) for phone in phones)


@pytest.mark.parametrize("sign_in", STAFF, ids=lambda sign_in: sign_in.username)
def test_every_role_can_sign_in(client, sign_in):
    page = client.post(reverse("account_login"), {"login": sign_in.username, "password": PASSWORD}, follow=True)
    address, shown = page.request["PATH_INFO"], current_code()
    page = client.post(address, {"code": shown}, follow=True)
    if page.wsgi_request.user.is_anonymous and current_code() != shown:  # another 30 seconds began on the way
        page = client.post(address, {"code": current_code()}, follow=True)
    assert page.status_code == 200
    assert page.wsgi_request.user.username == sign_in.username
    assert page.wsgi_request.user.is_acting


def test_every_account_holds_one_role_where_it_belongs():
    granted = [grant.role.code for model in (PlaceGrant, UnitGrant) for grant in model.objects.all()]
    assert sorted(granted) == sorted(sign_in.role for sign_in in STAFF)


def test_citizens_have_an_account_and_only_one_has_a_booking_to_come():
    first, second = (Person.objects.with_phone(citizen.phone).get() for citizen in CITIZENS)
    assert first.user is not None
    assert second.user is not None
    assert Booking.objects.filter(matter__person=first).count() == 2
    assert not Booking.objects.filter(matter__person=second).exists()


def test_a_visitor_can_register_for_the_next_day():
    day = ReceptionDay.objects.published().upcoming(today=LOADED_AT.date()).first()
    assert day.is_open(at=LOADED_AT)
    assert day.sessions.count() == 7


def test_bookings_are_in_many_states_and_none_lies_in_the_future():
    assert set(Booking.objects.values_list("state", flat=True)) == {
        "submitted", "confirmed", "needs_information", "redirected", "withdrawn",
    }  # fmt: skip
    assert not Booking.objects.filter(submitted_at__gt=LOADED_AT).exists()


def test_messages_a_look_and_a_signed_day_are_there():
    assert Message.objects.filter(channel="sms").count() >= 20
    assert Reveal.objects.count() == 1
    assert SignedDay.objects.count() == 1


def test_the_sign_ins_are_printed_with_the_code_of_now():
    out = StringIO()
    call_command("demo_sign_ins", stdout=out)
    text = out.getvalue()
    assert re.search(r"code now \d{6}", text)
    assert all(sign_in.username in text for sign_in in STAFF)


def test_no_demo_in_production(settings):
    settings.MODE = Mode.PRODUCTION
    with pytest.raises(DemoRefused, match="PORTAL_MODE is production"):
        check_allowed()


def test_no_demo_where_telephones_would_ring(settings):
    settings.SMS_PROVIDER = "tests.demo.gateway.RealGateway"
    with pytest.raises(CommandError, match="real text messages"):
        call_command("load_demo", stdout=StringIO())


def test_the_office_answers_on_working_days_in_working_hours():
    moments = [localtime(at) for at in BookingEvent.objects.values_list("at", flat=True) if at < LOADED_AT]
    assert all(8 <= moment.hour <= 17 for moment in moments)
    assert all(is_workday(moment.date()) for moment in moments)


def test_what_is_unanswered_came_in_lately():
    unanswered = Booking.objects.filter(state="submitted")
    assert unanswered.count() >= 5
    assert max(working_days_between(localdate(one.submitted_at), LOADED_AT.date()) for one in unanswered) <= 3


def test_matters_stand_in_every_state_a_desk_meets():
    states = set(Matter.objects.values_list("state", flat=True))
    assert states == {state.value for state in MatterState} - {"reviewed", "in_re_review", "final", "merged", "void"}
    assert set(Matter.objects.exclude(outcome="").values_list("outcome", flat=True)) >= {
        "settled", "partly", "unsettled", "silent", "on_the_spot",
    }  # fmt: skip
    assert Matter.objects.open().overdue(at=LOADED_AT).exists()
    assert Publication.objects.public().exists()


def test_no_step_of_a_matter_lies_in_the_future():
    assert not MatterEvent.objects.filter(at__gt=LOADED_AT).exists()
