"""Who people are: accounts, persons, posts over time, grants, and who looked at what.

`User` signs in. `Person` is the only home of contact data; an account is linked to it by a verified phone and is
never required. `Post` is a seat to be filled, `Tenure` a person filling it for a time. A grant is a role on a place
or unit (django-guardian direct keys), inherited by everything below.
"""

from foundation.people.models.accounts import Person, PersonQuerySet, User, opaque_username
from foundation.people.models.grants import Grant, GrantQuerySet, PlaceGrant, Role, UnitGrant
from foundation.people.models.posts import Body, Post, PostKind, PostQuerySet, Tenure, TenureQuerySet
from foundation.people.models.records import PhoneCode, Reveal

__all__ = [
    "Body",
    "Grant",
    "GrantQuerySet",
    "Person",
    "PersonQuerySet",
    "PhoneCode",
    "PlaceGrant",
    "Post",
    "PostKind",
    "PostQuerySet",
    "Reveal",
    "Role",
    "Tenure",
    "TenureQuerySet",
    "UnitGrant",
    "User",
    "opaque_username",
]
