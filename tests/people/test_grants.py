from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from guardian.shortcuts import get_objects_for_user

from foundation.people.exceptions import AlreadyGranted, GrantRefused
from foundation.people.models import Person, PlaceGrant, Role, UnitGrant
from foundation.people.permissions import forget_grants, held_grants, roles_of, scope
from foundation.people.services import grant_role, revoke_grant
from foundation.people.visibility import merge_ranges
from foundation.places.models import Level, Place
from tests.people.factories import PersonFactory, PostFactory, UserFactory, city, place_below, staff, superuser, unit

pytestmark = pytest.mark.django_db


def role(code: str) -> Role:
    return Role.objects.get(code=code)


@pytest.fixture
def town() -> Place:
    return place_below(city(), code="329981100000", name="东镇")


@pytest.fixture
def village(town: Place) -> Place:
    return place_below(town, code="329981100201", name="河村", level=Level.VILLAGE)


@pytest.fixture
def other_town(town: Place) -> Place:
    return place_below(city(), code="329981101000", name="西镇")


def test_a_role_reaches_everything_below_and_nothing_beside(village, town, other_town):
    clerk = staff("window_clerk", on=town)
    assert clerk.has_perm("people.reveal", village)
    assert clerk.has_perm("people.reveal", town)
    assert not clerk.has_perm("people.reveal", other_town)
    assert not clerk.has_perm("people.reveal", city())


def test_a_role_on_a_unit_reaches_the_units_below_it(town):
    bureau = unit("bureau")
    section = unit("section", parent=bureau)
    officer = staff("window_clerk", on=bureau)
    assert officer.has_perm("people.view_post", section)
    assert officer.has_perm("people.view_post", PostFactory(unit=section, place=None))
    assert not officer.has_perm("people.view_post", PostFactory(place=town))
    assert not officer.has_perm("people.view_post", unit("other"))


def test_place_and_unit_add_up(town, other_town):
    bureau = unit("bureau")
    clerk = staff("window_clerk", on=town)
    grant_role(user=clerk, role=role("window_clerk"), on=bureau, granted_by=None, at=now())
    here, there = PersonFactory(place=town), PersonFactory(place=other_town)
    post = PostFactory(unit=bureau, place=None)
    assert list(Person.objects.visible_to(clerk)) == [here]
    assert list(type(post).objects.visible_to(clerk)) == [post]
    assert there not in Person.objects.visible_to(clerk)


def test_rows_without_a_place_are_seen_from_the_root_only(town):
    PersonFactory(place=None)
    assert Person.objects.filter(user=None).visible_to(staff("window_clerk", on=city())).count() == 1
    assert Person.objects.filter(user=None).visible_to(staff("window_clerk", on=town)).count() == 0


@pytest.mark.parametrize("moment", [timedelta(days=-1), timedelta(days=8)])
def test_a_grant_counts_only_between_its_dates(town, moment):
    start = now()
    clerk = staff("window_clerk", on=town, at=start, valid_until=start + timedelta(days=7))
    assert scope(clerk, "people.reveal", at=start + timedelta(days=6))
    assert not scope(clerk, "people.reveal", at=start + moment)


def test_an_account_that_does_not_act_may_nothing(town):
    clerk = staff("window_clerk", on=town)
    clerk.is_acting = False
    PersonFactory(place=town)
    assert not clerk.has_perm("people.reveal", town)
    assert not Person.objects.visible_to(clerk).exists()
    assert roles_of(clerk, town) == set()


def test_an_inactive_account_may_nothing(town):
    assert not staff("window_clerk", on=town, is_active=False).has_perm("people.reveal", town)


def test_a_superuser_configures_but_sees_no_citizen(town):
    root = superuser()
    PersonFactory(place=town)
    assert root.has_perm("people.manage_accounts")
    assert root.has_perm("people.grant_any_role", town)
    assert root.has_perm("wagtailcore.add_page")
    assert not root.has_perm("people.reveal")
    assert not root.has_perm("people.reveal", town)
    assert not Person.objects.visible_to(root).exists()


def test_rights_take_one_query_places_one_and_each_list_one(town):
    clerk = staff("window_clerk", on=town)
    forget_grants(clerk)
    PersonFactory.create_batch(3, place=town)
    with CaptureQueriesContext(connection) as queries:
        assert len(Person.objects.visible_to(clerk)) == 3
        assert Person.objects.visible_to(clerk).count() == 3
        assert clerk.has_perm("people.reveal", town)
        assert clerk.has_perm("matters.view_matter", town)
    assert len(queries) == 4


def test_guardian_itself_sees_the_grant(town, other_town):
    clerk = staff("window_clerk", on=town)
    assert list(get_objects_for_user(clerk, "places.role_window_clerk", klass=Place)) == [town]


def test_roles_of_names_the_roles_for_the_table_of_moves(town, village):
    clerk = staff("window_clerk", on=town)
    grant_role(user=clerk, role=role("mediator"), on=village, granted_by=None, at=now())
    assert roles_of(clerk, village) == {"window_clerk", "mediator"}
    assert roles_of(clerk, town) == {"window_clerk"}


