"""Files of other systems: tried first, then taken in; a batch nobody has worked on can be taken back.

Nothing of a file is kept between the two steps, because it is full of people: it is chosen again, and must be the same.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from foundation.exchange.exceptions import TableRefused
from foundation.people.decorators import staff_required
from foundation.people.permissions import scope
from matters.desk.forms.importing import ImportForm, NumbersFileForm
from matters.models import Brings, ImportBatch, Matter
from matters.services.import_engine import ImportReport
from matters.services.importing import import_file, undo_import
from matters.services.importing_numbers import import_numbers

IMPORT = "matters.import_matters"
MOST_ERRORS = 200
MOST_BATCHES = 50


def _batches(user: Any) -> Any:
    """All of them for who imports for the whole city, else one's own."""
    rows = ImportBatch.objects.select_related("by")
    return rows if scope(user, IMPORT).everything else rows.filter(by=user)


@never_cache
@staff_required(IMPORT)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponseBase:
    """Matters of other systems."""
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    context = _tried_or_taken(request, form, _take_matters) | {"form": form}
    context["batches"] = _batches(request.user).filter(brings=Brings.MATTERS)[:MOST_BATCHES]
    return render(request, "matters/desk/imports/list.html", context)


@never_cache
@staff_required(IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: HttpRequest) -> HttpResponseBase:
    """Our numbers with those of an official system."""
    form = NumbersFileForm(request.POST or None, request.FILES or None)
    context = _tried_or_taken(request, form, _take_numbers) | {"form": form}
    context["batches"] = _batches(request.user).filter(brings=Brings.NUMBERS)[:MOST_BATCHES]
    return render(request, "matters/desk/imports/numbers.html", context)


Take = Callable[[HttpRequest, Any, bool], ImportReport]


def _tried_or_taken(request: HttpRequest, form: forms.Form, take: Take) -> dict[str, Any]:
    """Every file is tried before it is taken in: errors by row and column, and nothing written."""
    if request.method != "POST" or not form.is_valid():
        return {}
    digest = hashlib.sha256(form.cleaned_data["file"].read()).hexdigest()
    form.cleaned_data["file"].seek(0)
    is_tried = request.POST.get("tried", "") == digest
    try:
        report = take(request, form, not is_tried)
    except TableRefused as refusal:
        form.add_error("file", refusal.message)
        if refusal.code == "missing_column" and "map_number" in form.fields:
            form.add_error("file", _("If the file has them under other names, write these below."))
        return {}
    if report.batch is not None:
        words = _("%(new)s new, %(updated)s updated, %(wrong)s wrong")
        messages.success(request, words % {"new": report.new, "updated": report.updated, "wrong": report.wrong})
    return {"report": report, "errors": report.errors[:MOST_ERRORS], "tried": "" if is_tried else digest}


def _take_matters(request: HttpRequest, form: ImportForm, dry_run: bool) -> ImportReport:
    given, actor = form.cleaned_data, request.user
    return import_file(
        file=given["file"], source=str(given["file"].name), system=given["system"], place=given["place"], at=now(),
        actor=actor, mapping=form.mapping, dry_run=dry_run,  # type: ignore[arg-type]  # acting staff
        may_reach=lambda place: actor.has_perm(IMPORT, place),
    )  # fmt: skip


def _take_numbers(request: HttpRequest, form: NumbersFileForm, dry_run: bool) -> ImportReport:
    given = form.cleaned_data
    return import_numbers(
        file=given["file"], source=str(given["file"].name), system=given["system"], at=now(), dry_run=dry_run,
        among=Matter.objects.visible_to(request.user, IMPORT),
        actor=request.user,  # type: ignore[arg-type]  # acting staff
    )  # fmt: skip


@never_cache
@staff_required(IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Asked once more, because what people wrote is erased."""
    batch = get_object_or_404(_batches(request.user), pk=pk, undone_at=None)
    back = "matters:desk_import_numbers" if batch.brings == Brings.NUMBERS else "matters:desk_imports"
    if request.method == "POST":
        undone, left = undo_import(batch=batch, actor=request.user, at=now())  # type: ignore[arg-type]  # acting staff
        words = _("%(undone)s taken back, %(left)s left alone because somebody has worked on them.")
        messages.success(request, words % {"undone": undone, "left": left})
        return redirect(back)
    context = {"batch": batch, "back": back, "is_numbers": batch.brings == Brings.NUMBERS}
    return render(request, "matters/desk/imports/undo.html", context)
