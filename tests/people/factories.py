"""People for tests: ordinary and valid, with nothing left to chance."""

from datetime import date, datetime
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.utils.timezone import now
from factory.django import DjangoModelFactory

from foundation.people.models import Person, Post, PostKind, Role, User
from foundation.people.services import grant_role
from foundation.places.models import Level, Place, Unit, UnitKind

PASSWORD = "correct-horse-battery"


def city() -> Place:
    """The root of the small world most tests live in; made once."""
    return Place.objects.filter(depth=1).first() or Place.add_root(
        code="329981000000", name="临江市", name_en="Linjiang", level=Level.CITY
    )


def place_below(parent: Place, *, code: str, name: str, level: str = Level.TOWN, **kwargs: Any) -> Place:
    """A child; the parent is read again first, as treebeard needs."""
    return Place.objects.get(pk=parent.pk).add_child(code=code, name=name, level=level, **kwargs)


def unit(code: str = "housing", *, place: Place | None = None, parent: Unit | None = None, **kwargs: Any) -> Unit:
    values = {"code": code, "name": f"{code}局", "kind": UnitKind.GOVERNMENT, "place": place or city()} | kwargs
    return Unit.objects.get(pk=parent.pk).add_child(**values) if parent else Unit.add_root(**values)


class UserFactory(DjangoModelFactory[User]):
    """An account without a password: a citizen's."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"u{number:08d}")
    password = factory.LazyFunction(lambda: make_password(None))
    last_phone_proof_at = factory.LazyFunction(now)


class PersonFactory(DjangoModelFactory[Person]):
    """A citizen without account. Traits: `with_account` signs in by phone, `verified` has shown a card."""

    class Meta:
        model = Person

    name = "张小三"
    phone = factory.Sequence(lambda number: f"139{50_000_000 + number}")  # none that a test types

    class Params:
        with_account = factory.Trait(user=factory.SubFactory(UserFactory), phone_verified_at=factory.LazyFunction(now))
        verified = factory.Trait(id_number="329981198507123015", identity_verified_at=factory.LazyFunction(now))


class PostFactory(DjangoModelFactory[Post]):
    """A vacant staff post in the city."""

    class Meta:
        model = Post

    name = "科员"
    kind = PostKind.STAFF
    place = factory.LazyFunction(city)


def staff(
    role: str = "window_clerk",
    *,
    on: Place | Unit | None = None,
    valid_until: datetime | None = None,
    at: datetime | None = None,
    **kwargs: Any,
) -> User:
    """An account with a password, a person, and the role on the place or unit (the whole city by default)."""
    user = UserFactory(**kwargs)
    user.set_password(PASSWORD)
    user.save()
    PersonFactory(user=user, name="李工作", phone_verified_at=now())
    if role:
        grant_role(
            user=user, role=Role.objects.get(code=role), on=on or city(), granted_by=None, at=at or now(),
            valid_until=valid_until,
        )  # fmt: skip
    return user


StaffFactory = staff


def superuser() -> User:
    user = UserFactory(is_superuser=True, is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    return user


FIRST_OF_JULY = date(2026, 7, 1)
