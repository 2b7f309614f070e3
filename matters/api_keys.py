"""How a program opens one matter: by its query code, or by the phone that was proved when it was registered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja.security import APIKeyHeader

from foundation.people.api import Asker, BySession, PhoneNotProved, by_session, by_token
from foundation.people.models import Person
from foundation.people.persons import UNSEEN_AFTER


@dataclass(frozen=True)
class QueryCode:
    code: str


class ByQueryCode(APIKeyHeader):
    """No CSRF token is needed: another site cannot make a browser send this header."""

    param_name = "Query-Code"

    def authenticate(self, request: HttpRequest, key: str | None) -> QueryCode | None:
        return QueryCode(key) if key else None


@dataclass(frozen=True)
class Nobody:
    """A program that proved no phone: it may tell what needs no name, and nothing else."""


class BySessionOrNobody(BySession):
    """As by session. A browser's session still shows its CSRF token, so that no other site makes it write."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else Nobody()

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        try:
            return super().authenticate(request, key)
        except PhoneNotProved:
            return Nobody()


TELLS_A_MATTER: list[Callable[[HttpRequest], Any]] = [by_token, BySessionOrNobody()]
OPENS_A_MATTER: list[Callable[[HttpRequest], Any]] = [ByQueryCode(), by_token, by_session]


def people_of(asker: Asker, at: datetime) -> QuerySet[Person]:
    """A number unseen for half a year may have a new owner, who needs the query code."""
    recently: datetime = at - UNSEEN_AFTER
    proved: QuerySet[Person] = Person.objects.with_phone(asker.phone).filter(phone_verified_at__gt=recently)
    return proved | Person.objects.filter(user=asker.user) if asker.user is not None else proved
