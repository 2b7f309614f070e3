"""Series, their entries, the erasable salts, and the signed days."""

import json
from typing import Any, Self

from django.db import models
from django.db.models import F

from foundation.append_only import AppendOnly
from foundation.encryption.fields import EncryptedTextField
from foundation.ledger.records import GENESIS


class SeriesQuerySet(models.QuerySet["Series"]):
    def as_read(self, series: "Series") -> Self:
        """The row, unless somebody has appended since it was read."""
        return self.filter(pk=series.pk, length=series.length)

    def unsigned(self) -> Self:
        return self.filter(length__gt=F("signed_length"))


class Series(models.Model):
    """A chain of entries about one object, for example `matter:20261122-7K4MQ9-3`."""

    name = models.CharField(max_length=100, unique=True)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default=GENESIS)
    signed_length = models.PositiveIntegerField(default=0)
    signed_on = models.DateField(null=True, blank=True, db_index=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(condition=models.Q(signed_length__lte=F("length")), name="series_signed_is_written")
        ]

    def __str__(self) -> str:
        return self.name


class Entry(AppendOnly):
    """One link. `record` is the canonical text that was hashed; the other columns repeat it for queries."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="entries")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    record = models.TextField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        ordering = ["series", "sequence"]
        constraints = [models.UniqueConstraint(fields=["series", "sequence"], name="entry_numbered_once")]

    @property
    def committed(self) -> dict[str, str]:
        """Commitments to personal values, by name."""
        committed: dict[str, str] = json.loads(self.record)["personal"]
        return committed

    @property
    def payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = json.loads(self.record)["payload"]
        return payload


class Salt(models.Model):
    """What makes a commitment provable. Deleting the row erases the personal value from the ledger."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="salts")
    name = models.CharField(max_length=60)
    salt = EncryptedTextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="salt_once")]


class SignedDay(AppendOnly):
    """A signature over the heads of all series that moved since the day before it."""

    day = models.DateField(unique=True)
    record = models.TextField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, unique=True)
    signature = models.CharField(max_length=128)
    public_key = models.CharField(max_length=64)

    class Meta(AppendOnly.Meta):
        ordering = ["day"]


class SignedHead(AppendOnly):
    """The length and head a series had when the day was signed: a leaf of the day's hash tree."""

    day = models.ForeignKey(SignedDay, on_delete=models.PROTECT, related_name="heads")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64)

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["day", "series"], name="signed_head_once")]
