"""The staff's door: password, second step, and what a session may before and after it."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.utils.timezone import now

from foundation.people import acting, codes, second_step
from foundation.people.models import Person, User
from tests.people.factories import PASSWORD, PersonFactory, staff, superuser
from tests.sign_in import sign_in_citizen, sign_in_staff

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The authenticator's clock stands still: no code changes between being read and being typed."""
    moment = time.time()
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: moment))


def code_of(secret: str = SECRET) -> str:
    return auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))


def with_app(user: User) -> User:
    TOTP.activate(user, SECRET)
    return user


def password_step(client: Client, user: User, password: str = PASSWORD, **data: str):
    return client.post("/accounts/login/", {"login": user.username, "password": password} | data)


def acts(client: Client) -> bool:
    return bool(client.get("/my/").wsgi_request.user.is_acting)


def test_password_and_authenticator_make_a_session_that_acts(client):
    clerk = with_app(staff())
    assert password_step(client, clerk).headers["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of()}).headers["Location"] == "/my/"
    assert acts(client)


def test_both_steps_are_pages_of_ours(client):
    assert "account/login.html" in [t.name for t in client.get("/accounts/login/").templates]
    password_step(client, with_app(staff()))
    page = client.get("/accounts/2fa/authenticate/")
    assert page.status_code == 200
    assert "base.html" in [t.name for t in page.templates]


def test_the_session_key_changes_at_each_step(client):
    clerk = with_app(staff())
    password_step(client, clerk)
    before = client.session.session_key
    client.post("/accounts/2fa/authenticate/", {"code": code_of()})
    assert client.session.session_key != before


def test_a_wrong_password_says_so_and_keeps_the_name(client):
    clerk = staff()
    page = password_step(client, clerk, "wrong")
    assert page.status_code == 200
    assert page.context["form"].errors
    assert clerk.username in page.content.decode()


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client):
    clerk = with_app(staff())
    for _ in range(5):
        password_step(client, clerk, "wrong")
    assert password_step(client, clerk).status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_limit_is_rows_and_outlives_the_process(client, settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


def test_an_authenticator_code_works_once(client):
    clerk = with_app(staff())
    code = code_of()
    password_step(client, clerk)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    other = Client()
    password_step(other, clerk)
    assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in other.session


@pytest.mark.parametrize("path", ["/desk/", "/desk/anything/", "/cms/", "/cms/pages/", "/en/desk/"])
class TestTheGate:
    def test_nobody_signed_in(self, client, path):
        assert client.get(path).headers["Location"].endswith(f"/accounts/login/?next={path.replace('/', '%2F')}")

    def test_a_citizen(self, client, path):
        sign_in_citizen(client, PersonFactory())
        answer = client.get(path)
        assert answer.status_code == 403
        assert "people/not_staff.html" in [template.name for template in answer.templates]

    def test_staff_without_the_second_step(self, client, path):
        clerk = staff()
        client.force_login(clerk)
        assert "/staff/second-step/" in client.get(path).headers["Location"]

    def test_a_superuser_without_the_second_step(self, client, path):
        client.force_login(superuser())
        assert "/staff/second-step/" in client.get(path).headers["Location"]

    def test_staff_whose_grant_ended(self, client, path):
        clerk = staff(at=now() - timedelta(days=9), valid_until=now() - timedelta(days=1))
        sign_in_staff(client, clerk)
        assert client.get(path).status_code == 403

    def test_staff_whose_working_day_is_over(self, client, path):
        sign_in_staff(client, staff(), acting_for=timedelta(seconds=-1))
        assert "/staff/second-step/" in client.get(path).headers["Location"]


def test_staff_without_the_back_office_are_told_so_and_not_sent_round_in_circles(client):
    answer = sign_in_staff(client, staff("window_clerk")).get("/cms/")
    assert answer.status_code == 403
    assert "people/not_permitted.html" in [template.name for template in answer.templates]


def test_an_administrator_opens_the_back_office(client):
    assert sign_in_staff(client, staff("administrator")).get("/cms/").status_code == 200


def test_the_gate_knows_paths_that_do_not_exist_no_better(client):
    """Only views are guarded: an address without one is a plain 404 for everybody."""
    assert client.get("/desk-chairs/").status_code == 404


class TestSetUp:
    def test_a_staff_account_without_a_second_step_is_taken_to_set_up(self, client):
        clerk = staff()
        assert password_step(client, clerk, next="/cms/").headers["Location"] == "/cms/"
        assert not acts(client)
        page = client.get("/cms/", follow=True)
        assert page.redirect_chain[-1][0].startswith("/staff/set-up/")
        assert "<svg" in page.content.decode()
        assert "style=" not in page.content.decode()

    def test_set_up_binds_the_app_and_shows_recovery_codes_once(self, client):
        clerk = staff()
        password_step(client, clerk)
        secret = client.get("/staff/set-up/").context["secret"]
        page = client.post("/staff/set-up/", {"code": code_of(secret), "password": PASSWORD})
        assert len(page.context["codes"]) == 10
        assert acts(client)
        assert client.get("/staff/set-up/").status_code == 302
        assert secret not in str(Authenticator.objects.get(user=clerk, type="totp").data)
        assert secret not in str(client.session.items())

    @pytest.mark.parametrize(("code", "password"), [("000000", PASSWORD), (None, "wrong")])
    def test_a_wrong_code_or_password_binds_nothing(self, client, code, password):
        clerk = staff()
        password_step(client, clerk)
        secret = client.get("/staff/set-up/").context["secret"]
        page = client.post("/staff/set-up/", {"code": code or code_of(secret), "password": password})
        assert page.context["form"].non_field_errors()
        assert page.context["secret"] == secret
        assert not Authenticator.objects.exists()

    def test_a_citizen_has_nothing_to_set_up(self, client):
        sign_in_citizen(client, PersonFactory())
        assert client.get("/staff/set-up/").status_code == 403


class TestStepUp:
    """One account, two doors: from the citizen's session to one that acts."""

    @pytest.fixture
    def clerk(self, client) -> User:
        clerk = with_app(staff())
        client.force_login(clerk)
        return clerk

    def step(self, client, code=None, password=PASSWORD, **data):
        return client.post("/staff/second-step/", {"password": password, "code": code or code_of()} | data)

    def test_password_and_code_together(self, client, clerk):
        before = client.session.session_key
        assert self.step(client, next="/desk/reception/").headers["Location"] == "/desk/reception/"
        assert acts(client)
        assert client.session.session_key != before

    @pytest.mark.parametrize(("code", "password"), [("000000", PASSWORD), (None, "wrong"), ("", "")])
    def test_one_of_them_is_not_enough(self, client, clerk, code, password):
        assert self.step(client, code or ("" if code == "" else None), password).status_code == 200
        assert not acts(client)

    def test_a_recovery_code_works_once(self, client, clerk):
        Authenticator.objects.filter(user=clerk).delete()
        (first, *_) = second_step.set_up(clerk, secret=SECRET, code=code_of())
        self.step(client, first)
        assert acts(client)
        other = Client()
        other.force_login(clerk)
        assert self.step(other, first).status_code == 200

    def test_five_guesses_then_a_wait(self, client, clerk):
        for _ in range(5):
            self.step(client, "000000")
        assert self.step(client).status_code == 200
        assert not acts(client)

    def test_never_to_another_site(self, client, clerk):
        assert self.step(client, next="https://evil.example/").headers["Location"] == "/desk/"

    def test_acting_ends_after_twelve_hours(self, client, clerk, monkeypatch):
        self.step(client)
        moment = now() + acting.ACTING_LASTS + timedelta(seconds=1)
        monkeypatch.setattr(acting, "now", lambda: moment)
        assert not acts(client)
        assert client.get("/my/").status_code == 200

    def test_an_account_without_password_is_told_whom_to_ask(self, client):
        person = PersonFactory(with_account=True)
        cadre = staff()
        Person.objects.filter(user=cadre).delete()
        cadre.set_unusable_password()
        cadre.save()
        client.force_login(cadre)
        assert person.user != cadre
        page = client.get("/staff/second-step/")
        assert page.status_code == 403
        assert "people/no_password.html" in [template.name for template in page.templates]


class TestTextMessageAsSecondStep:
    """Allowed for village cadres, deputies and grid workers only (DESIGN §6)."""

    @pytest.fixture(autouse=True)
    def _known_code(self, monkeypatch):
        monkeypatch.setattr(codes.secrets, "randbelow", lambda limit: 123456)

    def test_a_grid_worker_steps_up_by_text_message(self, client):
        worker = staff("grid_worker")
        client.force_login(worker)
        client.post("/staff/second-step/", {"send": "1"})
        client.post("/staff/second-step/", {"password": PASSWORD, "code": "123456"})
        assert acts(client)

    def test_a_clerk_does_not(self, client):
        client.force_login(staff("window_clerk"))
        assert client.get("/staff/second-step/").headers["Location"] == "/staff/set-up/"

    def test_one_stricter_role_is_enough_to_need_the_app(self, client):
        from foundation.people.models import Role
        from foundation.people.services import grant_role
        from tests.people.factories import city

        worker = staff("grid_worker")
        grant_role(user=worker, role=Role.objects.get(code="mediator"), on=city(), granted_by=None, at=now())
        assert second_step.phone_for_text(worker) == ""


@pytest.mark.parametrize(
    "path",
    [
        "signup/", "logout/", "password/reset/", "password/change/", "password/set/", "email/", "confirm-email/",
        "reauthenticate/", "inactive/", "login/code/", "2fa/", "2fa/totp/activate/", "2fa/totp/deactivate/",
        "2fa/recovery-codes/", "",
    ],
)  # fmt: skip
def test_pages_of_allauth_we_do_not_use_are_not_there(client, path):
    assert client.get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/cms/login/", "/_util/login/", "/en/_util/login/"])
def test_wagtails_own_sign_in_pages_lead_to_ours(client, path):
    clerk = superuser()
    assert client.get(path).headers["Location"].endswith("/accounts/login/")
    client.post(path, {"username": clerk.username, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["/cms/password_reset/", "/cms/password_reset/done/"])
def test_wagtails_password_reset_is_closed(client, path):
    assert client.get(path).status_code == 404


def test_there_is_no_django_admin(client):
    assert client.get("/admin/").status_code == 404
    assert client.get("/django-admin/").status_code == 404


def test_an_anonymous_page_asks_the_database_nothing_about_the_visitor(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/healthz")
