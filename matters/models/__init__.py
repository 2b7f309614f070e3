"""What people bring: categories in plain words, matters, and every move a matter makes."""

from matters.models.categories import Category, CategoryQuerySet, RedirectKind
from matters.models.matters import (
    LONGEST_TEXT,
    QUERY_CODE_DIGEST_LENGTH,
    TEXT_LIMIT,
    Channel,
    ComplaintKind,
    Matter,
    MatterEvent,
    MatterFile,
    MatterQuerySet,
    Supplement,
)

__all__ = [
    "LONGEST_TEXT",
    "QUERY_CODE_DIGEST_LENGTH",
    "TEXT_LIMIT",
    "Category",
    "CategoryQuerySet",
    "Channel",
    "ComplaintKind",
    "Matter",
    "MatterEvent",
    "MatterFile",
    "MatterQuerySet",
    "RedirectKind",
    "Supplement",
]
