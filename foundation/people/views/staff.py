"""The staff's second step: confirming it, and setting it up the first time."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from foundation.people import acting, codes, phone_proof, second_step
from foundation.people.doors import client_of, safe_next, wait_sentence
from foundation.people.forms import PasswordForm, SetUpForm, StepUpForm, TextStepForm
from foundation.people.identifiers import mask_phone
from foundation.people.oidc import service
from foundation.people.permissions import is_staff_member
from foundation.people.second_step import StepRefused
from foundation.people.views.identity import go_there
from foundation.requests.exceptions import TooManyTries

SECRET_KEY = "second_step.secret"  # noqa: S105  # name of a session entry; the secret lies there encrypted


def _after(request: HttpRequest) -> str:
    return safe_next(request, request.POST.get("next") or request.GET.get("next")) or "/desk/"


def _not_yet(request: HttpRequest) -> HttpResponseBase | None:
    """Why this person has no second step to make."""
    user: Any = request.user
    if not is_staff_member(user):
        return render(request, "people/not_staff.html", status=403)
    if not user.has_usable_password():
        return render(request, "people/no_password.html", status=403)
    return None


@never_cache
@login_required(login_url="account_login")
@sensitive_post_parameters()
def step_up(request: HttpRequest) -> HttpResponseBase:
    """From a citizen's session, or one whose working day is over, to one that acts."""
    user: Any = request.user
    refused = _not_yet(request)
    if refused or user.is_acting:
        return refused or redirect(_after(request))
    phone = "" if second_step.has_authenticator(user) else second_step.phone_for_text(user)
    by_identity = second_step.may_use_identity(user)
    has_code = bool(phone) or second_step.has_authenticator(user)
    if not has_code and not by_identity:
        return redirect("people:set_up")
    if "send" in request.POST and phone:
        _send_text(request, phone)
        return redirect(request.get_full_path())
    goes_there = by_identity and "identity" in request.POST
    if goes_there and (response := _to_identity_service(request)):
        return response
    form = (TextStepForm if phone else StepUpForm)(None if goes_there else request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_made(request, form):
        acting.begin(request)
        return redirect(_after(request))
    context = {
        "form": form if has_code else None,
        "next": _after(request),
        "phone": mask_phone(phone),
        "identity_form": _password_form(request) if by_identity else None,
        "identity_name": service().name_in(get_language()),
    }
    return render(request, "people/step_up.html", context)


def _password_form(request: HttpRequest) -> PasswordForm:
    return PasswordForm(request.POST if "identity" in request.POST else None, auto_id="identity_%s")


def _to_identity_service(request: HttpRequest) -> HttpResponseBase | None:
    """With the right password to the city's identity service; None where the page has to be shown again."""
    user: Any = request.user
    form = _password_form(request)
    if not form.is_valid():
        return None
    try:
        second_step.check_password(user, form.cleaned_data["password"], now())
    except StepRefused:
        messages.error(request, _("The password is not right."))
    except TooManyTries:
        messages.error(request, _("Too many tries. Please wait five minutes."))
    else:
        return go_there(request, purpose="step", next_url=_after(request))
    return None


def _send_text(request: HttpRequest, phone: str) -> None:
    at = now()
    try:
        codes.send_code(
            phone=phone, purpose=second_step.PURPOSE, client=client_of(request), at=at, language=get_language()
        )
        messages.success(request, _("The code is on its way to your mobile."))
    except TooManyTries as refusal:
        messages.warning(request, wait_sentence(refusal, at))


def _is_made(request: HttpRequest, form: StepUpForm) -> bool:
    user: Any = request.user
    try:
        second_step.check_step(user, at=now(), **form.cleaned_data)
    except StepRefused:
        form.add_error(None, _("Password or code is not right. Authenticator codes change every 30 seconds."))
        return False
    except TooManyTries:
        form.add_error(None, _("Too many tries. Please wait five minutes."))
        return False
    return True


@never_cache
@login_required(login_url="account_login")
@sensitive_post_parameters()
@sensitive_variables()
def set_up(request: HttpRequest) -> HttpResponseBase:
    """A staff account without a second step is taken here and can do nothing else."""
    user: Any = request.user
    refused = _not_yet(request)
    if refused:
        return refused
    if second_step.has_authenticator(user):
        return redirect("people:step_up")
    secret = phone_proof.unseal_text(request.session.get(SECRET_KEY, "")) or second_step.new_secret()
    request.session[SECRET_KEY] = phone_proof.seal_text(secret)
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        recovery_codes = _bound(request, form, secret)
        if recovery_codes:
            del request.session[SECRET_KEY]
            acting.begin(request)
            return render(request, "people/recovery_codes.html", {"codes": recovery_codes})
    address = second_step.set_up_address(user, secret)
    context = {"form": form, "qr": second_step.qr_code(address), "address": address, "secret": secret}
    return render(request, "people/set_up.html", context)


def _bound(request: HttpRequest, form: SetUpForm, secret: str) -> list[str]:
    user: Any = request.user
    try:
        second_step.check_password(user, form.cleaned_data["password"], now())
        return second_step.set_up(user, secret=secret, code=form.cleaned_data["code"])
    except StepRefused:
        form.add_error(None, _("Password or code is not right. Check that your phone shows the right time."))
    except TooManyTries:
        form.add_error(None, _("Too many tries. Please wait five minutes."))
    return []
