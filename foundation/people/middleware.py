"""`request.user.is_acting` and `request.is_acting`, and the door in front of everything that is staff's."""

import re
from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from foundation.people.acting import session_acts
from foundation.people.decorators import back_office_gate, staff_gate
from foundation.people.models import User

STAFF_PATHS = re.compile(r"^/(en/)?desk/|^/cms/(?!login/|logout/|password_reset/)")
AnyUser = User | AnonymousUser


class ActingMiddleware:
    """Sets the flag when somebody asks who the user is: an anonymous page costs neither session nor query.

    Under /desk/ and /cms/ nobody passes without a grant and the second step, whatever the view itself forgets to ask.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.user = SimpleLazyObject(lambda: _with_flag(request, user))  # type: ignore[assignment]  # as Django does
        request.auser = sync_to_async(lambda: _loaded(request))  # an async view asks the same question
        request.is_acting = SimpleLazyObject(lambda: bool(getattr(request.user, "is_acting", False)))  # type: ignore[attr-defined]  # ours
        response = self.get_response(request)
        _keep_alive(request)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if not STAFF_PATHS.match(request.path_info):
            return None
        return staff_gate(request) or (back_office_gate(request) if request.path_info.startswith("/cms/") else None)


def _with_flag(request: HttpRequest, user: Any) -> AnyUser:
    """The flag stands on nobody's user too, so that templates and policies may simply ask."""
    user.is_acting = user.is_authenticated and session_acts(request)
    signed_in: AnyUser = user
    return signed_in


def _loaded(request: HttpRequest) -> AnyUser:
    """Asks, so that the session and the account are read in this thread."""
    user: Any = request.user
    return user if user.is_authenticated else AnonymousUser()


def _keep_alive(request: HttpRequest) -> None:
    """A session in use is renewed once a day, so that two weeks count from the last visit, not the first."""
    session = request.session
    if not session.accessed or "_auth_user_id" not in session:
        return
    today = localdate().isoformat()
    if session.get("seen_on") != today:
        session["seen_on"] = today
