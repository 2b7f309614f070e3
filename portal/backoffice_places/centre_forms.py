"""A centre with everything inside it on one page: zones, functions, resident bodies, windows."""

from typing import Any

from django.db import transaction
from django.forms import BaseInlineFormSet, ModelForm, inlineformset_factory
from django.utils.translation import pgettext_lazy

from foundation.backoffice.forms import ScopedForm
from foundation.places.forms import PlaceField
from foundation.places.models import Centre, CentreFunction, Level, ResidentBody, Window, Zone

EMPTY_ROWS = 3


class WindowForm(ModelForm):  # type: ignore[type-arg]  # Django's own is not generic when running
    """A window belongs to a body of its own centre; a new centre has none yet."""

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["body"]
        body.queryset = ResidentBody.objects.filter(centre=centre.pk)


class WindowFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # as above
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "centre": self.instance}


def _parts(model: Any, fields: list[str], **options: Any) -> type[Any]:
    return inlineformset_factory(Centre, model, fields=fields, extra=EMPTY_ROWS, **options)


PARTS: dict[str, type[Any]] = {
    "functions": _parts(CentreFunction, ["number", "name", "name_en", "entry_path"]),
    "bodies": _parts(ResidentBody, ["number", "name", "name_en", "unit", "duties", "duties_en", "phone"]),
    "windows": _parts(
        Window, ["number", "name", "name_en", "body", "hours", "hours_en"], form=WindowForm, formset=WindowFormSet
    ),
    "zones": _parts(Zone, ["number", "name", "name_en", "is_public"]),
}


class CentreForm(ScopedForm):
    place = PlaceField(label=pgettext_lazy("places", "place"), levels=[Level.CITY, Level.TOWN, Level.VILLAGE])

    class Meta:
        model = Centre
        fields = [
            "place", "name", "name_en", "unit", "address", "address_en", "hours", "hours_en",
            "phone", "supervision_phone", "route", "route_en",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = self.data if self.is_bound else None
        self.parts = [part(data, instance=self.instance, prefix=name) for name, part in PARTS.items()]
        for formset in self.parts:
            formset.heading = formset.model._meta.verbose_name_plural

    def is_valid(self) -> bool:
        wrong_parts = [formset for formset in self.parts if not formset.is_valid()]  # all are asked, all say why
        return bool(super().is_valid()) and not wrong_parts

    def has_changed(self) -> bool:
        return bool(super().has_changed()) or any(formset.has_changed() for formset in self.parts)

    @transaction.atomic
    def save(self, commit: bool = True) -> Centre:
        centre: Centre = super().save(commit)
        for formset in self.parts:
            formset.instance = centre
            formset.save()
        return centre
