"""`EncryptedTextField` and the `BlindIndexField` that makes it findable by exact value."""

import base64
import binascii
import os
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidTag
from django.core import checks
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import signals
from django.db.models.expressions import Expression

from foundation.encryption.keys import current_key_id, digest, field_keys

NONCE_BYTES = 12
TAG_BYTES = 16


class CannotDecrypt(Exception):
    """The ciphertext belongs to another column, was changed, or its key is no longer listed."""


def encrypt(text: str, *, context: str) -> str:
    """`keyid.base64(nonce + ciphertext)`; the context is bound to it and needed again to decrypt."""
    key_id = current_key_id()
    nonce = os.urandom(NONCE_BYTES)
    sealed = field_keys()[key_id].encrypt(nonce, text.encode(), context.encode())
    return f"{key_id}.{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, *, context: str) -> str:
    """Raises CannotDecrypt, naming the context and the key id, never the value or anything of a column in the clear."""
    key_id, _, body = stored.partition(".")
    try:
        sealed = base64.b64decode(body, validate=True)
    except binascii.Error:
        sealed = b""
    if not key_id.isalnum() or len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise CannotDecrypt(f"{context}: holds something that was never encrypted")
    key = field_keys().get(key_id)
    if key is None:
        raise CannotDecrypt(f"{context}: key {key_id!r} is not among FIELD_KEYS")
    try:
        return key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode()).decode()
    except InvalidTag:
        raise CannotDecrypt(f"{context}: wrong key or changed ciphertext") from None


class EncryptedTextField(models.TextField[str, str]):
    """Text that only the application can read. An empty string stays empty; there is no null."""

    description = "Encrypted text"

    @property
    def context(self) -> str:
        """What the ciphertext is bound to: table and column."""
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value, context=self.context) if value else value

    def from_db_value(self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper) -> str | None:
        return decrypt(value, context=self.context) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted: search its blind index instead.")


class StaleIndex(Exception):
    """A write names an encrypted field and not its blind index, which would then find the old value."""

    def __init__(self, index: "BlindIndexField"):
        super().__init__(f"writing {index.model.__name__}.{index.source} must write {index.name} too")


class BlindIndexField(models.CharField[str, str]):
    """A keyed digest of another field's normalised value, kept in step on save. Empty source, empty index.

    `save(update_fields=…)` that names the source alone raises StaleIndex. For QuerySets see `IndexedQuerySet`.

    `label` separates the digests of different kinds of value: the same label on two tables makes their
    rows comparable, a different label makes them unlinkable.
    """

    def __init__(
        self, *args: Any, source: str = "", label: str = "", normalise: Callable[[str], str] = str, **kwargs: Any
    ):
        self.source, self.label, self.normalise = source, label, normalise
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source, "label": self.label}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            signals.pre_save.connect(self._refuse_half_a_write, sender=cls)

    def _refuse_half_a_write(self, update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
        if update_fields and self.source in update_fields and self.name not in update_fields:
            raise StaleIndex(self)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_source(), *self._check_queryset()]

    def _check_source(self) -> list[checks.CheckMessage]:
        try:
            is_encrypted = isinstance(self.model._meta.get_field(self.source), EncryptedTextField)
        except FieldDoesNotExist:
            is_encrypted = False
        if is_encrypted and self.label:
            return []
        return [checks.Error(f"{self} needs a label and an encrypted field as source.", id="encryption.E002")]

    def _check_queryset(self) -> list[checks.CheckMessage]:
        if isinstance(self.model._default_manager.all(), IndexedQuerySet):
            return []
        text = f"update() on {self.model.__name__} can leave {self.name} stale."
        return [checks.Warning(text, hint="Let its QuerySet inherit IndexedQuerySet.", id="encryption.W001")]

    def digest_of(self, value: str) -> str:
        normalised = self.normalise(value) if value else ""
        return digest(self.label, normalised) if normalised else ""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.digest_of(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value


class IndexedQuerySet(models.QuerySet[Any]):
    """For models with blind indexes: `update()` and `bulk_update()` write the index of every source they write."""

    def _indexes(self) -> list[BlindIndexField]:
        return [field for field in self.model._meta.concrete_fields if isinstance(field, BlindIndexField)]

    def update(self, **kwargs: Any) -> int:
        for index in self._indexes():
            if index.source in kwargs and index.name not in kwargs:
                if not isinstance(kwargs[index.source], str):
                    raise StaleIndex(index)  # an expression: nobody can tell its digest
                kwargs[index.name] = index.digest_of(kwargs[index.source])
        return super().update(**kwargs)

    def bulk_update(self, objs: Any, fields: Any, *args: Any, **kwargs: Any) -> int:
        touched = [index for index in self._indexes() if index.source in fields]
        for index in touched:
            for row in objs:
                index.pre_save(row, add=False)
        return super().bulk_update(objs, [*{*fields, *(index.name for index in touched)}], *args, **kwargs)
