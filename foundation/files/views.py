from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.files.access import may_read
from foundation.files.models import StoredFile


@never_cache
@require_safe
def download(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Always a download, never a page: what a stranger sent must not run in our name."""
    file = get_object_or_404(StoredFile, public_id=public_id)
    if not may_read(request, file):
        raise Http404  # the same answer as for a file that does not exist
    response = FileResponse(
        file.content.open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
