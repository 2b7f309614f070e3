"""The calls desk: whom to call, what to read out, and what came of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation.notifications.calls import CallResult, is_mine, lease_of, release_call
from foundation.notifications.exceptions import CallNotYours, CallTaken, LetterTaken
from foundation.notifications.models import Channel, Message
from foundation.people.calling import begin_call, end_call, end_letter, open_letter
from foundation.people.decorators import staff_required
from foundation.people.identifiers import mask_phone

ACTION = "notifications.make_calls"
PAGE = 30


@never_cache
@staff_required(ACTION)
@require_safe
def calls(request: HttpRequest) -> HttpResponseBase:
    """Everything owed by phone, the oldest first, numbers masked. The number of queries does not grow."""
    at = now()
    shown, next_url = _page(request, Message.objects.calls_to_make())
    rows = [
        {
            "message": row,
            "phone": mask_phone(row.address),
            "is_busy": row.leased_until is not None and row.leased_until > at,
            "is_mine": row.lease == lease_of(row, _caller(request).pk),
            "is_later": row.next_attempt_at > at,
        }
        for row in shown
    ]
    letters = Message.objects.letters_to_write().count()
    return render(request, "people/calls.html", {"rows": rows, "next_url": next_url, "letters": letters})


@never_cache
@staff_required(ACTION)
@require_safe
def letters(request: HttpRequest) -> HttpResponseBase:
    """Whom nobody could reach by phone."""
    shown, next_url = _page(request, Message.objects.letters_to_write())
    rows = [{"message": row, "phone": mask_phone(row.address)} for row in shown]
    return render(request, "people/letters.html", {"rows": rows, "next_url": next_url})


def _page(request: HttpRequest, rows: "QuerySet[Message]") -> tuple[list[Message], str]:
    """A page after the row whose key the address names."""
    after = request.GET.get("after", "")
    last = Message.objects.filter(public_id=after).first() if _is_uuid(after) else None
    if last is not None:
        rows = rows.filter(Q(created_at__gt=last.created_at) | Q(created_at=last.created_at, pk__gt=last.pk))
    found = list(rows[: PAGE + 1])
    return found[:PAGE], f"?after={found[PAGE - 1].public_id}" if len(found) > PAGE else ""


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _message(public_id: uuid.UUID) -> Message:
    return get_object_or_404(Message.objects.select_related("person").filter(channel=Channel.CALL), public_id=public_id)


@never_cache
@staff_required(ACTION)
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """POST claims or says what came of it; GET shows name, phone and text while the call is the viewer's."""
    message, caller = _message(public_id), _caller(request)
    if request.method == "POST":
        return _call_posted(request, message, caller)
    if not is_mine(message=message, caller=caller.pk, at=now()):
        messages.info(request, _("Press “Call” first: then nobody else calls this person at the same time."))
        return redirect("people:calls")
    return render(request, "people/call.html", {"message": message, "results": CallResult})


def _call_posted(request: HttpRequest, message: Message, caller: Any) -> HttpResponseBase:
    result = request.POST.get("result", "")
    try:
        if "leave" in request.POST:
            release_call(message=message, caller=caller.pk)
        elif result in CallResult.values:
            end_call(message=message, caller=caller, result=result, at=now())
            messages.success(request, _("Noted."))
        else:
            begin_call(message=message, caller=caller, at=now())
            return redirect("people:call", message.public_id)
    except CallTaken:
        messages.info(request, _("Somebody else calls this person or has told them, or it is too early to try again."))
    except CallNotYours:
        messages.info(request, _("This call was noted already, or somebody else has it now."))
    return redirect("people:calls")


@never_cache
@staff_required(ACTION)
@require_http_methods(["POST"])
def letter(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Shows name and address in its answer and nowhere else; or notes that the letter went out."""
    message, writer = _message(public_id), _caller(request)
    try:
        if "sent" in request.POST:
            end_letter(message=message, writer=writer, at=now())
            messages.success(request, _("Noted."))
            return redirect("people:letters")
        open_letter(message=message, writer=writer, at=now())
    except LetterTaken:
        messages.info(request, _("This letter has gone out already."))
        return redirect("people:letters")
    return render(request, "people/letter.html", {"message": message})


def _caller(request: HttpRequest) -> Any:
    return request.user
