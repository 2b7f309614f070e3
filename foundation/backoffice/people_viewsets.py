"""Staff lists of people, posts, tenures, roles, grants and accounts. Personal data masked everywhere."""

from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from foundation.backoffice import people_forms as forms
from foundation.backoffice.people_policies import GrantPolicy, PersonPolicy, RolePolicy
from foundation.backoffice.views import ScopedIndexView, ScopedInspectView
from foundation.backoffice.viewsets import ScopedModelViewSet
from foundation.people.models import Person, PlaceGrant, Post, Role, Tenure, UnitGrant
from foundation.people.permissions import known_actions
from foundation.people.services import appoint, end_tenure, grant_role, revoke_grant


class PersonIndexView(ScopedIndexView):
    """Encrypted fields cannot be searched; a phone or an ID number is found by its exact value."""

    is_searchable = True

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.search_query:
            return queryset
        people = Person.objects
        found = people.with_phone(self.search_query) | people.with_id_number(self.search_query)
        return queryset.filter(pk__in=found.values("pk"))


class PersonInspectView(ScopedInspectView):
    def get_language_display_value(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.object.language, self.object.language))


class PersonViewSet(ScopedModelViewSet):
    model = Person
    icon = "user"
    menu_label = _("People")
    policy_class = PersonPolicy
    actions: ClassVar = {
        "view": "people.view_person",
        "add": "people.change_person",
        "change": "people.change_person",
    }
    index_view_class = PersonIndexView
    inspect_view_class = PersonInspectView
    form_class = forms.PersonForm
    ordering = ["-pk"]
    list_display = ["masked_name", "masked_phone", "place", "is_official"]
    list_export = ["masked_name", "masked_phone", "masked_id_number", "place", "is_official"]
    inspect_view_fields = [
        "masked_name", "masked_phone", "masked_id_number", "place", "language", "is_official", "created_at",
    ]  # fmt: skip

    def create(self, form: Any, actor: Any) -> Person:
        return self.update(form, actor)

    def update(self, form: Any, actor: Any) -> Person:
        person: Person = form.save(commit=False)
        person.name = form.cleaned_data["new_name"] or person.name
        if form.cleaned_data["new_phone"]:
            person.phone, person.phone_verified_at = form.cleaned_data["new_phone"], None
        person.save()
        return person


class PostViewSet(ScopedModelViewSet):
    model = Post
    icon = "clipboard-list"
    actions: ClassVar = {"view": "people.view_post", "add": "people.change_post", "change": "people.change_post"}
    form_class = forms.PostForm
    ordering = ["body", "rank", "pk"]
    list_display = ["name", "kind", "unit", "place", "body", "rank", "is_active"]
    list_export = ["name", "name_en", "kind", "unit", "place", "body", "rank", "portfolio", "work_phone", "is_active"]
    list_filter = ["kind", "body", "is_active"]
    search_fields = ["name", "name_en", "portfolio"]


class TenureViewSet(ScopedModelViewSet):
    model = Tenure
    icon = "history"
    logs_itself = True
    actions: ClassVar = {"view": "people.view_post", "add": "people.change_post", "change": "people.change_post"}
    list_display = ["post", "person", "starts_on", "ends_on"]
    list_export = ["post", "person", "starts_on", "ends_on"]

    def get_form_class(self, for_update: bool = False) -> Any:
        return forms.EndTenureForm if for_update else forms.TenureForm

    def create(self, form: Any, actor: Any) -> Tenure:
        return appoint(**form.cleaned_data, appointed_by=actor, at=now())

    def update(self, form: Any, actor: Any) -> Tenure:
        tenure = Tenure.objects.get(pk=form.instance.pk)
        end_tenure(tenure=tenure, ends_on=form.cleaned_data["ends_on"], ended_by=actor, at=now())
        return tenure


class RoleInspectView(ScopedInspectView):
    def get_actions_display_value(self) -> str:
        labels = known_actions()
        return "、".join(str(labels.get(name, name)) for name in self.object.actions)


class RoleViewSet(ScopedModelViewSet):
    model = Role
    icon = "lock"
    policy_class = RolePolicy
    actions: ClassVar = {"view": "people.view_grant", "add": "people.manage_roles", "change": "people.manage_roles"}
    form_class = forms.RoleForm
    inspect_view_class = RoleInspectView
    list_display = ["name", "code", "sms_step_allowed"]
    inspect_view_fields = ["code", "name", "name_en", "actions", "sms_step_allowed", "group_name"]


class GrantViewSet(ScopedModelViewSet):
    icon = "key"
    policy_class = GrantPolicy
    logs_itself = True
    actions: ClassVar = {
        "view": "people.view_grant",
        "add": "people.grant_any_role",
        "change": "people.grant_any_role",
    }
    add_form: ClassVar[Any] = None
    list_display = ["user", "role", "content_object", "valid_from", "valid_until", "granted_by"]
    list_export = ["user", "role", "content_object", "valid_from", "valid_until", "granted_by", "revoked_by"]
    inspect_view_fields = list_export
    list_filter = ["role"]
    ordering = ["-valid_from"]

    def get_form_class(self, for_update: bool = False) -> Any:
        if not for_update:
            return self.add_form
        meta = type("Meta", (), {"model": self.model, "fields": []})
        return type("EndGrantForm", (forms.EndGrantForm,), {"Meta": meta})

    def create(self, form: Any, actor: Any) -> Any:
        given = form.cleaned_data
        return grant_role(
            user=given["user"], role=given["role"], on=given["content_object"], granted_by=actor, at=now(),
            valid_until=given["valid_until"],
        )  # fmt: skip

    def update(self, form: Any, actor: Any) -> Any:
        revoke_grant(grant=form.instance, revoked_by=actor, at=now())
        return form.instance


class PlaceGrantViewSet(GrantViewSet):
    model = PlaceGrant
    menu_label = _("Roles on places")
    add_form = forms.PlaceGrantForm


class UnitGrantViewSet(GrantViewSet):
    model = UnitGrant
    menu_label = _("Roles on units")
    add_form = forms.UnitGrantForm


class PeopleGroup(ViewSetGroup):
    menu_label = _("People and posts")
    menu_icon = "group"
    menu_order = 300
    items = (PersonViewSet, PostViewSet, TenureViewSet, PlaceGrantViewSet, UnitGrantViewSet, RoleViewSet)
