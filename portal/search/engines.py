"""The two engines behind one question: which entries hold all the words. Rows are written by the ORM alone.

The newest come first, and only so many are fetched: what is asked for is a short list, and a word that is on every
page must not cost more than a rare one. Words are letters and digits only (`words.runs_of`), so quoting them is safe.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction

from foundation.text_search.words import Word

Variants = Sequence[Sequence[Word]]
TITLE, TEXT = "title", "text"


class Shelf(NamedTuple):
    """Where to look: the languages, and the kinds or all of them."""

    languages: tuple[str, ...]
    kinds: tuple[str, ...] = ()


def matching(variants: Variants, part: str, shelf: Shelf, limit: int) -> list[int]:
    """Keys of the newest entries that hold every word of one of the variants in that part."""
    ask = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    sql, parameters = ask(variants, part, shelf)
    with _index_only(), connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, limit])
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def _index_only() -> Iterator[None]:
    """PostgreSQL would rather read all vectors for a word on every page: 1.9 s instead of 0.06 among 50,000 pages.

    SQLite knows no such choice, and a transaction there would keep writers waiting.
    """
    if connection.vendor == "sqlite":
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def _sqlite(variants: Variants, part: str, shelf: Shelf) -> tuple[str, list[Any]]:
    words = " OR ".join(f"({' AND '.join(word.as_fts5 for word in variant)})" for variant in variants)
    match = f"language : ({_one_of(shelf.languages)}) AND {part}_words : ({words})"
    if shelf.kinds:
        match += f" AND kind : ({_one_of(shelf.kinds)})"
    sql = "SELECT rowid FROM portal_search_fts WHERE portal_search_fts MATCH %s ORDER BY rowid DESC LIMIT %s"
    return sql, [match]


def _one_of(values: Sequence[str]) -> str:
    return " OR ".join(f'"{value}"' for value in values)


def _postgresql(variants: Variants, part: str, shelf: Shelf) -> tuple[str, list[Any]]:
    words = "|".join(f"({'&'.join(word.as_lexeme for word in variant)})" for variant in variants)
    kinds = "AND kind = ANY(%s) " if shelf.kinds else ""
    # MATERIALIZED: or the planner walks the newest rows and unpacks each of their vectors.
    sql = (
        f"WITH hit AS MATERIALIZED (SELECT id FROM portal_search_entry WHERE {part}_vector @@ %s::tsquery "  # noqa: S608  # our own two names
        f"AND language = ANY(%s) {kinds}) SELECT id FROM hit ORDER BY id DESC LIMIT %s"
    )
    return sql, [words, list(shelf.languages), *([list(shelf.kinds)] if shelf.kinds else [])]
