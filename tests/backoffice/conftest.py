"""Two towns, and somebody who holds exactly the actions a test names."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.timezone import now

from foundation.people.models import Role
from foundation.people.services import grant_role
from foundation.places.models import Place
from tests.people.factories import city, place_below, staff
from tests.sign_in import sign_in_staff


@pytest.fixture
def towns() -> tuple[Place, Place]:
    root = city()
    return place_below(root, code="329981100000", name="东镇"), place_below(root, code="329981101000", name="西镇")


@pytest.fixture
def sign_in(client: Client) -> Callable[..., Client]:
    """Signs in somebody who holds exactly these actions on the place, and may open the back office."""

    def as_holder(*actions: str, on: Place) -> Client:
        role = Role.objects.create(code="test", name="test", actions=["wagtailadmin.access_admin", *actions])
        user = staff("")
        grant_role(user=user, role=role, on=on, granted_by=None, at=now())
        return sign_in_staff(client, user)

    return as_holder
