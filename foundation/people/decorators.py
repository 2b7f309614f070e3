"""Who may enter a view: staff under a grant, after the second step."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from foundation.people.permissions import is_staff_member, scope
from foundation.people.phone_proof import phone_confirmed

__all__ = ["back_office_gate", "phone_confirmed", "staff_gate", "staff_required"]

View = Callable[..., HttpResponseBase]


def _to(name: str, request: HttpRequest) -> HttpResponseBase:
    return redirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")


def staff_gate(request: HttpRequest) -> HttpResponseBase | None:
    """What stands between this request and staff pages; None when it may pass."""
    user = request.user
    if not user.is_authenticated:
        return _to("account_login", request)
    if not is_staff_member(user):
        return render(request, "people/not_staff.html", status=403)
    if not user.is_acting:
        return _to("people:step_up", request)
    return None


def back_office_gate(request: HttpRequest) -> HttpResponseBase | None:
    """For staff without the back office: Wagtail would ask them to sign in again, and the sign-in send them back."""
    action = "wagtailadmin.access_admin"
    if request.user.has_perm(action):
        return None
    return render(request, "people/not_permitted.html", {"action": action}, status=403)


def staff_required(action: str) -> Callable[[View], View]:
    """Signed in, second step done, and a valid grant for the action somewhere; else a page that says what to do.

    Whether the action is allowed on one object is still asked with `user.has_perm(action, object)`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            closed = staff_gate(request)
            if closed is not None:
                return closed
            if not scope(request.user, action):
                return render(request, "people/not_permitted.html", {"action": action}, status=403)
            return view(request, *args, **kwargs)

        return checked

    return decorate