def test_ranges_that_touch_or_overlap_become_one():
    assert merge_ranges([("b", "c"), ("a", "b"), ("x", "z"), ("y", "y5")]) == (("a", "c"), ("x", "z"))


class TestGranting:
    def test_an_administrator_grants_any_role_in_their_own_place(self, town, village):
        grant = grant_role(
            user=UserFactory(), role=role("window_clerk"), on=village, granted_by=staff("administrator", on=town),
            at=now(),
        )  # fmt: skip
        assert grant.permission.codename == "role_window_clerk"

    def test_outside_ones_own_place_is_refused(self, town, other_town):
        with pytest.raises(GrantRefused, match="outside"):
            grant_role(
                user=UserFactory(), role=role("window_clerk"), on=other_town,
                granted_by=staff("administrator", on=town), at=now(),
            )  # fmt: skip
        assert not PlaceGrant.objects.filter(content_object=other_town).exists()

    def test_somebody_with_no_right_to_grant_is_refused(self, town):
        with pytest.raises(GrantRefused, match="outside"):
            grant_role(
                user=UserFactory(), role=role("window_clerk"), on=town, granted_by=staff("window_clerk", on=town),
                at=now(),
            )  # fmt: skip

    def test_not_more_than_one_holds(self, town):
        Role.objects.filter(code="leader_secretary").update(actions=["people.grant_role", "people.view_post"])
        head = staff("leader_secretary", on=town)
        with pytest.raises(GrantRefused, match="more_than_held"):
            grant_role(user=UserFactory(), role=role("window_clerk"), on=town, granted_by=head, at=now())
        assert grant_role(user=UserFactory(), role=role("mediator"), on=town, granted_by=head, at=now())

    def test_not_to_oneself(self, town):
        head = staff("administrator", on=town)
        with pytest.raises(GrantRefused, match="self"):
            grant_role(user=head, role=role("window_clerk"), on=town, granted_by=head, at=now())

    def test_not_twice_at_once_but_again_after_it_ended(self, town):
        clerk = staff("window_clerk", on=town)
        with pytest.raises(AlreadyGranted):
            grant_role(user=clerk, role=role("window_clerk"), on=town, granted_by=None, at=now())
        revoke_grant(grant=PlaceGrant.objects.get(), revoked_by=None, at=now())
        grant_role(user=clerk, role=role("window_clerk"), on=town, granted_by=None, at=now())
        assert PlaceGrant.objects.count() == 2

    def test_revoking_ends_at_once_and_keeps_the_row(self, town):
        clerk = staff("window_clerk", on=town)
        assert clerk.has_perm("people.reveal", town)
        boss = staff("administrator")
        revoke_grant(grant=PlaceGrant.objects.get(user=clerk), revoked_by=boss, at=now())
        forget_grants(clerk)
        assert not clerk.has_perm("people.reveal", town)
        assert PlaceGrant.objects.get(user=clerk).revoked_by == boss

    def test_revoking_elsewhere_is_refused(self, town, other_town):
        clerk = staff("window_clerk", on=town)
        with pytest.raises(GrantRefused, match="outside"):
            revoke_grant(
                grant=PlaceGrant.objects.get(user=clerk), revoked_by=staff("administrator", on=other_town), at=now()
            )
        assert held_grants(clerk)

    def test_an_editor_joins_the_page_group_and_leaves_it_with_the_last_grant(self, town, other_town):
        editor = staff("editor", on=town)
        grant_role(user=editor, role=role("editor"), on=other_town, granted_by=None, at=now())
        first, second = PlaceGrant.objects.filter(user=editor).order_by("pk")
        revoke_grant(grant=first, revoked_by=None, at=now())
        assert editor.groups.filter(name="编辑").exists()
        revoke_grant(grant=second, revoked_by=None, at=now())
        assert not editor.groups.exists()
        forget_grants(editor)
        assert not editor.has_perm("wagtailadmin.access_admin")


class TestConstraints:
    def broken(self, name: str) -> object:
        return pytest.raises(IntegrityError, match=name)

    def insert(self, model, **kwargs):
        from foundation.people.granting import role_permission

        values = {"role": role("mediator"), "valid_from": now(), "user": UserFactory()} | kwargs
        values["permission"] = role_permission(values["role"], type(values["content_object"]))
        with transaction.atomic():
            return model.objects.create(**values)

    def test_placegrant_open_once(self, town):
        user = UserFactory()
        self.insert(PlaceGrant, content_object=town, user=user)
        with pytest.raises(IntegrityError):
            self.insert(PlaceGrant, content_object=town, user=user)

    def test_unitgrant_open_once(self):
        user, bureau = UserFactory(), unit("bureau")
        self.insert(UnitGrant, content_object=bureau, user=user)
        with pytest.raises(IntegrityError):
            self.insert(UnitGrant, content_object=bureau, user=user)

    def test_placegrant_ends_after_start(self, town):
        with self.broken("placegrant_ends_after_start"):
            self.insert(PlaceGrant, content_object=town, valid_until=now() - timedelta(days=1))

    def test_unitgrant_ends_after_start(self):
        with self.broken("unitgrant_ends_after_start"):
            self.insert(UnitGrant, content_object=unit("bureau"), valid_until=now() - timedelta(days=1))
