"""Task forces: what each works on, who is in it, and its end."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation.people.decorators import staff_required
from matters.desk.forms.deed import words_field
from matters.models import Matter, TaskForce
from matters.services.supervising import end_task_force

SUPERVISE = "matters.supervise"
MOST = 100


class EndForm(forms.Form):
    words = words_field(
        gettext_lazy("Why it ends"),
        gettext_lazy("It stays in the list with this reason, for all who watch its matters."),
    )


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
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Asks why; the reason stays with the task force."""
    actor: Any = request.user
    force = get_object_or_404(_forces(actor), pk=pk)
    form = EndForm(request.POST or None)
    if force.ended_on is None and (request.method != "POST" or not form.is_valid()):
        return render(request, "matters/desk/force_end.html", {"force": force, "form": form})
    is_ended = force.ended_on is None and end_task_force(
        force=force, words=form.cleaned_data["words"], actor=actor, at=now()
    )
    if is_ended:
        messages.success(request, _("The task force has ended. Its matters stay with their units."))
    else:
        messages.info(request, _("The task force had ended already. This is why."))
    return redirect("matters:desk_forces")
