"""Forms of the back office for places, units and their names. The rules are in the services; these read and word."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import ModelChoiceField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.backoffice.forms import ScopedForm
from foundation.places.codes import normalise_code
from foundation.places.exceptions import PlaceRefused
from foundation.places.forms import PlaceField
from foundation.places.models import Level, NameKind, Place, PlaceName, Unit

PARENT_LEVELS = [Level.CITY, Level.TOWN, Level.VILLAGE, Level.GRID]
PLACEHOLDER_STEP = "0000"  # no child has it: steps of a tree path begin with 0001


def refusal(error: PlaceRefused, form: Any) -> ValidationError:
    """What a service refused, beside the field it concerns."""
    field = error.field if error.field in form.fields else NON_FIELD_ERRORS
    return ValidationError({field: str(error)})


class PlaceForm(ScopedForm):
    """Code and level are for good; name, parent and closing go through the services, which keep the history."""

    parent = PlaceField(label=_("belongs to"), required=False, levels=PARENT_LEVELS)

    class Meta:
        model = Place
        fields = ["level", "code", "name", "name_en", "parent", "map_row", "map_column", "closed_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["level"].disabled = self.fields["code"].disabled = True
            self.initial["parent"] = self.instance.get_parent()
        else:
            del self.fields["closed_on"]

    def clean_code(self) -> str:
        return normalise_code(self.cleaned_data["code"])

    def clean_parent(self) -> Place | None:
        parent: Place | None = self.cleaned_data["parent"]
        if parent is None and self.cleaned_data.get("level") != Level.CITY:
            raise ValidationError(_("Write the place it belongs to."), "required")
        if parent and not self.for_user.has_perm("places.change_place", parent):
            raise ValidationError(_("This lies outside of your own place."), "outside")
        if parent and not self.instance.pk:
            self.instance.path = f"{parent.path}{PLACEHOLDER_STEP}"  # where it will be, for the question who may
        return parent


class PlaceNameForm(ScopedForm):
    """Official and English names follow the place and are not entered here."""

    place = PlaceField(label=pgettext_lazy("places", "place"))

    class Meta:
        model = PlaceName
        fields = ["place", "kind", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = (NameKind.OFFICIAL, NameKind.ENGLISH)
        kind: Any = self.fields["kind"]
        kind.choices = [choice for choice in kind.choices if choice[0] not in own]


class UnitForm(ScopedForm):
    parent: Any = ModelChoiceField(label=_("belongs to"), queryset=Unit.objects.all(), required=False)
    place = PlaceField(label=pgettext_lazy("places", "place served"))

    class Meta:
        model = Unit
        fields = ["code", "name", "name_en", "short_name", "kind", "parent", "place", "phone", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["parent"] = self.instance.get_parent()

    def own_fields(self) -> dict[str, Any]:
        """What is stored on the unit itself; the parent is where it hangs."""
        return {name: value for name, value in self.cleaned_data.items() if name != "parent"}
