"""Rows that are written once: events and ledger entries. The ORM refuses to change or delete them."""

from typing import Any, NoReturn

from django.core import checks
from django.db import models


class WrittenOnce(Exception):
    """Somebody tried to change or delete a row that is history."""

    def __init__(self, model: type[models.Model]):
        super().__init__(f"{model._meta.label} rows are written once; add another row instead.")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Reads and inserts; every way to change or delete raises WrittenOnce."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise WrittenOnce(self.model)

    def delete(self) -> NoReturn:
        raise WrittenOnce(self.model)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise WrittenOnce(self.model)

    def update_or_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise WrittenOnce(self.model)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        if kwargs.get("update_conflicts"):
            raise WrittenOnce(self.model)
        return super().bulk_create(objs, *args, **kwargs)


class AppendOnly(models.Model):
    """Abstract base. Deleting the parent row must not take history along, so a CASCADE key is a system error."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only: with a primary key given by hand, Django would otherwise try an UPDATE first."""
        if not self._state.adding:
            raise WrittenOnce(type(self))
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise WrittenOnce(type(self))

    @classmethod
    def check(cls, **kwargs: Any) -> list[checks.CheckMessage]:
        return super().check(**kwargs) + [
            checks.Error(f"{field} would be deleted or changed with its parent.", hint="PROTECT", id="foundation.E001")
            for field in cls._meta.local_fields
            if field.remote_field and getattr(field.remote_field, "on_delete", None) is models.CASCADE
        ]
