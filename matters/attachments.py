"""Files that belong to a matter: bound when it is registered, and who may read them."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import now

from foundation.files.services import attach
from foundation.people import journal
from matters.models import Matter, MatterFile
from matters.opened import opened_matter


def attach_files(*, draft: UUID, matter: Matter, at: datetime) -> int:
    """Bind what was uploaded to the draft to the matter, in the caller's transaction; how many files."""
    return len(attach(draft, lambda file: MatterFile(matter=matter, file=file), at=at))


def files_of(matter: Matter) -> list[MatterFile]:
    """In the order they were added, each with its file."""
    return list(matter.files.select_related("file"))


def may_read_file(request: HttpRequest, link: MatterFile) -> bool:
    """Whoever has opened the matter, and staff who may see it; the person can see that staff looked."""
    opened = opened_matter(request)
    if opened is not None and opened.pk == link.matter_id:
        return True
    may = bool(getattr(request.user, "is_acting", False)) and (
        Matter.objects.visible_to(request.user).filter(pk=link.matter_id).exists()
    )
    if may:
        journal.record("matters.read_file", link.matter, actor=request.user, at=now())
    return may
