"""The calls desk: somebody who is not of the unit asks how it went."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed
from foundation.notifications.calls import MOST_CALLS
from foundation.people.decorators import staff_required
from matters.deciding import decision_of
from matters.desk.forms.calls import VerdictForm
from matters.discretion import is_discreet
from matters.exceptions import CallbackTaken, OwnUnit, PersonalNumbers, VerdictGiven
from matters.models import AttemptResult, Callback, Matter, VerdictKind
from matters.services.calling_back import calls_for, note_attempt, take_call
from matters.services.personal_numbers import decided
from matters.services.rechecking import give_recheck
from matters.services.verdicts import give_verdict

CALL = "matters.call_back"
PAGE = 50
RESULTS = [each for each in AttemptResult if each is not AttemptResult.REACHED]
GONE = (CallbackTaken, VerdictGiven, MoveNotAllowed, MovedMeanwhile)


@never_cache
@staff_required(CALL)
@require_safe
def calls(request: HttpRequest) -> HttpResponseBase:
    """The longest waiting first. Nobody's name: it shows when the call is taken."""
    rows = calls_for(request.user, at=now()).select_related("matter__category", "reply__unit")  # type: ignore[arg-type]
    found = list(rows.prefetch_related("attempts")[: PAGE + 1])
    context = {"calls": found[:PAGE], "has_more": len(found) > PAGE, "most": MOST_CALLS}
    return render(request, "matters/desk/calls.html", context)


def _call(request: HttpRequest, pk: int) -> Callback:
    """A call about a matter where the user makes calls, waiting or taken by them."""
    mine = Matter.objects.visible_to(request.user, CALL)
    rows = Callback.objects.open().filter(matter__in=mine)
    return get_object_or_404(rows.select_related("matter__category", "matter__place", "matter__person", "reply"), pk=pk)


@never_cache
@staff_required(CALL)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponseBase:
    """From now on nobody else calls this person for a quarter of an hour."""
    callback, agent = _call(request, pk), request.user
    try:
        take_call(callback=callback, agent=agent, purpose=_("To ask you how it went"), at=now())  # type: ignore[arg-type]
    except CallbackTaken:
        messages.info(request, _("Somebody else is making this call."))
    except OwnUnit:
        messages.info(request, _("Your unit had this matter: somebody else asks how it went."))
    else:
        return redirect("matters:desk_call", pk)
    return redirect("matters:desk_calls")


@never_cache
@staff_required(CALL)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Whom to call, the three questions, and what came of it."""
    mine = Callback.objects.open().filter(pk=pk, agent=request.user.pk, taken_until__gt=now())
    if not mine.exists():
        messages.info(request, _("This call is settled, or your quarter of an hour is over. Take it again."))
        return redirect("matters:desk_calls")
    callback = _call(request, pk)
    is_recheck = callback.kind == VerdictKind.RECHECK
    form = VerdictForm(request.POST if "verdict" in request.POST else None, is_recheck=is_recheck)
    found: list[Any] = []
    try:
        if request.method == "POST" and _done(request, callback, form):
            return redirect("matters:desk_calls")
    except PersonalNumbers as undecided:
        found = undecided.all
    context = {
        "callback": callback,
        "matter": callback.matter,
        "form": form,
        "found": found,
        "is_recheck": is_recheck,
        "attempts": list(callback.attempts.all()),
        "results": RESULTS,
        "is_discreet": is_discreet(callback.matter),
    }
    return render(request, "matters/desk/call.html", context)


def _done(request: HttpRequest, callback: Callback, form: VerdictForm) -> bool:
    """Whether the call is noted. Raises PersonalNumbers."""
    if "result" in request.POST:
        return _attempted(request, callback)
    return form.is_valid() and _judged(request, callback, form)


def _attempted(request: HttpRequest, callback: Callback) -> bool:
    result, agent = request.POST["result"], request.user
    if result not in RESULTS:
        return False
    try:
        note_attempt(callback=callback, agent=agent, result=result, at=now())  # type: ignore[arg-type]  # acting staff
    except CallbackTaken:
        messages.info(request, _("Somebody else is making this call."))
    else:
        messages.success(request, _("Noted."))
    return True


def _judged(request: HttpRequest, callback: Callback, form: VerdictForm) -> bool:
    """Raises PersonalNumbers: the agent asks whether those in the reason are needed."""
    told: dict[str, Any] = form.cleaned_data
    told |= decided(decision_of(request), reason=told["reason"])
    said = {
        "matter": callback.matter, "solved": told["solved"], "satisfaction": told["satisfaction"],
        "reason": told["reason"], "agent": request.user, "channel": "phone", "at": now(),
    }  # fmt: skip
    try:
        if callback.kind == VerdictKind.RECHECK:
            give_recheck(**said)
        else:
            give_verdict(**said, was_contacted=form.contacted, wants_rework=told["wants_rework"])
    except GONE:
        messages.info(request, _("The person has given their word meanwhile. Nothing was changed."))
    else:
        messages.success(request, _("Their word is written down. Thank you."))
    return True
