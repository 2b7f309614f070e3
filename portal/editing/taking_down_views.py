"""Take down: the confirm page of the final reviewer, in the back office."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import Page, ReferenceIndex

from portal.editing.permissions import user_can_take_down
from portal.editing.taking_down import LONGEST_REASON, NotPublished, goes_along, take_down, twin_of


class ReasonField(forms.CharField):
    """Browsers count a line break as one sign and send two."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class TakeDownForm(forms.Form):
    reason = ReasonField(
        label=gettext_lazy("Why it is taken down"),
        help_text=gettext_lazy("Stands in the history of the page, and its writers are told. Readers do not see it."),
        max_length=LONGEST_REASON,
        widget=AdminAutoHeightTextInput(attrs={"rows": 3}),
    )
    with_twin = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, twin: Page | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if twin is None:
            del self.fields["with_twin"]
        else:
            facts = {"title": twin.get_admin_display_title(), "language": twin.locale.get_display_name()}
            self.fields["with_twin"].label = _("Take down “%(title)s” (%(language)s) too") % facts


class TakeDownButton(PageMenuItem):
    label = gettext_lazy("Take down")
    icon_name = "download"
    url_name = "take_page_down"

    def is_shown(self, user: Any) -> bool:
        return bool(self.page.live and user_can_take_down(user, self.page))


def confirm(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(Page, pk=page_id)
    if not user_can_take_down(request.user, page):
        raise Http404
    if not page.live:
        return _already_down(request, page)
    twin = twin_of(page)
    mirror = twin if twin and goes_along(twin, page) else None
    form = TakeDownForm(request.POST or None, twin=None if mirror else twin)
    if form.is_valid():
        return _take_down(request, page, form.cleaned_data)
    return render(request, "portal_editing/take_down.html", _facts(page) | {"form": form, "mirror": mirror})


def _facts(page: Page) -> dict[str, Any]:
    return {
        "page": page,
        "title": page.get_admin_display_title(),
        "links": ReferenceIndex.get_grouped_references_to(page).count(),
        "below": page.get_descendants().live().count(),
        "is_scheduled": page.expire_at is not None or page.scheduled_revision is not None,
        "is_under_review": page.current_workflow_state is not None,
    }


def _take_down(request: HttpRequest, page: Page, given: dict[str, Any]) -> HttpResponse:
    try:
        down = take_down(
            page=page, by=request.user, reason=given["reason"], at=now(), with_twin=given.get("with_twin", False)
        )
    except NotPublished:
        return _already_down(request, page)
    for one in down:
        messages.success(request, _("“%(title)s” has been taken down.") % {"title": one.get_admin_display_title()})
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def _already_down(request: HttpRequest, page: Page) -> HttpResponse:
    facts = {"title": page.get_admin_display_title()}
    messages.warning(request, _("“%(title)s” is not published: there is nothing to take down.") % facts)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def urls() -> list[URLPattern]:
    return [path("pages/<int:page_id>/take-down/", confirm, name="take_page_down")]
