"""What places are called, and what became of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.places.models.territory import Place


class NameKind(models.TextChoices):
    OFFICIAL = "official", _("official name")
    FORMER = "former", _("former name")
    ALIAS = "alias", _("also called")
    ESTATE = "estate", _("housing estate")
    ROAD = "road", _("road")
    GROUP = "group", _("village group")
    ENGLISH = "english", _("name in English")


class PlaceName(models.Model):
    """One of the names people look a place up by. `foundation.places.names` fills the search columns:

    `key` is the text without width, case and spaces, `stem` the key without 村, 社区, 居委会 and the like.
    """

    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="names", verbose_name=pgettext_lazy("places", "place")
    )
    kind = models.CharField(pgettext_lazy("places", "kind"), max_length=10, choices=NameKind.choices)
    text = models.CharField(pgettext_lazy("places", "name"), max_length=150)
    key = models.CharField(max_length=200, blank=True, db_index=True, editable=False)
    stem = models.CharField(max_length=200, blank=True, db_index=True, editable=False)
    initials = models.CharField(_("pinyin initials"), max_length=200, blank=True, db_index=True, editable=False)
    pinyin = models.CharField(_("pinyin"), max_length=800, blank=True, editable=False)

    class Meta:
        verbose_name = _("place name")
        verbose_name_plural = _("place names")
        constraints = [
            models.UniqueConstraint(fields=["place", "kind", "text"], name="place_name_once"),
            models.UniqueConstraint(
                fields=["place"], condition=Q(kind=NameKind.OFFICIAL), name="place_has_one_official_name"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class PlaceNameGram(models.Model):
    """A pair of neighbouring characters of a name: what Chinese search matches on, alike on both engines."""

    name = models.ForeignKey(PlaceName, on_delete=models.CASCADE, related_name="grams")
    gram = models.CharField(max_length=2, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "gram"], name="place_name_gram_once")]


class ChangeKind(models.TextChoices):
    CREATED = "created", pgettext_lazy("places", "created")
    RENAMED = "renamed", pgettext_lazy("places", "renamed")
    MOVED = "moved", pgettext_lazy("places", "moved")
    CLOSED = "closed", pgettext_lazy("places", "closed")
    REOPENED = "reopened", pgettext_lazy("places", "reopened")


class PlaceChange(models.Model):
    """History of the territory. Rows are written by the services only and never changed."""

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="changes", verbose_name=pgettext_lazy("places", "place")
    )
    kind = models.CharField(pgettext_lazy("places", "change"), max_length=10, choices=ChangeKind.choices)
    before = models.CharField(pgettext_lazy("places", "before"), max_length=200, blank=True)
    after = models.CharField(pgettext_lazy("places", "after"), max_length=200, blank=True)
    source = models.CharField(
        pgettext_lazy("places", "source"), max_length=200, help_text=_("The file or screen the change came from.")
    )
    at = models.DateTimeField(pgettext_lazy("places", "at"))

    class Meta:
        verbose_name = _("change of a place")
        verbose_name_plural = _("changes of places")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.place} · {self.get_kind_display()}"
