"""Included at /cms/ before Wagtail's own addresses, to close some of them or put a condition on them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.views.generic import RedirectView
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.audit_logging import LogEntriesView

from foundation.people.decorators import staff_required


class AuditorsLogView(LogEntriesView):
    """Every entry: who may read the log reads all of it. Values of personal fields stand in it masked."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        from django.contrib.contenttypes.models import ContentType

        every_type = set(ContentType.objects.values_list("pk", flat=True))
        request.user._allowed_content_type_ids = every_type  # type: ignore[union-attr]  # Wagtail's own cache


def closed(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
    raise Http404


def for_auditors(**kwargs: Any) -> Any:
    return require_admin_access(staff_required("people.view_log")(AuditorsLogView.as_view(**kwargs)))


# Wagtail's own doors ask for a password only; ours limits the tries and asks for a second step.
staff_door = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns: list[URLPattern] = [
    path("login/", staff_door),
    path("password_reset/<path:rest>", closed),
    path("password_reset/", closed),
    path("reports/site-history/", for_auditors()),
    path("reports/site-history/results/", for_auditors(results_only=True)),
    # Bulk actions on accounts would hand out groups, and delete, past our services.
    path("bulk/people/<path:rest>", closed),
]
