"""The citizens' door, and the pair of pages that only confirm a phone."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from foundation.people import codes, phone_proof, proofs
from foundation.people.accounts import PhoneOwner, account_for_phone, begin_anew, note_phone_proof
from foundation.people.doors import (
    CONFIRM,
    SIGN_IN,
    Door,
    Visit,
    client_of,
    enter_by_phone,
    forget_visit,
    safe_next,
    wait_sentence,
)
from foundation.people.exceptions import CodeExpired, CodeSpent, CodeUsed, WrongCode
from foundation.people.forms import CodeForm, PhoneForm, SamePersonForm
from foundation.people.oidc import service
from foundation.people.ways import way_back_to
from foundation.requests.exceptions import TooManyTries


@never_cache
def sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_authenticated:
        return redirect(safe_next(request, request.GET.get("next")) or "people:my_page")
    return _ask_phone(request, SIGN_IN)


@never_cache
def sign_in_code(request: HttpRequest) -> HttpResponseBase:
    return _ask_code(request, SIGN_IN)


@never_cache
def confirm_phone(request: HttpRequest) -> HttpResponseBase:
    wanted = safe_next(request, request.GET.get("next"))
    if wanted and request.method == "GET" and phone_proof.confirmed_phone(request) and "change" not in request.GET:
        return redirect(wanted)
    return _ask_phone(request, CONFIRM)


@never_cache
def confirm_phone_code(request: HttpRequest) -> HttpResponseBase:
    return _ask_code(request, CONFIRM)


def _ask_phone(request: HttpRequest, door: Door) -> HttpResponseBase:
    visit = Visit.load(request, door)
    initial = {"phone": visit.phone if visit else "", "next": safe_next(request, request.GET.get("next"))}
    form = PhoneForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted = safe_next(request, form.cleaned_data["next"])
        refusal = _send(request, door, form.cleaned_data["phone"], wanted)
        is_same = visit is not None and visit.phone == form.cleaned_data["phone"]
        if refusal is None or is_same:
            if refusal is not None:
                messages.warning(request, refusal)
            return redirect(door.code_page)
        form.add_error("phone", refusal)
    context = {
        "form": form,
        "is_sign_in": door is SIGN_IN,
        "way": way_back_to(str(form["next"].value() or "")),
        "identity_name": service().name_in(get_language()) if door is SIGN_IN and service().is_on else "",
    }
    return render(request, "people/phone.html", context)


def _send(request: HttpRequest, door: Door, phone: str, wanted: str) -> str | None:
    """A fresh code to the phone; the sentence to show where that was refused."""
    at = now()
    try:
        codes.send_code(phone=phone, purpose=door.purpose, client=client_of(request), at=at, language=get_language())
    except TooManyTries as refusal:
        return wait_sentence(refusal, at)
    Visit(phone, wanted, at).save(request, door)
    return None


@sensitive_post_parameters("code")
def _ask_code(request: HttpRequest, door: Door) -> HttpResponseBase:
    visit = Visit.load(request, door)
    if visit is None:
        return redirect(door.phone_page)
    if request.method == "POST" and "resend" in request.POST:
        refusal = _send(request, door, visit.phone, visit.next)
        if refusal:
            messages.warning(request, refusal)
        else:
            messages.success(request, _("A new code is on its way. Codes sent earlier no longer work."))
        return redirect(door.code_page)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wrong = _refused(door, visit.phone, form.cleaned_data["code"])
        if wrong is None:
            return _proved(request, door, visit)
        form.add_error("code", wrong)
    context = {
        "form": form,
        "visit": visit,
        "valid_until": visit.sent_at + codes.LIFETIME,
        "resend_from": visit.sent_at + codes.RESEND_AFTER,
        "phone_page": reverse(door.phone_page),
        "is_sign_in": door is SIGN_IN,
        "way": way_back_to(visit.next),
    }
    return render(request, "people/code.html", context)


def _refused(door: Door, phone: str, code: str) -> str | None:
    """None where the code is right; otherwise what to tell."""
    try:
        codes.confirm_code(phone=phone, purpose=door.purpose, code=code, at=now())
    except WrongCode as wrong:
        if wrong.tries_left:
            return ngettext(
                "This code is not right. You can try %(count)d more time.",
                "This code is not right. You can try %(count)d more times.",
                wrong.tries_left,
            ) % {"count": wrong.tries_left}
        return _("This code is not right, and five tries are used up. Please send a new code.")
    except CodeSpent:
        return _("Five tries are used up, so this code no longer works. Please send a new code.")
    except CodeUsed:
        return _("This code has been used already. Please send a new code.")
    except CodeExpired:
        return _("This code is too old. Please send a new code.")
    return None


def _proved(request: HttpRequest, door: Door, visit: Visit) -> HttpResponseBase:
    if door is CONFIRM:
        phone_proof.remember(request, visit.phone)
        forget_visit(request, door)
        return redirect(visit.next or "/")
    owner = account_for_phone(visit.phone, at=now(), language=get_language() or "zh-hans")
    if owner.is_stale:
        visit.is_proved, visit.sent_at = True, now()
        visit.save(request, door)
        return redirect("people:same_person")
    return _enter(request, owner, visit)


def _enter(request: HttpRequest, owner: PhoneOwner, visit: Visit) -> HttpResponseBase:
    if not owner.user.is_active:
        messages.error(request, _("This account is closed. Please come to the reception window or call 12345."))
        return redirect("people:sign_in")
    return enter_by_phone(request, owner.user, visit.phone, visit.next)


@never_cache
def same_person(request: HttpRequest) -> HttpResponseBase:
    """The number has not been used here for half a year, and operators hand numbers out again."""
    visit = Visit.load(request, SIGN_IN)
    if visit is None or not visit.is_proved or visit.sent_at + codes.LIFETIME < now():
        return redirect("people:sign_in")
    owner = account_for_phone(visit.phone, at=now())
    if not owner.is_stale:
        return _enter(request, owner, visit)
    if request.method == "POST" and "anew" in request.POST:
        user = begin_anew(visit.phone, at=now(), language=get_language() or "zh-hans")
        return _enter(request, PhoneOwner(user), visit)
    form = SamePersonForm(request.POST or None, asks_query_code=proofs.asks_query_code())
    if request.method == "POST" and form.is_valid():
        person = owner.user.person
        try:
            if proofs.is_same_person(person, at=now(), **form.cleaned_data):
                note_phone_proof(person, now())
                return _enter(request, owner, visit)
            form.add_error(None, _("That does not match what we have. Please check, or start anew."))
        except TooManyTries:
            form.add_error(None, _("Too many tries today. Start anew, or bring your ID card to the window."))
    return render(request, "people/same_person.html", {"form": form})


@never_cache
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """A link must not sign anybody out: GET asks, POST does."""
    if request.method == "POST":
        logout(request)
        messages.success(request, _("You are signed out."))
        return redirect("/")
    return render(request, "people/sign_out.html")
