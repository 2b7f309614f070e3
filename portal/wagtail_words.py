"""Words of Wagtail's back office that it leaves to the names of its variables, and so in English."""

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers
from wagtail.admin.forms.workflows import TaskChooserSearchForm, WorkflowPageForm
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views import workflows
from wagtail.admin.views.pages.search import SearchView
from wagtail.contrib.simple_translation.models import SimpleTranslation
from wagtail.models import Locale, Page
from wagtail.sites.views import IndexView as SitesView
from wagtail.users.forms import PagePermissionsForm

LINK_FORMS = (
    choosers.ExternalLinkChooserForm,
    choosers.AnchorLinkChooserForm,
    choosers.EmailLinkChooserForm,
    choosers.PhoneLinkChooserForm,
)
LINK_FIELDS: dict[str, Any] = {
    "url": _("Web address"),
    "link_text": _("Text of the link"),
    "email_address": _("E-mail address"),
    "subject": pgettext_lazy("e-mail", "Subject"),
    "body": pgettext_lazy("e-mail", "Text"),
    "phone_number": _("Phone number"),
}
SITE_COLUMNS: dict[str, Any] = {"port": _("Port"), "site_name": _("Name of the site"), "root_page": _("First page")}
MODELS = (
    (Locale, pgettext_lazy("back office", "language"), pgettext_lazy("back office", "languages")),
    (SimpleTranslation, _("translation of pages"), _("translations of pages")),
)


class TaskSearchForm(TaskChooserSearchForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "task_type" in self.fields:
            self.fields["task_type"].label = _("Kind of task")


def give_labels() -> None:
    """Called once, when the portal starts; the words themselves are looked up at each request."""
    for form in LINK_FORMS:
        for name, field in form.base_fields.items():
            field.label = LINK_FIELDS[name]
    choosers.AnchorLinkChooserForm.base_fields["url"].label = _("Anchor")
    for column in SitesView.columns:
        column.label = SITE_COLUMNS.get(column.name, column.label)
    for model, one, many in MODELS:  # not what migrations are made from: that is `original_attrs`
        model._meta.verbose_name, model._meta.verbose_name_plural = one, many
    SearchView.verbose_name_plural = Page._meta.verbose_name_plural
    WagtailPaginator.items_count_label = property(how_many)
    workflows.TaskChooserSearchForm = TaskSearchForm
    for form in (PagePermissionsForm, WorkflowPageForm):
        form.base_fields["page"].label = pgettext_lazy("back office", "Page")
    PagePermissionsForm.base_fields["permissions"].label_from_instance = page_permission


def how_many(paginator: WagtailPaginator) -> str:
    name = paginator.verbose_name if paginator.count == 1 else paginator.verbose_name_plural
    return gettext("%(count)s %(name)s") % {"count": paginator.count, "name": name}


def page_permission(permission: Any) -> Any:
    names = {code: name for code, _short, name in Page.permission_types}
    return names.get(permission.codename, permission.name)
