"""A field to say where one lives: words in, a list of fitting places, one choice.

It needs no script: the first submit with words but no choice comes back with the list. With the script (print
`{{ form.media }}` in the block `scripts`) the list appears while typing, from the same search.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _

from foundation.places.models import Level, Place
from foundation.places.names import key_of, stem_of
from foundation.places.search import LONGEST_TEXT, PlaceMatch, find_places

ANY_LEVEL = tuple(Level.values)
CHOICES_SHOWN = 8


class PlaceInput(NamedTuple):
    """What came from the form: the words, the code of the chosen place, and the words its list was for."""

    text: str = ""
    code: str = ""
    listed_for: str = ""

    @property
    def is_chosen(self) -> bool:
        """A choice counts only for the words it was listed for: who types a new name means the new place."""
        return bool(self.code) and key_of(self.text) == key_of(self.listed_for)


def fitting_places(text: str, levels: Iterable[str] = ANY_LEVEL) -> list[PlaceMatch]:
    allowed = set(levels)
    return [match for match in find_places(text, limit=40) if match.place.level in allowed][:CHOICES_SHOWN]


class PlaceWidget(forms.Widget):
    """A search box and, once there are words, the fitting places as radio buttons."""

    template_name = "places/place_widget.html"
    use_fieldset = True

    class Media:
        js = [Script("js/place-field.js", type="module")]

    def __init__(self, attrs: dict[str, Any] | None = None, levels: Iterable[str] = ANY_LEVEL) -> None:
        super().__init__(attrs)
        self.levels = tuple(levels)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> PlaceInput:
        text, code, listed_for = (str(data.get(name + part) or "").strip() for part in ("", "_code", "_for"))
        return PlaceInput(text[:LONGEST_TEXT], code.upper(), listed_for)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = self._as_input(value)
        context["widget"] |= {
            "text": given.text,
            "code": given.code if given.is_chosen else "",
            "matches": fitting_places(given.text, self.levels) if given.text else [],
            "levels": ",".join(self.levels),
        }
        return context

    def _as_input(self, value: Any) -> PlaceInput:
        if isinstance(value, PlaceInput):
            return value
        place = value if isinstance(value, Place) else Place.objects.filter(pk=value).first() if value else None
        return PlaceInput(place.name, place.code, place.name) if place else PlaceInput()


class PlaceField(forms.Field):
    """Cleans to a Place that exists today, or None when it is not required and nothing was typed."""

    default_error_messages = {
        "required": _("Write your village, community, housing estate or road."),
        "not_found": _("No place of this name was found. Try only the name of the village, the estate or the road."),
        "choose": _("Choose your place from the list."),
    }

    def __init__(self, *, levels: Iterable[str] = ANY_LEVEL, **options: Any) -> None:
        self.levels = tuple(levels)
        super().__init__(widget=options.pop("widget", None) or PlaceWidget(levels=self.levels), **options)

    def clean(self, value: Any) -> Place | None:
        given = value if isinstance(value, PlaceInput) else PlaceInput()
        if not key_of(given.text):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if given.is_chosen and (chosen := self._chosen(given.code)):
            return chosen
        return self._only_possible(fitting_places(given.text, self.levels), given.text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = getattr(initial, "code", "")
        return not (isinstance(data, PlaceInput) and data.code == before)

    def _chosen(self, code: str) -> Place | None:
        return Place.objects.current().filter(code=code, level__in=self.levels).first()

    def _only_possible(self, matches: list[PlaceMatch], text: str) -> Place:
        """One place that is called just so needs no further choice."""
        if not matches:
            raise ValidationError(self.error_messages["not_found"], code="not_found")
        if len(matches) == 1 and stem_of(key_of(matches[0].matched_name)) == stem_of(key_of(text)):
            return matches[0].place
        raise ValidationError(self.error_messages["choose"], code="choose")
