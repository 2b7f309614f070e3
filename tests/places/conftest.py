"""Who sets up the territory: an administrator of the city, one of a town, and anybody with named actions."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.timezone import now

from foundation.people.models import Role
from foundation.people.services import grant_role
from foundation.places.models import Place
from tests.people.factories import staff
from tests.places.factories import CITY, TOWN, place
from tests.sign_in import sign_in_staff

SET_UP = ("people.view_post", "places.change_place", "workdays.change_calendar")


@pytest.fixture
def holder(client: Client) -> Callable[..., Client]:
    """Somebody with these actions on the place, in the back office."""

    def sign_in(*actions: str, on: Place) -> Client:
        role = Role.objects.create(code="test", name="test", actions=["wagtailadmin.access_admin", *actions])
        user = staff("")
        grant_role(user=user, role=role, on=on, granted_by=None, at=now())
        return sign_in_staff(client, user)

    return sign_in


@pytest.fixture
def admin(holder: Callable[..., Client]) -> Client:
    return holder(*SET_UP, on=place(CITY))


@pytest.fixture
def town_admin(holder: Callable[..., Client]) -> Client:
    return holder(*SET_UP, on=place(TOWN))
