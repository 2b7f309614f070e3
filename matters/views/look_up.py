"""Looking up a matter by number and query code, and its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from foundation.people.doors import client_of
from foundation.people.forms import CodeForm
from foundation.requests.exceptions import TooManyTries
from matters.exceptions import NoSuchMatter
from matters.forms import LookUpForm, NumberForm
from matters.look_up import find_by_number_and_phone_code, send_look_up_code
from matters.models import Matter
from matters.opened import close, remember
from matters.services import find_by_number_and_code

ASKED_FOR = "look_up_number"


@never_cache
@sensitive_post_parameters("number", "code")
@require_http_methods(["GET", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """By POST only: neither number nor code ever stands in an address."""
    form = LookUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            remember(request, _found(request, form))
        except NoSuchMatter:
            form.add_error(None, _("No matter has this number and query code. Please compare both with the receipt."))
        except TooManyTries as refusal:
            form.add_error(None, _too_many(refusal))
        else:
            return redirect("matters:matter")
    return render(request, "matters/look_up.html", {"form": form})


def _found(request: HttpRequest, form: LookUpForm) -> Matter:
    typed = form.cleaned_data
    return find_by_number_and_code(number=typed["number"], code=typed["code"], client=client_of(request), at=now())


@never_cache
@sensitive_post_parameters("number")
@require_http_methods(["GET", "POST"])
def ask_for_code(request: HttpRequest) -> HttpResponse:
    """The second way: a code to the phone given with the matter. The answer is the same for every number."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        number = form.cleaned_data["number"]
        try:
            send_look_up_code(number=number, client=client_of(request), at=now(), language=get_language())
        except TooManyTries as refusal:
            form.add_error(None, _too_many(refusal))
        else:
            request.session[ASKED_FOR] = number
            return redirect("matters:enter_code")
    return render(request, "matters/ask_for_code.html", {"form": form})


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    number = request.session.get(ASKED_FOR, "")
    if not number:
        return redirect("matters:ask_for_code")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            remember(request, _found_by_code(request, number, form))
        except NoSuchMatter:
            form.add_error("code", _("This code does not open the number. Check both, or have a new code sent."))
        except TooManyTries as refusal:
            form.add_error(None, _too_many(refusal))
        else:
            del request.session[ASKED_FOR]
            return redirect("matters:matter")
    return render(request, "matters/enter_code.html", {"form": form, "number": number})


def _found_by_code(request: HttpRequest, number: str, form: CodeForm) -> Matter:
    code = form.cleaned_data["code"]
    return find_by_number_and_phone_code(number=number, code=code, client=client_of(request), at=now())


def _too_many(refusal: TooManyTries) -> str:
    return _("Too many tries. For your safety please try again after %(time)s, or call 12345.") % {
        "time": f"{localtime(refusal.retry_at):%H:%M}"
    }


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """On a borrowed phone or a computer in the hall: forget what was opened."""
    close(request)
    return redirect("matters:look_up")
