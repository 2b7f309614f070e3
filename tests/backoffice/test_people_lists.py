"""Lists of roles, grants, tenures, officials and accounts: what their services refuse stays refused here."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from foundation.people.models import Person, PlaceGrant, Role, Tenure, User
from foundation.people.services import appoint
from foundation.places.models import Place
from tests.people.factories import (
    FIRST_OF_JULY,
    PASSWORD,
    PersonFactory,
    PostFactory,
    staff,
    superuser,
)
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db


def url(model: str, view: str, *args: Any) -> str:
    return reverse(f"{model}:{view}", args=args)


class TestGrants:
    def give(self, client: Client, user: User, place: Place, code: str = "window_clerk"):
        role = Role.objects.get(code=code)
        return client.post(
            url("placegrant", "add"),
            {"user": user.pk, "role": role.pk, "content_object": place.pk, "valid_until": ""},
        )

    def test_a_town_administrator_grants_in_the_town(self, client, towns):
        sign_in_staff(client, staff("administrator", on=towns[0]))
        worker = staff("")
        assert self.give(client, worker, towns[0]).status_code == 302
        assert worker.has_perm("people.reveal", towns[0])
        entry = ModelLogEntry.objects.filter(action="people.grant_role").latest("timestamp")
        assert entry.data["role"] == "window_clerk"

    def test_not_in_another_town(self, client, towns):
        sign_in_staff(client, staff("administrator", on=towns[0]))
        worker = staff("")
        page = self.give(client, worker, towns[1])
        assert page.status_code == 200
        assert not PlaceGrant.objects.filter(user=worker).exists()

    def test_not_to_oneself(self, client, towns):
        boss = staff("administrator", on=towns[0])
        sign_in_staff(client, boss)
        page = self.give(client, boss, towns[0])
        assert page.status_code == 200
        assert page.context["form"].non_field_errors()
        assert PlaceGrant.objects.filter(user=boss).count() == 1

    def test_ending_a_grant_keeps_it_in_the_list(self, client, towns):
        sign_in_staff(client, staff("administrator", on=towns[0]))
        worker = staff("window_clerk", on=towns[0])
        grant = PlaceGrant.objects.get(user=worker)
        client.post(url("placegrant", "edit", grant.pk), {"ends_now": "on"})
        grant.refresh_from_db()
        assert grant.valid_until is not None
        assert worker.username in client.get(url("placegrant", "index")).content.decode()

    def test_grants_of_another_town_are_not_listed(self, client, towns):
        sign_in_staff(client, staff("administrator", on=towns[0]))
        there = staff("window_clerk", on=towns[1])
        assert there.username not in client.get(url("placegrant", "index")).content.decode()
        grant = PlaceGrant.objects.get(user=there)
        assert client.post(url("placegrant", "edit", grant.pk), {"ends_now": "on"}).status_code == 404
        grant.refresh_from_db()
        assert grant.valid_until is None


class TestOfficials:
    def test_making_somebody_one_takes_the_right_to_set_up_posts(self, sign_in, towns):
        citizen = PersonFactory(place=towns[0], name="张小三")
        client = sign_in("people.view_person", "people.change_person", on=towns[0])
        data = {"place": towns[0].pk, "language": "zh-hans", "is_official": "on"}
        assert client.post(url("person", "edit", citizen.pk), data).status_code == 200
        citizen.refresh_from_db()
        assert not citizen.is_official

    def test_whose_post_is_elsewhere_is_seen_and_not_changed(self, sign_in, towns):
        """A phone on file can be a second step."""
        there = PersonFactory(is_official=True, name="王主任")
        appoint(post=PostFactory(place=towns[1]), person=there, starts_on=FIRST_OF_JULY)
        here = PersonFactory(is_official=True, name="李主任")
        appoint(post=PostFactory(place=towns[0]), person=here, starts_on=FIRST_OF_JULY)
        client = sign_in("people.view_post", "people.change_post", on=towns[0])
        assert client.get(url("person", "inspect", there.pk)).status_code == 200
        assert client.get(url("person", "edit", there.pk)).status_code in (302, 403, 404)
        assert client.get(url("person", "edit", here.pk)).status_code == 200

    def test_whose_account_reaches_further_is_not_changed(self, sign_in, towns):
        boss = staff("administrator")
        Person.objects.filter(user=boss).update(is_official=True)
        client = sign_in("people.view_post", "people.change_post", "people.manage_accounts", on=towns[0])
        assert client.get(url("person", "edit", boss.person.pk)).status_code in (302, 403, 404)


class TestRoles:
    def test_the_citys_administrator_changes_one_and_it_is_written_down(self, client):
        sign_in_staff(client, staff("administrator"))
        role = Role.objects.get(code="mediator")
        data = {"name": "调解员", "name_en": "mediator", "actions": ["people.view_post", "matters.view_matter"]}
        assert client.post(url("role", "edit", role.pk), data).status_code == 302
        role.refresh_from_db()
        assert role.actions == ["people.view_post", "matters.view_matter"]
        entry = ModelLogEntry.objects.filter(action="wagtail.edit").latest("timestamp")
        assert "matters.view_matter" in str(entry.data)

    def test_nobody_changes_a_role_they_hold(self, client):
        """Or an administrator would add to their own what they may not grant themselves."""
        for boss in (staff("administrator"), superuser()):
            sign_in_staff(client, boss)
            role = Role.objects.get(code="administrator")
            data = {"name": "x", "actions": ["people.reveal"]}
            assert client.post(url("role", "edit", role.pk), data).status_code in (302, 403, 404)
            role.refresh_from_db()
            assert "people.reveal" not in role.actions

    def test_a_towns_administrator_changes_none(self, client, towns):
        sign_in_staff(client, staff("administrator", on=towns[0]))
        role = Role.objects.get(code="mediator")
        client.post(url("role", "edit", role.pk), {"name": "x", "actions": ["people.reveal"]})
        role.refresh_from_db()
        assert "people.reveal" not in role.actions


class TestTenures:
    def test_appointing_through_the_back_office(self, client):
        sign_in_staff(client, staff("administrator"))
        post, person = PostFactory(), PersonFactory(is_official=True, name="王主任")
        data = {"post": post.pk, "person": person.pk, "starts_on": "2026-07-01", "ends_on": ""}
        assert client.post(url("tenure", "add"), data).status_code == 302
        assert post.holder(FIRST_OF_JULY) == person
        page = client.post(url("tenure", "add"), data)
        assert page.status_code == 200
        assert page.context["form"].errors
        assert Tenure.objects.count() == 1

    def test_ending_one(self, client):
        sign_in_staff(client, staff("administrator"))
        tenure = appoint(post=PostFactory(), person=PersonFactory(is_official=True), starts_on=FIRST_OF_JULY)
        client.post(url("tenure", "edit", tenure.pk), {"ends_on": "2026-12-31"})
        tenure.refresh_from_db()
        assert str(tenure.ends_on) == "2026-12-31"
        assert ModelLogEntry.objects.filter(action="people.end_tenure").exists()


class TestAccounts:
    @pytest.fixture
    def boss(self, client) -> User:
        boss = staff("administrator")
        sign_in_staff(client, boss)
        return boss

    def users(self, view: str, *args: Any) -> str:
        return reverse(f"wagtailusers_users:{view}", args=args)

    def test_citizens_are_not_in_the_list(self, client, boss):
        citizen = PersonFactory(with_account=True).user
        body = client.get(self.users("index")).content.decode()
        assert boss.username in body
        assert citizen.username not in body
        for view in ("edit", "inspect", "history", "usage"):
            assert client.get(self.users(view, citizen.pk)).status_code == 404

    def test_setting_one_up(self, client, boss):
        official = PersonFactory(is_official=True, name="王主任")
        data = {"username": "wang", "password": PASSWORD, "person": official.pk}
        assert client.post(self.users("add"), data).status_code == 302
        official.refresh_from_db()
        assert official.user.check_password(PASSWORD)
        assert PASSWORD not in str(list(ModelLogEntry.objects.values_list("data", flat=True)))

    def test_a_weak_password_is_refused(self, client, boss):
        official = PersonFactory(is_official=True)
        page = client.post(self.users("add"), {"username": "wang", "password": "12345678", "person": official.pk})
        assert page.context["form"].errors["password"]

    def test_never_for_somebody_with_an_account(self, client, boss):
        citizen = PersonFactory(with_account=True, is_official=True)
        page = client.post(self.users("add"), {"username": "wang", "password": PASSWORD, "person": citizen.pk})
        assert page.status_code == 200
        citizen.user.refresh_from_db()
        assert not citizen.user.has_usable_password()

    def test_resetting_a_lost_second_step(self, client, boss):
        from allauth.mfa.models import Authenticator
        from allauth.mfa.totp.internal.auth import TOTP

        worker = staff("window_clerk")
        TOTP.activate(worker, "JBSWY3DPEHPK3PXP")
        data = {"username": worker.username, "is_active": "on", "new_password": "", "reset_second_step": "on"}
        assert client.post(self.users("edit", worker.pk), data).status_code == 302
        assert not Authenticator.objects.filter(user=worker).exists()
        assert ModelLogEntry.objects.filter(action="people.reset_second_step").exists()

    def test_a_town_administrator_cannot_become_the_citys(self, client, towns):
        """Resetting a password is as good as the account: none that reaches further than one's own place."""
        sign_in_staff(client, staff("administrator", on=towns[0]))
        for stronger in (staff("administrator"), superuser(), staff("window_clerk", on=towns[1])):
            assert client.get(self.users("edit", stronger.pk)).status_code == 404
        assert client.get(self.users("edit", staff("window_clerk", on=towns[0]).pk)).status_code == 200

    def test_nobody_is_made_superuser_or_given_groups_here(self, client, boss):
        worker = staff("window_clerk")
        data = {"username": worker.username, "is_active": "on", "is_superuser": "on", "groups": "1"}
        client.post(self.users("edit", worker.pk), data)
        worker.refresh_from_db()
        assert not worker.is_superuser
        assert not worker.groups.exists()

    @pytest.mark.parametrize("action", ["delete", "assign_role", "set_active_state"])
    def test_bulk_actions_on_accounts_are_closed(self, client, boss, action):
        worker = staff("window_clerk")
        assert client.post(f"/cms/bulk/people/user/{action}/?id={worker.pk}").status_code == 404


class TestTheLog:
    def test_the_auditor_reads_it(self, client):
        staff("window_clerk")
        sign_in_staff(client, staff("auditor"))
        page = client.get("/cms/reports/site-history/")
        assert page.status_code == 200
        assert "people/not_permitted.html" not in [template.name for template in page.templates]

    def test_the_administrator_and_the_editor_do_not(self, client):
        for role in ("administrator", "editor"):
            sign_in_staff(client, staff(role))
            assert client.get("/cms/reports/site-history/").status_code == 403
            assert client.get("/cms/reports/site-history/results/").status_code == 403
