"""Taking files for a draft, attaching them, and forgetting what was never submitted."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from foundation.files.exceptions import FileRefused
from foundation.files.models import MOST_FILES, StoredFile
from foundation.files.sniffing import Checked, checked, clean_name

MOST_BYTES = 10 * 1024 * 1024


def store(upload: "UploadedFile[bytes]", *, draft: UUID, at: datetime) -> StoredFile:
    """Keep the file for the draft. Raises FileRefused, whose message says what to do instead."""
    if upload.size is None or upload.size > MOST_BYTES:
        raise FileRefused("too_large", _("A file may have at most %(mb)s MB.") % {"mb": MOST_BYTES // 1024**2})
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise FileRefused("too_large", _("A file may have at most %(mb)s MB.") % {"mb": MOST_BYTES // 1024**2})
    kept = checked(content)
    file = StoredFile(
        draft=draft,
        name=clean_name(upload.name or "", kept.extension),
        media_type=kept.media_type,
        size=len(kept.content),
        sha256=hashlib.sha256(kept.content).hexdigest(),
        uploaded_at=at,
    )
    return _placed(file, kept)


def _placed(file: StoredFile, kept: Checked) -> StoredFile:
    """Take the lowest free place; a parallel upload that was faster sends us to the next one."""
    storage = file.content.storage
    path = storage.save(file.content.field.generate_filename(file, ""), ContentFile(kept.content))
    file.content.name = path
    try:
        for _attempt in range(MOST_FILES):
            taken = set(StoredFile.objects.filter(draft=file.draft).values_list("position", flat=True))
            free = [position for position in range(1, MOST_FILES + 1) if position not in taken]
            if not free:
                break
            file.position = free[0]
            try:
                with transaction.atomic():
                    file.save(force_insert=True)
            except IntegrityError:
                continue
            return file
        raise FileRefused("too_many", _("You can attach at most %(number)s files.") % {"number": MOST_FILES})
    except BaseException:
        storage.delete(path)
        raise


@transaction.atomic(savepoint=False)  # refuses nothing: the caller's transaction is enough
def attach(draft: UUID, to: Callable[[StoredFile], models.Model], *, at: datetime) -> list[models.Model]:
    """Bind every file of the draft to what was submitted: `to` makes the owner's (unsaved) link for one file.

    A file is bound once: the conditional UPDATE decides between two submissions and the purge.
    """
    keys = list(StoredFile.objects.of_draft(draft).values_list("pk", flat=True))
    bound = [key for key in keys if StoredFile.objects.unbound().filter(pk=key).update(bound_at=at)]
    if not bound:
        return []
    links = [to(file) for file in StoredFile.objects.filter(pk__in=bound).order_by("position")]
    for link in links:
        link.save()
    return links


def remove(*, public_id: UUID, draft: UUID, at: datetime) -> bool:
    """Take a file out of a draft again. A file that is attached, or of another draft, stays."""
    return _forget(StoredFile.objects.of_draft(draft).filter(public_id=public_id), at=at) > 0


def forget_draft(*, draft: UUID, at: datetime) -> int:
    """Whoever uploaded to the draft stops: its files go at once; how many."""
    return _forget(StoredFile.objects.of_draft(draft), at=at)


def purge_drafts(*, at: datetime) -> int:
    """Forget files whose draft was not submitted within a day; how many."""
    return _forget(StoredFile.objects.abandoned(at=at), at=at)


def _forget(files: Any, *, at: datetime) -> int:
    """Claim, delete the row, then the content: a file is never lost while its row may still be attached."""
    forgotten = 0
    for file in list(files):
        with transaction.atomic():
            claim = StoredFile.objects.filter(pk=file.pk, bound_at=None).update(purged_at=at)
            if not claim:
                continue
            StoredFile.objects.filter(pk=file.pk).delete()
            transaction.on_commit(partial(file.content.storage.delete, file.content.name))
        forgotten += 1
    return forgotten
