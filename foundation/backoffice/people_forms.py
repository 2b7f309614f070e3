"""Forms for people, posts, tenures, roles, grants and staff accounts. They gather; services decide."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from foundation.backoffice.choosers import account_chooser, official_chooser, place_chooser, post_chooser, unit_chooser
from foundation.backoffice.forms import ScopedForm
from foundation.people.identifiers import validate_phone
from foundation.people.models import Person, PlaceGrant, Post, Role, Tenure, UnitGrant, User
from foundation.people.permissions import known_actions


class PersonForm(ScopedForm):
    """Contact data is never shown in a form: what is typed replaces it, what is left blank stays."""

    new_name = forms.CharField(label=_("New name"), max_length=30, required=False)
    new_phone = forms.CharField(label=_("New phone"), max_length=30, required=False, validators=[validate_phone])

    class Meta:
        model = Person
        fields = ["is_official", "place", "language"]
        widgets = {"place": place_chooser.widget_class}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.instance.pk is None and not cleaned.get("new_name"):
            self.add_error("new_name", _("Enter a name."))
        return cleaned


class PostForm(ScopedForm):
    class Meta:
        model = Post
        fields = [
            "name", "name_en", "kind", "unit", "place", "body", "rank", "portfolio", "portfolio_en", "work_phone",
            "is_active",
        ]  # fmt: skip
        widgets = {"place": place_chooser.widget_class, "unit": unit_chooser.widget_class}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not cleaned.get("unit") and not cleaned.get("place"):
            self.add_error("place", _("A post belongs to a unit or to a place."))
        return cleaned


class TenureForm(ScopedForm):
    class Meta:
        model = Tenure
        fields = ["post", "person", "starts_on", "ends_on"]
        widgets = {"post": post_chooser.widget_class, "person": official_chooser.widget_class}


class EndTenureForm(ScopedForm):
    class Meta:
        model = Tenure
        fields = ["ends_on"]

    ends_on = forms.DateField(label=_("Last day in the post"))


class RoleForm(ScopedForm):
    actions = forms.MultipleChoiceField(label=_("Allows"), widget=forms.CheckboxSelectMultiple, required=False)

    class Meta:
        model = Role
        fields = ["code", "name", "name_en", "actions", "sms_step_allowed", "group_name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named_elsewhere = dict.fromkeys(self.instance.actions or [])
        labels = {name: name for name in named_elsewhere} | known_actions()
        self.fields["actions"].choices = sorted(labels.items())
        if self.instance.pk is not None:
            self.fields["code"].disabled = True


class PlaceGrantForm(ScopedForm):
    class Meta:
        model = PlaceGrant
        fields = ["user", "role", "content_object", "valid_until"]
        widgets = {"user": account_chooser.widget_class, "content_object": place_chooser.widget_class}


class UnitGrantForm(ScopedForm):
    class Meta:
        model = UnitGrant
        fields = ["user", "role", "content_object", "valid_until"]
        widgets = {"user": account_chooser.widget_class, "content_object": unit_chooser.widget_class}


class EndGrantForm(ScopedForm):
    """A grant is not edited: it can be ended, and another one given."""

    ends_now = forms.BooleanField(label=_("End this grant now"))

    class Meta:
        fields: list[str] = []


class AccountForm(ScopedForm):
    """Set up an account for an official. The second step is set up by its owner at the first sign-in."""

    person = forms.ModelChoiceField(
        label=_("Official"),
        queryset=Person.objects.filter(is_official=True, user=None),
        widget=official_chooser.widget_class,
    )
    password = forms.CharField(
        label=_("First password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        validators=[validate_password],
    )

    class Meta:
        model = User
        fields = ["username"]


class AccountEditForm(ScopedForm):
    new_password = forms.CharField(
        label=_("New password"),
        help_text=_("Leave blank to keep the present one."),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        validators=[validate_password],
    )
    reset_second_step = forms.BooleanField(
        label=_("Reset the second step"),
        help_text=_("For a lost phone. The account sets it up again at its next sign-in."),
        required=False,
    )

    class Meta:
        model = User
        fields = ["username", "is_active"]
