"""Staff lists of the territory. Every change of a place goes through the services, which keep its history."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup

from foundation.backoffice.policies import ScopedPolicy
from foundation.backoffice.viewsets import ScopedModelViewSet
from foundation.places import services
from foundation.places.exceptions import PlaceRefused
from foundation.places.models import Centre, Place, PlaceChange, PlaceName, Unit
from foundation.requests.public_pages import forget_public_pages
from foundation.workdays.models import HolidayNotice
from portal.backoffice_places import forms
from portal.backoffice_places.centre_forms import CentreForm
from portal.backoffice_places.imports import import_menu_items
from portal.backoffice_places.policies import InPlacePolicy

SOURCE = "后台"  # stored in the history of a place beside names of files
SET_UP: dict[str, str] = {"view": "people.view_post", "add": "places.change_place", "change": "places.change_place"}


@contextmanager
def one_change(form: Any) -> Iterator[None]:
    """All or nothing; what a service refuses is said beside the field; public pages show the change at once."""
    try:
        with transaction.atomic():
            yield
            forget_public_pages()
    except PlaceRefused as error:
        raise forms.refusal(error, form) from error


class PlaceViewSet(ScopedModelViewSet):
    model = Place
    icon = "site"
    actions: ClassVar = SET_UP
    form_class = forms.PlaceForm
    list_display = ["name", "code", "level", "grid_kind", "closed_on"]
    list_export = ["code", "name", "name_en", "level", "grid_kind", "map_row", "map_column", "closed_on"]
    list_filter = ["level", "grid_kind"]
    search_fields = ["name", "name_en", "code"]
    inspect_view_fields = list_export

    def create(self, form: Any, actor: Any) -> Place:
        given = dict(form.cleaned_data)
        square = {"row": given.pop("map_row"), "column": given.pop("map_column")}
        with one_change(form):
            place = services.create_place(**given, source=SOURCE, at=now())
            services.put_on_map(place=place, **square)
        return place

    def update(self, form: Any, actor: Any) -> Place:
        place, given = Place.objects.get(pk=form.instance.pk), form.cleaned_data
        with one_change(form):
            names = {"name": given["name"], "name_en": given["name_en"]}
            services.rename_place(place=place, **names, source=SOURCE, at=now())
            if given["parent"]:
                services.move_place(place=place, parent=given["parent"], source=SOURCE, at=now())
            services.put_on_map(place=place, row=given["map_row"], column=given["map_column"])
            if given["closed_on"] and not place.closed_on:
                services.close_place(place=place, on=given["closed_on"], source=SOURCE, at=now())
            elif not given["closed_on"]:
                services.reopen_place(place=place, source=SOURCE, at=now())
        return place


class PlaceNameViewSet(ScopedModelViewSet):
    model = PlaceName
    icon = "tag"
    policy_class = InPlacePolicy
    actions: ClassVar = {**SET_UP, "delete": "places.change_place"}
    form_class = forms.PlaceNameForm
    list_display = ["text", "kind", "place"]
    list_export = ["text", "kind", "place"]
    list_filter = ["kind"]
    search_fields = ["text", "place__name"]

    def create(self, form: Any, actor: Any) -> PlaceName:
        with one_change(form):
            return services.add_name(**form.cleaned_data)

    def update(self, form: Any, actor: Any) -> PlaceName:
        with one_change(form):
            return services.edit_name(name=form.instance, **form.cleaned_data)


class PlaceChangeViewSet(ScopedModelViewSet):
    """The history of the territory, to read."""

    model = PlaceChange
    icon = "history"
    policy_class = InPlacePolicy
    actions: ClassVar = {"view": "people.view_post"}
    list_display = ["place", "kind", "before", "after", "source", "at"]
    list_export = ["place", "kind", "before", "after", "source", "at"]
    list_filter = ["kind"]
    exclude_form_fields: ClassVar[list[str]] = []


class UnitViewSet(ScopedModelViewSet):
    model = Unit
    icon = "group"
    actions: ClassVar = SET_UP
    form_class = forms.UnitForm
    list_display = ["name", "code", "kind", "place", "phone", "is_active"]
    list_export = ["code", "name", "name_en", "short_name", "kind", "place", "phone", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "name_en", "code"]

    def create(self, form: Any, actor: Any) -> Unit:
        with one_change(form):
            return services.create_unit(parent=form.cleaned_data["parent"], **form.own_fields())

    def update(self, form: Any, actor: Any) -> Unit:
        unit = Unit.objects.get(pk=form.instance.pk)
        with one_change(form):
            services.edit_unit(unit=unit, **form.own_fields())
            services.move_unit(unit=unit, parent=form.cleaned_data["parent"])
        return unit


class CentreViewSet(ScopedModelViewSet):
    model = Centre
    icon = "home"
    policy_class = InPlacePolicy
    actions: ClassVar = SET_UP
    form_class = CentreForm
    create_template_name = "portal/cms/centre_form.html"
    edit_template_name = "portal/cms/centre_form.html"
    list_display = ["name", "place", "phone"]
    list_export = ["name", "name_en", "place", "address", "hours", "phone", "supervision_phone"]
    search_fields = ["name", "name_en", "address"]

    def create(self, form: Any, actor: Any) -> Centre:
        return self.update(form, actor)

    def update(self, form: Any, actor: Any) -> Centre:
        with one_change(form):
            centre: Centre = form.save()
        return centre


class HolidayNoticeViewSet(ScopedModelViewSet):
    """To read; notices come by file only, because one wrong day moves every limit."""

    model = HolidayNotice
    icon = "date"
    policy_class = ScopedPolicy
    actions: ClassVar = {"view": "workdays.change_calendar"}
    list_display = ["year", "title", "published_on", "imported_at"]
    list_export = ["year", "title", "published_on", "imported_at"]
    exclude_form_fields: ClassVar[list[str]] = []


class TerritoryGroup(ViewSetGroup):
    menu_label = _("Places and centres")
    menu_icon = "site"
    menu_order = 310
    items = (PlaceViewSet, PlaceNameViewSet, UnitViewSet, CentreViewSet, PlaceChangeViewSet, HolidayNoticeViewSet)

    def get_submenu_items(self) -> list[MenuItem]:
        return [*super().get_submenu_items(), *import_menu_items()]
