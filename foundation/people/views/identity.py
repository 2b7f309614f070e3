"""Signing in with the city's identity service: going there, coming back, linking and unlinking."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from foundation.people import acting, oidc, second_step
from foundation.people.doors import enter_by_identity, safe_next
from foundation.people.exceptions import LastWayIn, PeopleRefusal
from foundation.people.identities import (
    Identity,
    account_for_identity,
    identity_of,
    is_own_second_step,
    link_identity,
    unlink_identity,
)
from foundation.people.identity_words import refusal_words
from foundation.people.oidc import Errand, ServiceFailed

LANGUAGE_KEY = "identity_language"


def _only_where_there_is_one() -> None:
    if not oidc.service().is_on:
        raise Http404


def go_there(request: HttpRequest, *, purpose: str, next_url: str) -> HttpResponseBase:
    """A page that leads on by itself: the content policy lets no form of ours end at another site."""
    user: Any = request.user
    language = request.session[LANGUAGE_KEY] = get_language() or settings.LANGUAGE_CODE
    try:
        address = oidc.begin(request, purpose=purpose, next_url=next_url, language=language, account=user.pk)
    except ServiceFailed as refusal:
        return _refused(request, refusal, purpose)
    response = render(request, "people/identity_leave.html", {"address": address, "name": _name()})
    response["Refresh"] = f"0; url={address}"
    return response


def _name() -> str:
    return oidc.service().name_in(get_language())


@never_cache
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """A link must not start this: GET leads to the page with the button."""
    _only_where_there_is_one()
    wanted = safe_next(request, request.POST.get("next"))
    if request.user.is_authenticated:
        return redirect(wanted or "people:my_page")
    if request.method != "POST":
        return redirect("people:sign_in")
    return go_there(request, purpose="sign_in", next_url=wanted)


@never_cache
def callback(request: HttpRequest) -> HttpResponseBase:
    """One address for both languages: who was sent from an English page comes back to one."""
    _only_where_there_is_one()
    purpose, language = "sign_in", request.session.get(LANGUAGE_KEY, settings.LANGUAGE_CODE)
    with override(language):
        try:
            errand, verifier = oidc.errand_of(request)
            purpose = errand.purpose
            user: Any = request.user
            if errand.account != user.pk:  # signed in or out meanwhile, in another window
                raise ServiceFailed("state")
            return ARRIVALS[purpose](request, errand, oidc.identity_of_answer(request, errand, verifier))
        except PeopleRefusal as refusal:
            return _refused(request, refusal, purpose)


def _refused(request: HttpRequest, refusal: PeopleRefusal, purpose: str) -> HttpResponseBase:
    status = 503 if isinstance(refusal, ServiceFailed) and refusal.reason == "down" else 403
    back = {"link": "people:my_details", "step": "people:step_up"}.get(purpose, "people:sign_in")
    context = {"words": refusal_words(refusal), "back": reverse(back), "purpose": purpose, "name": _name()}
    return render(request, "people/identity_refused.html", context, status=status)


def _tell_of_the_other_account(request: HttpRequest) -> None:
    messages.warning(
        request,
        _("Another account has your ID number already. To join the two, please bring your ID card to a window."),
    )


def _signed_in(request: HttpRequest, errand: Errand, identity: Identity) -> HttpResponseBase:
    opened = account_for_identity(identity, at=now(), language=errand.language)
    response = enter_by_identity(request, opened.user, errand.next or reverse("people:my_page"))
    if not opened.is_complete:
        _tell_of_the_other_account(request)
    return response


def _linked(request: HttpRequest, errand: Errand, identity: Identity) -> HttpResponseBase:
    user: Any = request.user
    opened = link_identity(user=user, identity=identity, is_acting=user.is_acting, at=now())
    if not opened.is_complete:
        _tell_of_the_other_account(request)
    messages.success(request, _("From now on you can also sign in with %(name)s.") % {"name": _name()})
    return redirect("people:my_details")


def _stepped_up(request: HttpRequest, errand: Errand, identity: Identity) -> HttpResponseBase:
    """The password was right a moment ago: the errand is only made after it."""
    user: Any = request.user
    needs_number = bool(oidc.service().staff_number_claim)
    is_own = is_own_second_step(user, identity, needs_staff_number=needs_number)
    if not second_step.may_use_identity(user) or not is_own:
        raise second_step.StepRefused
    acting.begin(request)
    return redirect(errand.next or "/desk/")


ARRIVALS = {"sign_in": _signed_in, "link": _linked, "step": _stepped_up}


@never_cache
@login_required
@require_POST
def link(request: HttpRequest) -> HttpResponseBase:
    _only_where_there_is_one()
    return go_there(request, purpose="link", next_url="")


@never_cache
@login_required
@require_POST
def unlink(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    if identity_of(user) is None:
        return redirect("people:my_details")
    try:
        unlink_identity(user=user)
        messages.success(request, _("%(name)s no longer opens this account.") % {"name": _name()})
    except LastWayIn:
        messages.error(request, _("Confirm a mobile number first: without it you could not sign in any more."))
    return redirect("people:my_details")
