"""Signing in with the city's identity service, against a real one in a process of its own."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils.timezone import now

from foundation.people.identity_service import IdentityService
from foundation.people.models import Person, User
from tests.identity_provider.running import CLIENT, SECRET, Service, Visitor, running, write_key
from tests.people.factories import PASSWORD, PersonFactory, staff
from tests.sign_in import sign_in_citizen, sign_in_staff

PORTAL = "http://testserver"
ID = "329981198507123015"
PHONE = "13900001111"
WANG = {"name": "王小明", "phone_number": "+86 139 0000 1111", "phone_number_verified": True, "id_card": ID}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("city") / "service", PORTAL) as service:
        yield service


@pytest.fixture(autouse=True)
def _connected(city, settings, db):
    city.says(claims={"wang": WANG})
    settings.PORTAL_URL = PORTAL
    settings.IDENTITY_SERVICE = IdentityService(
        issuer=city.issuer, client_id=CLIENT, secret=SECRET, id_number_claim="id_card"
    )


def start(client, path="/sign-in/city/", **posted):
    """The address of the service that our page leads to."""
    response = client.post(path, posted)
    assert response.status_code == 200, response
    return response["Refresh"].removeprefix("0; url=")


def sign_in(client, name="wang", path="/sign-in/city/", **posted):
    return client.get(Visitor(name).go(start(client, path, **posted)))


def signed_in(client) -> User | None:
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


def refusal(response) -> str:
    assert response.status_code in {403, 503}, response.status_code
    return response.content.decode()


# Citizens


def test_a_citizen_signs_in_and_the_account_knows_what_the_service_vouches_for(client):
    response = sign_in(client, next="/reception/")
    assert response["Location"] == "/reception/"
    person = signed_in(client).person
    assert (person.name, person.phone, person.id_number) == ("王小明", PHONE, ID)
    assert person.phone_verified_at
    assert person.identity_verified_at


def test_nothing_of_the_person_lies_readable_in_the_database(client):
    sign_in(client)
    (row,) = SocialAccount.objects.all()
    assert row.extra_data == {}
    assert len(row.uid) == 64


def test_the_same_identity_opens_the_same_account_again(client):
    sign_in(client)
    first = signed_in(client)
    again = Client()
    sign_in(again)
    assert signed_in(again) == first


def test_a_verified_phone_leads_to_the_account_that_signs_in_with_it(client):
    owner = PersonFactory(name="王小明", phone=PHONE, with_account=True)
    sign_in(client)
    assert signed_in(client) == owner.user


@pytest.mark.parametrize("unproved", [{"phone_number_verified": False}, {"phone_number_verified": "true"}])
def test_an_unverified_phone_or_an_e_mail_leads_nowhere(client, city, unproved):
    owner = PersonFactory(phone=PHONE, with_account=True)
    User.objects.filter(pk=owner.user_id).update(email="w@portal.example")
    city.says(claims={"wang": WANG | unproved | {"email": "w@portal.example", "email_verified": True}})
    sign_in(client)
    assert signed_in(client) not in (None, owner.user)
    assert signed_in(client).person.phone == ""


def test_somebody_known_by_their_card_is_known_again(client):
    known = PersonFactory(name="王小明", phone="0513-83310000", verified=True)
    sign_in(client)
    assert signed_in(client).person == known


def test_a_phone_the_family_shares_joins_nobody_with_another_id_number(client):
    grandmother = PersonFactory(phone=PHONE, phone_verified_at=now(), id_number="329981195001011023")
    sign_in(client)
    grandmother.refresh_from_db()
    assert grandmother.user is None
    assert signed_in(client).person.phone == ""


def test_the_id_number_of_another_account_is_left_to_a_window(client):
    other = PersonFactory(phone="13900002222", with_account=True, verified=True)
    response = sign_in(client, next="/reception/")
    assert signed_in(client) not in (None, other.user)
    assert signed_in(client).person.id_number == ""
    assert "窗口办理" in client.get(response["Location"]).content.decode()


def test_a_wrong_id_number_is_not_stored(client, city):
    city.says(claims={"wang": WANG | {"id_card": ID[:-1] + "6"}})
    sign_in(client)
    assert signed_in(client).person.id_number == ""


# Refusals about accounts


def test_a_closed_account_stays_closed(client):
    sign_in(client)
    User.objects.filter(pk=signed_in(client).pk).update(is_active=False)
    assert "停用" in refusal(sign_in(Client()))


def test_a_phone_that_opens_somebody_elses_account_is_refused(client):
    PersonFactory(phone=PHONE, with_account=True, id_number="329981195001011023")
    assert "他人的账号" in refusal(sign_in(client))
    assert signed_in(client) is None


def test_a_second_identity_does_not_take_over_by_the_same_phone(client, city):
    sign_in(client)
    city.says(claims={"wang": WANG, "zhao": {"phone_number": PHONE, "phone_number_verified": True}})
    other = Client()
    refusal(sign_in(other, "zhao"))
    assert signed_in(other) is None


def test_a_number_unseen_for_half_a_year_needs_its_code_first(client, city):
    owner = PersonFactory(phone=PHONE, with_account=True, phone_verified_at=now() - timedelta(days=200))
    User.objects.filter(pk=owner.user_id).update(last_phone_proof_at=None)
    city.says(claims={"wang": WANG | {"id_card": ""}})
    assert "短信" in refusal(sign_in(client))


# Refusals about what came back


def test_breaking_it_off_there_changes_nothing(client):
    back = Visitor("wang").go(start(client), consents=False)
    assert "没有做任何更改" in refusal(client.get(back))
    assert not SocialAccount.objects.exists()


def test_an_answer_counts_once_and_in_the_browser_that_asked(client):
    back = Visitor("wang").go(start(client))
    refusal(Client().get(back))
    assert client.get(back).status_code == 302
    client.logout()
    assert "已被使用" in refusal(client.get(back))
    assert signed_in(client) is None


def test_an_answer_after_ten_minutes_is_too_late(client, monkeypatch):
    back = Visitor("wang").go(start(client))
    later = time.time() + 601
    monkeypatch.setattr("allauth.socialaccount.internal.statekit.time.time", lambda: later)
    refusal(client.get(back))
    assert signed_in(client) is None


@pytest.mark.parametrize(
    "fault",
    [
        {"token": {"aud": "another-client"}},
        {"token": {"iss": "http://127.0.0.1:1"}},
        {"token": {"exp": "past"}},
        {"token": {"nonce": "of-another-errand"}},
        {"token": {"azp": "another-client"}},
        {"profile": {"sub": "999"}},
    ],
    ids=lambda fault: ".".join(f"{part}.{next(iter(what))}" for part, what in fault.items()),
)
def test_a_token_for_somebody_or_something_else_is_refused(client, city, fault):
    city.says(claims={"wang": WANG}, **fault)
    assert refusal(sign_in(client))
    assert signed_in(client) is None
    assert not SocialAccount.objects.exists()


def test_a_token_signed_by_another_key_than_the_published_one_is_refused(client, settings, tmp_path):
    other = write_key(tmp_path / "other.pem")
    with running(tmp_path / "false", PORTAL, IDENTITY_FALSE_KEY=str(other)) as false:
        settings.IDENTITY_SERVICE = replace(settings.IDENTITY_SERVICE, issuer=false.issuer)
        false.says(claims={"wang": WANG})
        response = sign_in(client)
    assert refusal(response)
    assert signed_in(client) is None


def test_a_wrong_secret_opens_nothing(client, settings):
    settings.IDENTITY_SERVICE = replace(settings.IDENTITY_SERVICE, secret="guessed")
    assert refusal(sign_in(client))


def test_a_service_that_is_down_is_said_so_in_both_languages(client, settings):
    settings.IDENTITY_SERVICE = replace(settings.IDENTITY_SERVICE, issuer="http://127.0.0.1:9")
    chinese, english = client.post("/sign-in/city/"), client.post("/en/sign-in/city/")
    assert (chinese.status_code, english.status_code) == (503, 503)
    assert "does not answer" in refusal(english)
    assert "没有响应" in refusal(chinese)


def test_who_came_from_an_english_page_is_answered_in_english(client):
    back = Visitor("wang").go(start(client, "/en/sign-in/city/"), consents=False)
    assert "broke it off" in refusal(client.get(back))


# The door itself


def test_a_link_starts_nothing_and_no_address_outside_is_gone_to(client):
    assert client.get("/sign-in/city/")["Location"] == "/sign-in/"
    assert sign_in(client, next="https://elsewhere.example/")["Location"] == "/my/"


def test_the_errand_carries_state_nonce_and_proof_key(client):
    address = start(client)
    assert all(part in address for part in ("state=", "nonce=", "code_challenge=", "code_challenge_method=S256"))


def test_without_a_service_there_is_no_door(client, settings):
    settings.IDENTITY_SERVICE = IdentityService()
    assert client.post("/sign-in/city/").status_code == 404
    assert client.get("/sign-in/city/callback/").status_code == 404
    assert "sign-in/city" not in client.get("/sign-in/").content.decode()


# Linking and unlinking


def test_a_citizen_links_unlinks_and_links_again(client):
    person = PersonFactory(phone=PHONE, with_account=True)
    sign_in_citizen(client, person)
    assert sign_in(client, path="/my/identity/link/")["Location"] == "/my/details/"
    assert "/my/identity/unlink/" in client.get("/my/details/").content.decode()
    client.post("/my/identity/unlink/")
    assert not SocialAccount.objects.exists()
    sign_in(client, path="/my/identity/link/")
    assert SocialAccount.objects.get().user == person.user


def test_the_last_way_in_is_not_given_up(client, city):
    city.says(claims={"wang": {"name": "王小明"}})
    sign_in(client)
    client.post("/my/identity/unlink/")
    assert SocialAccount.objects.count() == 1


def test_an_identity_opens_one_account_only(client):
    sign_in(client)
    stranger = sign_in_citizen(Client(), PersonFactory())
    refusal(sign_in(stranger, path="/my/identity/link/"))
    assert SocialAccount.objects.count() == 1


def test_an_account_has_one_identity_only(client, city):
    sign_in(client)
    city.says(claims={"zhao": {"name": "赵小芳"}})
    refusal(sign_in(client, "zhao", path="/my/identity/link/"))


def test_an_answer_is_for_the_account_that_asked(client):
    sign_in_citizen(client, PersonFactory())
    back = Visitor("wang").go(start(client, "/my/identity/link/"))
    sign_in_citizen(client, PersonFactory())
    refusal(client.get(back))
    assert not SocialAccount.objects.exists()


# Staff


@pytest.fixture
def clerk() -> User:
    return staff("window_clerk", username="A10086")


@pytest.fixture
def gives_steps(settings, city):
    settings.IDENTITY_SERVICE = replace(
        settings.IDENTITY_SERVICE, id_number_claim="", staff_number_claim="staff_no", step_amr=("otp",)
    )
    city.says(claims={"li": {"name": "李工作", "staff_no": "A10086", "amr": ["pwd", "otp"]}})


def password_only(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def step(client, name="li", password=PASSWORD):
    return sign_in(client, name, path="/staff/second-step/?next=/desk/", identity="1", password=password)


def acts(client) -> bool:
    return client.get("/desk/").status_code == 200


def test_staff_make_their_second_step_there_after_the_password(clerk, gives_steps):
    sign_in(sign_in_staff(Client(), clerk), "li", path="/my/identity/link/")
    client = password_only(clerk)
    assert not acts(client)
    assert client.post("/staff/second-step/", {"identity": "1", "password": "wrong"}).status_code == 200
    assert step(client)["Location"] == "/desk/"
    assert acts(client)


def test_entering_by_the_service_alone_is_a_citizens_session(clerk, gives_steps):
    sign_in(sign_in_staff(Client(), clerk), "li", path="/my/identity/link/")
    client = Client()
    sign_in(client, "li")
    assert signed_in(client) == clerk
    assert not acts(client)


@pytest.mark.parametrize(
    "weak",
    [
        {"claims": {"li": {"staff_no": "A10086", "amr": ["pwd"]}}},
        {"claims": {"li": {"staff_no": "B20000", "amr": ["pwd", "otp"]}}},
        {"claims": {"li": {"staff_no": "A10086", "amr": ["otp"]}}, "token": {"auth_time": 1}},
    ],
    ids=["one-factor", "another-number", "long-ago"],
)
def test_too_weak_a_sign_in_there_is_no_second_step(clerk, gives_steps, city, weak):
    sign_in(sign_in_staff(Client(), clerk), "li", path="/my/identity/link/")
    city.says(**weak)
    client = password_only(clerk)
    refusal(step(client))
    assert not acts(client)


def test_somebody_elses_identity_is_no_second_step(clerk, gives_steps, city):
    sign_in(sign_in_staff(Client(), clerk), "li", path="/my/identity/link/")
    city.says(claims={"zhao": {"staff_no": "A10086", "amr": ["otp"]}})
    client = password_only(clerk)
    refusal(step(client, "zhao"))
    assert not acts(client)


def test_a_password_alone_does_not_choose_the_identity(clerk, gives_steps, city):
    city.says(claims={"zhao": {"name": "赵", "amr": ["otp"]}})
    refusal(sign_in(password_only(clerk), "zhao", path="/my/identity/link/"))
    assert not SocialAccount.objects.exists()


def test_a_staff_account_is_not_joined_by_phone(clerk, client):
    Person.objects.filter(user=clerk).delete()
    PersonFactory(user=clerk, phone=PHONE, phone_verified_at=now())
    refusal(sign_in(client))
    assert not SocialAccount.objects.exists()


def test_administrators_keep_their_authenticator(gives_steps):
    admin = staff("administrator", username="A10086")
    sign_in(sign_in_staff(Client(), admin), "li", path="/my/identity/link/")
    client = password_only(admin)
    page = client.post("/staff/second-step/", {"identity": "1", "password": PASSWORD})
    assert page["Location"] == "/staff/set-up/"
    assert not acts(client)
