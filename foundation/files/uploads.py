"""Files sent with a page, for a draft: taken one by one; what is refused is said by the name of the file."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.timezone import now

from foundation.files.access import remember_draft
from foundation.files.exceptions import FileRefused
from foundation.files.models import MOST_FILES, StoredFile
from foundation.files.services import MOST_BYTES, forget_draft, remove, store

ACCEPTED = ".jpg,.jpeg,.png,.webp,.heic,.heif,.pdf,.docx,.xlsx,.pptx"
LIMITS = {"most": MOST_FILES, "megabytes": MOST_BYTES // 1024**2, "accepted": ACCEPTED}


def take_files(request: HttpRequest, draft: UUID) -> list[str]:
    """Removes what was to be removed and keeps what was sent; why a file was not taken."""
    if unwanted := _uuid(request.POST.get("remove", "")):
        remove(public_id=unwanted, draft=draft, at=now())
        return []
    uploads = request.FILES.getlist("files")
    if uploads:
        remember_draft(request, draft)
    return [why for upload in uploads if (why := _refusal(upload, draft))]


def take_all(request: HttpRequest, draft: UUID) -> list[str]:
    """Keeps what was sent with a form that is sent once: all files, or none; why one was not taken."""
    refused = [why for upload in request.FILES.getlist("files") if (why := _refusal(upload, draft))]
    if refused:
        forget_draft(draft=draft, at=now())
    return refused


def upload_facts(draft: UUID, refused: Sequence[str]) -> dict[str, Any]:
    """What `files/upload.html` shows."""
    files = list(StoredFile.objects.of_draft(draft))
    return {"files": files, "refused": refused, "room": MOST_FILES - len(files), **LIMITS}


def _refusal(upload: "UploadedFile[bytes]", draft: UUID) -> str:
    try:
        store(upload, draft=draft, at=now())
    except FileRefused as refusal:
        return refused_words(upload, refusal)
    return ""


def refused_words(upload: "UploadedFile[bytes]", refusal: FileRefused) -> str:
    return f"{upload.name}: {refusal.message}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
