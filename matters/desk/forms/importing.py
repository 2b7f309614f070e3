"""A file of another system: which one, where its rows belong, and how it names our columns."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from foundation.places.models import Level, Place
from matters.models import OfficialSystem
from matters.services.importing import COLUMNS

LARGEST = 5 * 1024 * 1024


class FileForm(forms.Form):
    """A file, and the system it came from."""

    file = forms.FileField(
        label=_("File (CSV or XLSX)"),
        help_text=_("At most 5 MB. Larger ones are taken in by the administrator with manage.py import_matters."),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file first.")},
    )
    system = forms.ChoiceField(label=_("From which system"), choices=OfficialSystem.choices)

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB."), "too_large")
        return file


class NumbersFileForm(FileForm):
    """Its two columns have one name each, so nothing is mapped."""

    system = forms.ChoiceField(label=_("Of which system the other numbers are"), choices=OfficialSystem.choices)


class ImportForm(FileForm):
    place: "forms.ModelChoiceField[Place]" = forms.ModelChoiceField(
        label=_("Where rows without a place belong"),
        queryset=Place.objects.none(),
        to_field_name="code",
        empty_label=None,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        places = Place.objects.current().filter(level__in=[Level.CITY, Level.TOWN]).order_by("path")
        self.fields["place"].queryset = places  # type: ignore[attr-defined]  # a model choice field
        for column in COLUMNS:
            self.fields[f"map_{column.name}"] = forms.CharField(label=str(column.label), required=False, max_length=60)

    @property
    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("file", "system", "place")]

    @property
    def mapping_fields(self) -> list[forms.BoundField]:
        return [self[f"map_{column.name}"] for column in COLUMNS]

    @property
    def mapping(self) -> dict[str, str]:
        """Their header → our column."""
        given = {column.name: self.cleaned_data.get(f"map_{column.name}", "") for column in COLUMNS}
        return {theirs: ours for ours, theirs in given.items() if theirs}

    def clean_place(self) -> Place:
        place: Place = self.cleaned_data["place"]
        if not self.user.has_perm("matters.import_matters", place):
            raise forms.ValidationError(_("This place lies outside of your own."), "outside")
        return place
