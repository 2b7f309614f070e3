"""Who asks. Both kinds ride on the session and check the CSRF token of everything that writes."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security.apikey import APIKeyCookie

from foundation.api.problems import register_problem


class SecondStepNeeded(Exception):
    """Signed in, but not yet acting."""


register_problem(
    SecondStepNeeded, status=403, code="second_step_needed", title=_("This needs the second step of signing in.")
)


class SessionCookie(APIKeyCookie):
    def __init__(self) -> None:
        self.param_name = settings.SESSION_COOKIE_NAME
        super().__init__(csrf=True)


class Anybody(SessionCookie):
    """The default: signed in or not. The service behind decides by what it is given."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user if request.user.is_authenticated else AnonymousUser()


class SignedIn(SessionCookie):
    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user if request.user.is_authenticated else None


class Acting(SignedIn):
    """Staff after the second step. What they may do is still asked of `has_perm` or `visible_to`."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = super().authenticate(request, key)
        if user is not None and not user.is_acting:
            raise SecondStepNeeded
        return user


anybody, signed_in, acting = Anybody(), SignedIn(), Acting()
