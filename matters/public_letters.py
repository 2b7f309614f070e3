"""Finding public letters by their words, on both engines. Rows are written by the ORM alone (services.publishing).

What a list is narrowed by stands among the words: a word that every letter holds still ends after so many hits.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.timezone import localtime

from foundation.text_search.words import Word, fold, words_asked, words_of
from matters.models import Publication, PublicationQuerySet

MOST_FOUND = 200  # whoever finds more adds a word
LONGEST_QUESTION = 60
MOST_WORDS = 20


@dataclass(frozen=True)
class Narrowed:
    """What a reader looks for; None and "" are everything. Category and unit by key."""

    text: str = ""
    category: int | None = None
    unit: int | None = None
    year: int | None = None

    @property
    def words(self) -> list[Word]:
        return words_asked(fold(self.text.strip()[:LONGEST_QUESTION]))[:MOST_WORDS]

    @property
    def marks(self) -> list[str]:
        given = {"c": self.category, "u": self.unit, "y": self.year}
        return [_mark(kind, value) for kind, value in given.items() if value is not None]


def _mark(kind: str, value: int) -> str:
    """No word of a text has an underscore (foundation.text_search)."""
    return f"{kind}_{value}"


def words_to_find(letter: Publication) -> str:
    assert letter.published_at is not None
    marks = [_mark("y", localtime(letter.published_at).year)]
    if letter.category_id:
        marks.append(_mark("c", letter.category_id))
    if letter.unit_id:
        marks.append(_mark("u", letter.unit_id))
    return " ".join([*marks, *words_of(f"{letter.title} {letter.text} {letter.reply}")])


def letters(narrowed: Narrowed) -> PublicationQuerySet:
    """Public ones; with words the newest MOST_FOUND that hold all of them."""
    rows = Publication.objects.public()
    if narrowed.words:
        return rows.filter(pk__in=_matching(narrowed))
    if narrowed.category is not None:
        rows = rows.filter(category=narrowed.category)
    if narrowed.unit is not None:
        rows = rows.filter(unit=narrowed.unit)
    return rows.filter(published_at__year=narrowed.year) if narrowed.year else rows


def _matching(narrowed: Narrowed) -> list[int]:
    ask = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    sql, question = ask(narrowed)
    with connection.cursor() as cursor:
        cursor.execute(sql, [question, MOST_FOUND])
        return [row[0] for row in cursor.fetchall()]


def _sqlite(narrowed: Narrowed) -> tuple[str, Any]:
    words = [*(f'"{mark}"' for mark in narrowed.marks), *(word.as_fts5 for word in narrowed.words)]
    sql = (
        "SELECT publication_id FROM matters_letterwords WHERE id IN (SELECT rowid FROM matters_letter_fts "
        "WHERE matters_letter_fts MATCH %s ORDER BY rowid DESC LIMIT %s)"
    )
    return sql, " AND ".join(words)


def _postgresql(narrowed: Narrowed) -> tuple[str, Any]:
    words = [*(f"'{mark}'" for mark in narrowed.marks), *(word.as_lexeme for word in narrowed.words)]
    # MATERIALIZED: or the planner walks the newest rows and unpacks each of their vectors.
    sql = (
        "WITH hit AS MATERIALIZED (SELECT id, publication_id FROM matters_letterwords WHERE vector @@ %s::tsquery) "
        "SELECT publication_id FROM hit ORDER BY id DESC LIMIT %s"
    )
    return sql, "&".join(words)
