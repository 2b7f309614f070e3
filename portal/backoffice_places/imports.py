"""Upload, look at what would change, confirm: the back office's door to the two imports."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse_lazy
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from foundation.people import journal
from foundation.people.permissions import scope
from foundation.places.models import Place
from foundation.workdays.models import HolidayNotice
from portal.setup_files import NOTICE_COLUMNS, PLACE_COLUMNS, Outcome, take_notices, take_places

KEPT_FOR = 30 * 60  # seconds an uploaded file waits for its confirmation
LARGEST = 5 * 1024 * 1024
journal.register({"places.import": _("Places imported"), "workdays.import": _("Holiday notices imported")})


@dataclass(frozen=True)
class Import:
    """One kind of file: who may, what it does, and how the page speaks of it."""

    name: str
    action: str
    title: str | Promise
    columns: list[Any]
    take: Callable[[IO[bytes], str, datetime, bool], Outcome]
    index: str
    subject: Callable[[], Any]

    def is_open_to(self, user: Any) -> bool:
        """A file speaks of the whole city, so only who may change all of it may import one."""
        return scope(user, self.action).everything


PLACES = Import(
    name="places",
    action="places.change_place",
    title=_("Import places"),
    columns=PLACE_COLUMNS,
    take=lambda file, source, at, dry_run: take_places(file, source=source, at=at, dry_run=dry_run),
    index="place:index",
    subject=lambda: Place.get_first_root_node(),
)
NOTICES = Import(
    name="workdays",
    action="workdays.change_calendar",
    title=_("Import holiday notices"),
    columns=NOTICE_COLUMNS,
    take=lambda file, _source, at, dry_run: take_notices(file, at=at, dry_run=dry_run),
    index="holidaynotice:index",
    subject=lambda: HolidayNotice.objects.order_by("imported_at").last(),
)


class UploadForm(forms.Form):
    file = forms.FileField(label=_("file (CSV or XLSX)"), allow_empty_file=True)

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB."), "too_large")
        return file


@dataclass(frozen=True)
class Kept:
    """An uploaded file between preview and confirmation; only who uploaded it may confirm it."""

    user_id: int
    kind: str
    name: str
    content: bytes


def import_view(kind: Import) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        if not kind.is_open_to(request.user):
            raise PermissionDenied
        if request.method == "POST" and "token" in request.POST:
            return _confirm(request, kind)
        form = UploadForm(request.POST or None, request.FILES or None)
        context = {"kind": kind, "form": form}
        if form.is_valid():
            context |= _preview(request, kind, form.cleaned_data["file"])
        return render(request, "portal/cms/import.html", context)

    return view


def _preview(request: HttpRequest, kind: Import, file: "UploadedFile[Any]") -> dict[str, Any]:
    content, name = file.read(), str(file.name)
    outcome = kind.take(io.BytesIO(content), name, now(), True)
    token = uuid4() if outcome.is_clean else None
    if token:
        cache.set(_key(token), Kept(int(request.user.pk or 0), kind.name, name, content), KEPT_FOR)
    return {"outcome": outcome, "token": token, "file_name": name}


def _confirm(request: HttpRequest, kind: Import) -> HttpResponse:
    """The file is checked again: the city may have changed since the preview."""
    kept = _kept(request, kind)
    if kept is None:
        messages.error(request, _("The file is no longer kept. Please upload it again."))
        return redirect(f"import_{kind.name}")
    outcome = kind.take(io.BytesIO(kept.content), kept.name, now(), False)
    if not outcome.is_clean:
        context = {"kind": kind, "form": UploadForm(), "outcome": outcome, "file_name": kept.name}
        return render(request, "portal/cms/import.html", context)
    counts = {str(label): str(number) for label, number in outcome.counts}
    journal.record(f"{kind.name}.import", kind.subject(), actor=request.user, at=now(), data={"counts": counts})
    messages.success(request, _("Done: everything was written."))
    return redirect(kind.index)


def _kept(request: HttpRequest, kind: Import) -> Kept | None:
    try:
        key = _key(UUID(request.POST["token"]))
    except ValueError:
        return None
    kept: Kept | None = cache.get(key)
    if kept is None or (kept.user_id, kept.kind) != (request.user.pk, kind.name):
        return None
    cache.delete(key)
    return kept


def _key(token: UUID) -> str:
    return f"setup-import:{token}"


class ImportMenuItem(MenuItem):
    def __init__(self, kind: Import, order: int) -> None:
        self.kind = kind
        url = reverse_lazy(f"import_{kind.name}")
        super().__init__(kind.title, url, name=f"import-{kind.name}", icon_name="upload", order=order)

    def is_shown(self, request: HttpRequest) -> bool:
        return self.kind.is_open_to(request.user)


def import_menu_items() -> list[MenuItem]:
    return [ImportMenuItem(kind, 100 + number) for number, kind in enumerate((PLACES, NOTICES))]


def urls() -> list[URLPattern]:
    return [path(f"import/{kind.name}/", import_view(kind), name=f"import_{kind.name}") for kind in (PLACES, NOTICES)]
