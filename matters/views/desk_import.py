"""Files of other systems: tried first, then taken in; a batch nobody has worked on can be taken back.

Nothing of a file is kept between the two steps, because it is full of people: it is chosen again, and must be the same.
"""

import hashlib
from typing import Any

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
from matters.desk.forms.importing import ImportForm
from matters.models import ImportBatch
from matters.services.importing import ImportReport, import_file, undo_import

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
    """Every file is tried before it is taken in: errors by row and column, and nothing written."""
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    context: dict[str, Any] = {"form": form, "batches": _batches(request.user)[:MOST_BATCHES]}
    if request.method == "POST" and form.is_valid():
        digest = hashlib.sha256(form.cleaned_data["file"].read()).hexdigest()
        is_tried = request.POST.get("tried", "") == digest
        report = _taken(request, form, dry_run=not is_tried)
        if report is not None and report.batch is not None:
            words = _("%(new)s new, %(updated)s updated, %(wrong)s wrong")
            messages.success(request, words % {"new": report.new, "updated": report.updated, "wrong": report.wrong})
        shown = report.errors[:MOST_ERRORS] if report else []
        context |= {"report": report, "errors": shown, "tried": digest if report and not is_tried else ""}
    return render(request, "matters/desk/imports/list.html", context)


def _taken(request: HttpRequest, form: ImportForm, *, dry_run: bool) -> ImportReport | None:
    given = form.cleaned_data
    given["file"].seek(0)
    actor: Any = request.user
    try:
        return import_file(
            file=given["file"], source=str(given["file"].name), system=given["system"], place=given["place"], at=now(),
            actor=actor, mapping=form.mapping, dry_run=dry_run, may_reach=lambda place: actor.has_perm(IMPORT, place),
        )  # fmt: skip
    except TableRefused as refusal:
        form.add_error("file", refusal.message)
        if refusal.code == "missing_column":
            form.add_error("file", _("If the file has them under other names, write these below."))
        return None


@never_cache
@staff_required(IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Asked once more, because what people wrote is erased."""
    batch = get_object_or_404(_batches(request.user), pk=pk, undone_at=None)
    if request.method == "POST":
        undone, left = undo_import(batch=batch, actor=request.user, at=now())  # type: ignore[arg-type]  # acting staff
        words = _("%(undone)s taken back, %(left)s left alone because somebody has worked on them.")
        messages.success(request, words % {"undone": undone, "left": left})
        return redirect("matters:desk_imports")
    return render(request, "matters/desk/imports/undo.html", {"batch": batch})
