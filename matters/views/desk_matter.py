"""The staff's page of one matter, and its buttons: one small form each."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed
from foundation.people.decorators import staff_required
from foundation.people.permissions import roles_of
from matters.attachments import files_of
from matters.desk.deeds import DEEDS, Button, Deed, Doing, buttons
from matters.desk.forms.deed import DeedForm
from matters.desk.page import around, clock_lines, facts_of, may_read_notes, since
from matters.desk.refusals import REFUSED, say
from matters.models import Matter
from matters.papers import opinions_of
from matters.permissions import user_can_change_rules
from matters.services.moving import newest_event, refuse_stale
from matters.states import MatterState

VIEW = "matters.view_matter"


def matter_for(request: HttpRequest, number: str, action: str = VIEW) -> Matter:
    """Where the user may do it; anybody else's matter does not exist."""
    rows = Matter.objects.visible_to(request.user, action)
    related = rows.select_related(
        "category", "place", "unit__place", "person", "about_post", "merged_into", "split_from", "version__procedure"
    )
    return get_object_or_404(related, number=number)


@never_cache
@staff_required(VIEW)
@require_safe
def matter_desk(request: HttpRequest, number: str) -> HttpResponseBase:
    """The whole thread, and what the user may do with it now."""
    matter, at, user = matter_for(request, number), now(), request.user
    offered = buttons(user, matter)  # type: ignore[arg-type]  # acting staff
    context = facts_of(matter, user, at=at) | {  # type: ignore[arg-type]  # acting staff
        "files": files_of(matter),
        "opinions": opinions_of(matter),
        "first": [button for button in offered if button.group == "first"],
        "more": [button for button in offered if button.group == "more"],
        "may_reveal": matter.person_id is not None,
        "ruling": _ruling_without_rule(request, matter),
        "rule_here": not (matter.category and matter.place.is_root()) and user_can_change_rules(user, matter.place),  # type: ignore[arg-type]  # acting staff
        "rule_everywhere": user_can_change_rules(user, None),  # type: ignore[arg-type]  # acting staff
        "at": at,
    }
    return render(request, "matters/desk/matter.html", context)


def _ruling_without_rule(request: HttpRequest, matter: Matter) -> Any:
    """The newest ruling on a return, while it is no rule yet and the user may make it one."""
    if matter.state == MatterState.RETURN_REQUESTED or not request.user.has_perm("matters.change_routing", matter):
        return None
    ruled = matter.return_requests.filter(ruled_at__isnull=False).select_related("ruled_unit").last()
    return ruled if ruled is not None and ruled.rule_id is None else None


@never_cache
@staff_required(VIEW)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """One button: its form, then the service. What happened meanwhile is shown, and what was typed is kept."""
    if name not in DEEDS:
        raise Http404
    matter, chosen = matter_for(request, number), DEEDS[name]
    button = _button(request, matter, name)
    form = chosen.form(request.POST if request.method == "POST" else None, matter=matter)
    seen = _seen(request, matter)
    if request.method == "POST" and button is not None and form.is_valid():
        seen, is_done = _tried(request, matter, chosen, form, seen)
        if is_done:
            messages.success(request, str(chosen.done))
            return redirect("matters:desk_matter", number)
        matter = matter_for(request, number)
        button = _button(request, matter, name)
    changed = since(matter, seen) if request.method == "POST" else []
    if button is None and not changed:
        messages.info(request, _("This is not open to you now: the matter has moved on, or your role may not."))
        return redirect("matters:desk_matter", number)
    return _page(request, matter, name, button, form, changed)


def _button(request: HttpRequest, matter: Matter, name: str) -> Button | None:
    return next((each for each in buttons(request.user, matter) if each.name == name), None)  # type: ignore[arg-type]


def _seen(request: HttpRequest, matter: Matter) -> int:
    """The newest event when the form was opened."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else newest_event(matter)


def _tried(
    request: HttpRequest, matter: Matter, chosen: Deed, form: DeedForm, seen: int
) -> tuple[int, bool]:  # fmt: skip
    """What the user has seen, and whether it is done. Nothing is half-done."""
    user: Any = request.user
    doing = Doing(matter, user, roles_of(user, matter), now(), form.told)
    try:
        with transaction.atomic():
            refuse_stale(matter, seen=seen)
            chosen.do(doing)
    except REFUSED as refusal:
        say(form, refusal)
    except (MovedMeanwhile, MoveNotAllowed):
        form.add_error(None, _("Something has happened to this matter meanwhile. Read it, then decide again."))
    else:
        return seen, True
    return seen, False


def _page(
    request: HttpRequest, matter: Matter, name: str, button: Button | None, form: DeedForm, changed: list[Any]
) -> HttpResponseBase:
    user: Any = request.user
    context = {
        "matter": matter,
        "name": name,
        "button": button,
        "label": button.label if button else matter.table.moves[name].label if name in matter.table.moves else name,
        "form": form,
        "changed": changed,
        "seen": newest_event(matter),
        "shows": DEEDS[name].shows,
        "clocks": [line for line in clock_lines(matter, at=now()) if line.clock.stopped_at is None],
        "supplements": list(matter.supplements.all()),
        "files": files_of(matter),
        "notes": list(matter.notes.select_related("unit")) if may_read_notes(user, matter) else [],
        **around(matter),
    }
    return render(request, "matters/desk/deed.html", context)
