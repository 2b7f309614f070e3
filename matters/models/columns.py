"""Columns that rows of several kinds have."""

from typing import Any

from django.conf import settings
from django.db import models

LONGEST_WORDS = 5000


def by_whom(**options: Any) -> "models.ForeignKey[Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)
