"""Answers already given, and who tried how often: rows, so that a restart or a lost Redis forgets nothing."""

from datetime import datetime
from typing import Self

from django.db import models

from foundation.encryption.fields import EncryptedTextField


class GivenAnswerQuerySet(models.QuerySet["GivenAnswer"]):
    def older_than(self, moment: datetime) -> Self:
        return self.filter(given_at__lt=moment)


class GivenAnswer(models.Model):
    """The answer a key received. The constraint is what makes two equal requests one."""

    scope = models.CharField(max_length=60, help_text="What is being done, for example reception_days.register")
    key_digest = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, help_text="Keyed digest of the content asked for")
    body = EncryptedTextField(blank=True)
    given_at = models.DateTimeField(db_index=True)

    objects = GivenAnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key_digest"], name="answered_once")]


class TriesQuerySet(models.QuerySet["Tries"]):
    def over(self, *, at: datetime) -> Self:
        """Rows whose every hit has left its window."""
        return self.filter(clear_at__lte=at)


class Tries(models.Model):
    """The moments of the last hits of one key under one limit, oldest first, in milliseconds since 1970."""

    scope = models.CharField(max_length=60)
    key_digest = models.CharField(max_length=64)
    seconds = models.PositiveIntegerField(help_text="Length of the window")
    moments = models.TextField(blank=True, help_text="Comma-separated; never longer than the limit allows")
    clear_at = models.DateTimeField(db_index=True)

    objects = TriesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key_digest", "seconds"], name="tries_counted_in_one_row")
        ]
