"""Set-up of the categories in the back office."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column

from foundation.backoffice.forms import ScopedForm
from foundation.backoffice.policies import CityWidePolicy
from foundation.backoffice.views import ScopedIndexView
from foundation.backoffice.viewsets import ScopedModelViewSet
from matters.categories import add_category, change_category
from matters.exceptions import CategoryUnderItself
from matters.models import Category

EDIT = "matters.change_category"
FIELDS = [
    "code", "name", "name_en", "hint", "hint_en", "department", "department_en", "is_public_choice", "redirect_kind",
    "redirect_text", "redirect_text_en", "redirect_phones", "takes_anonymous",
    "is_never_public", "is_active",
]  # fmt: skip
STEP = "　"  # an ideographic space a level


class CategoryField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when running
    def label_from_instance(self, obj: Category) -> str:
        return f"{STEP * (obj.depth - 1)}{obj.display_name}"


class CategoryForm(ScopedForm):
    """The code is for good: matters, addresses and figures name it."""

    parent = CategoryField(
        label=pgettext_lazy("category", "Under"),
        queryset=Category.objects.order_by("path"),
        required=False,
        empty_label=gettext_lazy("— first level —"),
    )

    class Meta:
        model = Category
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["code"].disabled = True
            self.initial["parent"] = self.instance.get_parent()
        self.order_fields(["parent", *FIELDS])

    def clean(self) -> dict[str, Any]:
        """Where a category belongs elsewhere, it says where; a citizen is never left before a closed door."""
        given: dict[str, Any] = super().clean() or {}
        belongs_elsewhere, words = bool(given.get("redirect_kind")), bool(given.get("redirect_text", "").strip())
        if belongs_elsewhere and not words:
            self.add_error("redirect_text", ValidationError(_("Say where to go instead."), "required"))
        if words and not belongs_elsewhere:
            self.add_error(
                "redirect_kind", ValidationError(_("Choose to whom it belongs, or leave the text empty."), "required")
            )
        return given

    def own_fields(self) -> dict[str, Any]:
        """What is stored on the category itself; the parent is where it hangs."""
        return {name: value for name, value in self.cleaned_data.items() if name != "parent"}


def indented(category: Category) -> SafeString:
    return format_html("{}{}", STEP * (category.depth - 1), category.display_name)


class CategoryIndexView(ScopedIndexView):
    """In the order of the tree, each level indented."""

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("name", accessor=indented),
            Column("code", label=_("Code")),
            BooleanColumn("is_public_choice", label=_("Citizens can pick it")),
            Column(
                "redirect", label=_("Belongs elsewhere"), accessor=lambda row: row.get_redirect_kind_display() or "—"
            ),
            BooleanColumn("is_active", label=_("Active")),
        ]

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().order_by("path")


class CategoryViewSet(ScopedModelViewSet):
    """Nothing is deleted: matters point at it. A category no longer used is switched off."""

    model = Category
    icon = "list-ul"
    menu_label = gettext_lazy("Categories")
    policy_class = CityWidePolicy
    actions: ClassVar = {"view": EDIT, "add": EDIT, "change": EDIT}
    index_view_class = CategoryIndexView
    form_class = CategoryForm
    ordering = ["path"]
    list_export = FIELDS
    inspect_view_fields = FIELDS
    list_filter = ["is_public_choice", "redirect_kind", "is_active"]
    search_fields = ["name", "name_en", "code", "hint"]

    def create(self, form: Any, actor: Any) -> Category:
        return add_category(parent=form.cleaned_data["parent"], facts=form.own_fields())

    def update(self, form: Any, actor: Any) -> Category:
        try:
            return change_category(category=form.instance, parent=form.cleaned_data["parent"], facts=form.own_fields())
        except CategoryUnderItself as error:
            words = _("A category cannot stand under itself or under one of its own.")
            raise ValidationError({"parent": words}) from error
