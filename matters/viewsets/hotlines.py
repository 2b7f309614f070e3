"""Old hotline number → category: where the calls of the merged hotlines go (DOMAIN §1 row 19)."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from foundation.backoffice.forms import ScopedForm
from foundation.backoffice.policies import CityWidePolicy
from foundation.backoffice.views import ScopedIndexView
from foundation.backoffice.viewsets import ScopedModelViewSet
from matters.models import Category, HotlineNumber
from matters.services.hotlines import save_hotline
from matters.viewsets.categories import CategoryField

ROUTING = "matters.change_routing"
DIALLED, ENDED = "dialled", "ended"
FIELDS = ["number", "name", "name_en", "category", "ended_on"]


class HotlineForm(ScopedForm):
    """The number is for good."""

    category = CategoryField(
        label=gettext_lazy("Category"), queryset=Category.objects.active().filter(redirect_kind="").order_by("path")
    )

    class Meta:
        model = HotlineNumber
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["number"].disabled = True
            own = Category.objects.filter(pk=self.instance.category_id)
            self.fields["category"].queryset |= own  # also one no longer offered


class HotlineFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Still dialled or ended"),
        method="by_state",
        choices=[(DIALLED, gettext_lazy("Still dialled")), (ENDED, pgettext_lazy("hotline", "Ended"))],
    )

    class Meta:
        model = HotlineNumber
        fields: ClassVar[list[str]] = []

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        dialled = HotlineNumber.objects.current(on=localdate()).values("pk")
        return rows.exclude(pk__in=dialled) if value == ENDED else rows.filter(pk__in=dialled)


class HotlineIndexView(ScopedIndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("number"),
            self._get_custom_column("name"),
            Column("category", label=_("Category"), accessor=lambda row: row.category.display_name),
            Column("ended_on", label=_("Ended on"), accessor=lambda row: row.ended_on or "—", sort_key="ended_on"),
        ]

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("category")


class HotlineViewSet(ScopedModelViewSet):
    """Nothing is deleted: one that nobody dials any more ends on a day."""

    model = HotlineNumber
    icon = "mobile-alt"
    menu_label = gettext_lazy("Merged hotlines")
    policy_class = CityWidePolicy
    actions: ClassVar = {"view": ROUTING, "add": ROUTING, "change": ROUTING}
    index_view_class = HotlineIndexView
    form_class = HotlineForm
    ordering = ["number"]
    list_export = FIELDS
    inspect_view_fields = FIELDS
    filterset_class = HotlineFilterSet
    search_fields = ["number", "name", "name_en", "category__name"]
    list_per_page = 50

    def create(self, form: Any, actor: Any) -> HotlineNumber:
        return self.update(form, actor)

    def update(self, form: Any, actor: Any) -> HotlineNumber:
        given = {name: form.cleaned_data[name] for name in FIELDS if name != "number"}
        return save_hotline(hotline=form.instance, **given)
