"""Persons, identities, reveals and posts: the services behind all doors."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from foundation.people.exceptions import (
    AccountTaken,
    IdentityDiffers,
    PhoneRefused,
    PhoneTaken,
    PostTaken,
    RevealRefused,
    TenureRefused,
    TwoAccounts,
)
from foundation.people.models import Body, Person, Post, Reveal, Role, Tenure
from foundation.people.permissions import known_actions
from foundation.people.roles import DEFAULTS
from foundation.people.services import (
    appoint,
    attach_phone,
    end_tenure,
    hand_over,
    link_account,
    load_roles,
    merge_persons,
    person_for_contact,
    reveal,
    set_up_staff_account,
    verify_identity,
)
from tests.people.factories import PASSWORD, PersonFactory, PostFactory, UserFactory, city, place_below, staff

pytestmark = pytest.mark.django_db
ID = "329981198507123015"
OTHER_ID = "329981198507123023"
JULY = date(2026, 7, 1)


class TestPersonForContact:
    def test_a_name_and_a_landline_are_enough(self):
        person = person_for_contact("张小三", "0513-83310000")
        assert person.user is None
        assert person.phone_verified_at is None

    def test_the_same_stranger_is_one_person(self):
        first = person_for_contact("张小三", "138 0013 8000")
        assert person_for_contact("张小三", "+8613800138000", ID) == first
        first.refresh_from_db()
        assert first.id_number == ID

    def test_typing_somebodys_name_and_phone_does_not_reach_their_account(self):
        owner = PersonFactory(with_account=True, name="张小三", phone="13800138000")
        assert person_for_contact("张小三", "13800138000") != owner
        assert person_for_contact("张小三", "13800138000", phone_verified_at=now()) == owner

    def test_a_family_shares_a_phone(self):
        mother = person_for_contact("王一", "13800138000")
        assert person_for_contact("王二", "13800138000") != mother

    def test_another_id_number_is_another_person(self):
        first = person_for_contact("张小三", "13800138000", ID)
        assert person_for_contact("张小三", "13800138000", OTHER_ID) != first

    def test_a_number_unseen_for_half_a_year_may_have_a_new_owner(self):
        old = PersonFactory(with_account=True, name="张小三", phone="13800138000")
        Person.objects.update(phone_verified_at=now() - timedelta(days=181))
        assert person_for_contact("张小三", "13800138000", phone_verified_at=now()) != old


class TestIdentity:
    def test_a_card_seen_makes_it_verified(self):
        person = verify_identity(person=PersonFactory(), id_number=ID, at=now(), verified_by=staff())
        assert person.identity_verified_at is not None

    def test_the_same_card_twice_makes_one_person(self):
        clerk, known = staff(), PersonFactory(verified=True, name="张小三")
        again = PersonFactory(name="张三", with_account=True)
        account = again.user
        Reveal.objects.create(person=again, viewer=clerk, viewer_post="", field="phone", purpose="回电", at=now())
        kept = verify_identity(person=again, id_number=ID, at=now(), verified_by=clerk)
        assert kept == known
        kept.refresh_from_db()
        again.refresh_from_db()
        assert kept.user == account
        assert kept.reveals.count() == 1
        assert (again.name, again.phone, again.id_number, again.merged_into) == ("", "", "", known)

    def test_a_name_or_a_phone_alone_never_merges(self):
        kept = PersonFactory(verified=True, phone="13800138000")
        other = PersonFactory(phone="13800138000", id_number=OTHER_ID)
        with pytest.raises(IdentityDiffers):
            merge_persons(kept=kept, duplicate=other, at=now(), merged_by=staff())

    def test_a_number_nobody_has_seen_on_a_card_never_merges(self):
        with pytest.raises(IdentityDiffers):
            merge_persons(
                kept=PersonFactory(id_number=ID), duplicate=PersonFactory(id_number=ID), at=now(), merged_by=staff()
            )

    def test_two_accounts_are_for_the_window_to_decide(self):
        kept = PersonFactory(verified=True, with_account=True)
        with pytest.raises(TwoAccounts):
            verify_identity(person=PersonFactory(with_account=True), id_number=ID, at=now(), verified_by=staff())
        assert Person.objects.filter(merged_into=kept).count() == 0

    def test_a_wrong_check_digit_is_refused(self):
        from django.core.exceptions import ValidationError

        with pytest.raises(ValidationError):
            verify_identity(person=PersonFactory(), id_number="329981198507123016", at=now(), verified_by=staff())


class TestReveal:
    def test_shows_and_remembers(self):
        town = place_below(city(), code="329981100000", name="东镇")
        clerk, person = staff("window_clerk", on=town), PersonFactory(place=town, phone="13800138000")
        appoint(post=PostFactory(name="窗口人员"), person=clerk.person, starts_on=date(2020, 1, 1))
        shown = reveal(person=person, field="phone", viewer=clerk, purpose="回电确认预约", at=now())
        assert shown == "13800138000"
        row = Reveal.objects.get()
        assert (row.field, row.purpose, row.viewer_post) == ("phone", "回电确认预约", "窗口人员")

    @pytest.mark.parametrize(
        ("field", "purpose", "reason"),
        [("password", "回电确认预约", "field"), ("phone", "  ", "purpose"), ("phone", "查", "purpose")],
    )
    def test_needs_a_field_and_a_purpose(self, field, purpose, reason):
        with pytest.raises(RevealRefused, match=reason):
            reveal(person=PersonFactory(), field=field, viewer=staff(), purpose=purpose, at=now())
        assert not Reveal.objects.exists()

    def test_not_elsewhere(self):
        east = place_below(city(), code="329981100000", name="东镇")
        west = place_below(city(), code="329981101000", name="西镇")
        with pytest.raises(RevealRefused, match="right"):
            reveal(person=PersonFactory(place=west), field="phone", viewer=staff(on=east), purpose="回电确认", at=now())

    def test_not_for_an_administrator(self):
        with pytest.raises(RevealRefused, match="right"):
            reveal(person=PersonFactory(), field="phone", viewer=staff("administrator"), purpose="回电确认", at=now())


class TestPosts:
    def test_one_holder_at_a_time(self):
        post = PostFactory()
        appoint(post=post, person=PersonFactory(), starts_on=JULY)
        with pytest.raises(PostTaken):
            appoint(post=post, person=PersonFactory(), starts_on=JULY + timedelta(days=5))
        with pytest.raises(PostTaken):
            appoint(post=post, person=PersonFactory(), starts_on=JULY - timedelta(days=5))

    def test_vacant_after_the_last_day(self):
        post = PostFactory()
        tenure = appoint(post=post, person=PersonFactory(), starts_on=JULY)
        end_tenure(tenure=tenure, ends_on=JULY + timedelta(days=9))
        assert post.holder(JULY + timedelta(days=9)) == tenure.person
        assert post.holder(JULY + timedelta(days=10)) is None

    def test_an_earlier_gap_can_still_be_filled(self):
        post = PostFactory()
        appoint(post=post, person=PersonFactory(), starts_on=JULY)
        assert appoint(
            post=post, person=PersonFactory(), starts_on=JULY - timedelta(days=30), ends_on=JULY - timedelta(days=1)
        )

    def test_handing_over_leaves_no_day_between(self):
        post, old, new = PostFactory(), PersonFactory(), PersonFactory()
        appoint(post=post, person=old, starts_on=JULY)
        hand_over(post=post, person=new, starts_on=JULY + timedelta(days=30), at=now())
        assert post.holder(JULY + timedelta(days=29)) == old
        assert post.holder(JULY + timedelta(days=30)) == new

    def test_a_tenure_does_not_end_before_it_starts(self):
        tenure = appoint(post=PostFactory(), person=PersonFactory(), starts_on=JULY)
        with pytest.raises(TenureRefused):
            end_tenure(tenure=tenure, ends_on=JULY - timedelta(days=1))

    def test_protocol_order_and_nothing_else(self):
        for body, rank in ((Body.CPPCC, 1), (Body.GOVERNMENT, 2), (Body.GOVERNMENT, 1), (Body.PARTY, 9)):
            PostFactory(body=body, rank=rank, kind="leader")
        assert list(Post.objects.leaders().by_protocol().values_list("body", "rank")) == [
            (1, 9),
            (3, 1),
            (3, 2),
            (4, 1),
        ]


class TestPhones:
    def test_staff_prove_the_number_on_file(self):
        clerk = staff()
        Person.objects.filter(user=clerk).update(phone_verified_at=None)
        clerk.refresh_from_db()
        with pytest.raises(PhoneRefused):
            attach_phone(user=clerk, phone="13700137000", at=now())
        attach_phone(user=clerk, phone=clerk.person.phone, at=now())
        assert Person.objects.get(user=clerk).phone_verified_at is not None

    def test_a_citizen_takes_a_new_number_along(self):
        citizen = PersonFactory(with_account=True)
        attach_phone(user=citizen.user, phone="13700137000", at=now())
        assert Person.objects.with_phone("13700137000").get() == citizen

    def test_but_not_one_somebody_else_uses(self):
        PersonFactory(with_account=True, phone="13700137000")
        with pytest.raises(PhoneTaken):
            attach_phone(user=PersonFactory(with_account=True).user, phone="13700137000", at=now())

    def test_nobody_sets_a_password_on_a_citizens_account(self):
        with pytest.raises(AccountTaken):
            set_up_staff_account(
                username="x", password=PASSWORD, person=PersonFactory(with_account=True), set_up_by=None, at=now()
            )

    def test_one_account_one_person(self):
        person = PersonFactory(with_account=True)
        with pytest.raises(AccountTaken):
            link_account(user=person.user, person=PersonFactory())
        with pytest.raises(AccountTaken):
            link_account(user=UserFactory(), person=person)


class TestConstraints:
    def test_account_phone_once(self):
        PersonFactory(with_account=True, phone="13700137000")
        with pytest.raises(IntegrityError), transaction.atomic():
            PersonFactory(with_account=True, phone="13700137000")
        assert PersonFactory(phone="13700137000")

    def test_verified_id_number_once(self):
        PersonFactory(verified=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            PersonFactory(verified=True)
        assert PersonFactory(id_number=ID)

    def test_post_held_by_one(self):
        post = PostFactory()
        Tenure.objects.create(post=post, person=PersonFactory(), starts_on=JULY)
        with pytest.raises(IntegrityError), transaction.atomic():
            Tenure.objects.create(post=post, person=PersonFactory(), starts_on=JULY)

    def test_tenure_ends_after_start(self):
        with pytest.raises(IntegrityError, match="tenure_ends_after_start"), transaction.atomic():
            Tenure.objects.create(
                post=PostFactory(), person=PersonFactory(), starts_on=JULY, ends_on=JULY - timedelta(days=1)
            )

    def test_post_belongs_somewhere(self):
        with pytest.raises(IntegrityError, match="post_belongs_somewhere"), transaction.atomic():
            PostFactory(place=None, unit=None)


class TestRoles:
    def test_all_roles_are_there_after_migrating(self):
        assert set(Role.objects.values_list("code", flat=True)) == set(DEFAULTS)
        assert load_roles() == 0

    def test_an_administrators_edit_stays_until_told_otherwise(self):
        Role.objects.filter(code="mediator").update(actions=[])
        assert load_roles() == 0
        assert Role.objects.get(code="mediator").actions == []
        assert load_roles(overwrite=True) == 1

    def test_administrator_auditor_and_editor_see_no_citizen(self):
        for code in ("administrator", "auditor", "editor"):
            assert not {"people.view_person", "people.reveal", "matters.view_matter"} & set(DEFAULTS[code].actions)

    def test_only_those_outdoors_may_use_text_messages(self):
        allowed = {code for code, role in DEFAULTS.items() if role.sms_step_allowed}
        assert allowed == {"grid_worker", "village_cadre", "deputy"}

    def test_every_action_a_role_names_is_declared_by_some_room(self):
        named = {action for role in DEFAULTS.values() for action in role.actions}
        assert named <= set(known_actions())
