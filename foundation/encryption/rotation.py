"""Re-encrypting every row that is not under the current key."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from foundation.encryption.fields import CannotDecrypt, EncryptedTextField, decrypt, encrypt
from foundation.encryption.keys import current_key_id


@dataclass
class Rotated:
    """What happened to one column; `unreadable` holds the primary keys of rows nobody can decrypt."""

    column: str
    changed: int = 0
    unreadable: list[Any] = field(default_factory=list)


def encrypted_fields() -> list[EncryptedTextField]:
    """Every encrypted column of every table we manage, once each."""
    return [
        found
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for found in model._meta.local_concrete_fields
        if isinstance(found, EncryptedTextField)
    ]


def rotate_field(encrypted: EncryptedTextField, *, batch: int) -> Rotated:
    """Batch by batch, each its own transaction: stop it at any time and start it again.

    Rows are read and written below the ORM, since history rows refuse a change and their meaning does not change here.
    """
    rotated = Rotated(encrypted.context)
    for rows in _batches(encrypted, batch):
        with transaction.atomic():
            for pk, stored in rows:
                _rotate_row(encrypted, pk, stored, rotated)
    return rotated


def _rotate_row(encrypted: EncryptedTextField, pk: Any, stored: str, rotated: Rotated) -> None:
    """The WHERE clause lets a value saved meanwhile win."""
    try:
        fresh = encrypt(decrypt(stored, context=encrypted.context), context=encrypted.context)
    except CannotDecrypt:
        rotated.unreadable.append(pk)
        return
    table, column, key = _names(encrypted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s",  # noqa: S608  # quoted model names
            [fresh, pk, stored],
        )
        rotated.changed += cursor.rowcount


def _batches(encrypted: EncryptedTextField, size: int) -> Iterator[list[tuple[Any, str]]]:
    """Rows under another key, by primary key, so that unreadable ones are met once."""
    table, column, key = _names(encrypted)
    sql = f"SELECT {key}, {column} FROM {table} WHERE {column} <> '' AND {column} NOT LIKE %s"  # noqa: S608
    prefix = f"{current_key_id()}.%"
    rows: list[tuple[Any, str]] = []
    while True:
        after, last = (f" AND {key} > %s", [rows[-1][0]]) if rows else ("", [])
        with connection.cursor() as cursor:
            cursor.execute(f"{sql}{after} ORDER BY {key} LIMIT %s", [prefix, *last, size])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows


def _names(encrypted: EncryptedTextField) -> tuple[str, str, str]:
    quote, meta = connection.ops.quote_name, encrypted.model._meta
    key = meta.pk.column if meta.pk else None
    assert key
    assert encrypted.column
    return quote(meta.db_table), quote(encrypted.column), quote(key)
