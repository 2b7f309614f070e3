"""Task forces: what each works on, who is in it, and its end."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from foundation.people.decorators import staff_required
from matters.models import Matter, TaskForce
from matters.services.supervising import end_task_force

SUPERVISE = "matters.supervise"
MOST = 100


def _forces(user: Any) -> "QuerySet[TaskForce]":
    """Those that work on something the user watches, each with only that."""
    seen = Matter.objects.visible_to(user, SUPERVISE)
    rows = TaskForce.objects.filter(matters__in=seen).distinct().select_related("led_by__unit", "led_by__place")
    return rows.prefetch_related("units", Prefetch("matters", seen.select_related("version", "unit").by_clock()))


@never_cache
@staff_required(SUPERVISE)
@require_safe
def forces(request: HttpRequest) -> HttpResponseBase:
    rows = _forces(request.user)
    context = {"working": rows.filter(ended_on=None)[:MOST], "ended": rows.exclude(ended_on=None)[:MOST]}
    return render(request, "matters/desk/forces.html", context)


@never_cache
@staff_required(SUPERVISE)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponseBase:
    force, actor = get_object_or_404(_forces(request.user), pk=pk), request.user
    end_task_force(force=force, actor=actor, at=now())  # type: ignore[arg-type]  # acting staff
    messages.success(request, _("The task force has ended. Its matters stay with their units."))
    return redirect("matters:desk_forces")
