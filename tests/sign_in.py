"""Signed-in clients without walking through the doors: the doors have their own tests."""

from datetime import timedelta

from django.test import Client
from django.utils.timezone import now

from foundation.people import acting
from foundation.people.models import Person, User
from tests.people.factories import UserFactory

BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in_citizen(client: Client, person: Person) -> Client:
    """By phone code: the session does not act. The person gets an account and a verified phone if they have none."""
    if person.user is None:
        person.user = UserFactory()
    person.phone_verified_at = person.phone_verified_at or now()
    person.save()
    client.force_login(person.user, backend=BACKEND)
    return client


def sign_in_staff(client: Client, user: User, *, acting_for: timedelta = acting.ACTING_LASTS) -> Client:
    """Password and second step done: the session acts."""
    client.force_login(user, backend=BACKEND)
    session = client.session
    session[acting.SESSION_KEY] = (now() + acting_for).timestamp()
    session.save()
    return client
