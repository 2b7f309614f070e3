"""The full-text index of each engine over the words of public letters. The database keeps it: no code can forget to.

A later change of this table on SQLite makes it anew and drops these triggers: run `create` again in that migration.
"""

from typing import Any

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE matters_letter_fts USING fts5(
        words, content='matters_letterwords', content_rowid='id', detail='none',
        tokenize="unicode61 remove_diacritics 0 tokenchars '_'"
    )""",
    """CREATE TRIGGER matters_letter_added AFTER INSERT ON matters_letterwords BEGIN
        INSERT INTO matters_letter_fts(rowid, words) VALUES (new.id, new.words);
    END""",
    """CREATE TRIGGER matters_letter_removed AFTER DELETE ON matters_letterwords BEGIN
        INSERT INTO matters_letter_fts(matters_letter_fts, rowid, words) VALUES ('delete', old.id, old.words);
    END""",
    """CREATE TRIGGER matters_letter_changed AFTER UPDATE ON matters_letterwords BEGIN
        INSERT INTO matters_letter_fts(matters_letter_fts, rowid, words) VALUES ('delete', old.id, old.words);
        INSERT INTO matters_letter_fts(rowid, words) VALUES (new.id, new.words);
    END""",
    "INSERT INTO matters_letter_fts(matters_letter_fts) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER matters_letter_added",
    "DROP TRIGGER matters_letter_removed",
    "DROP TRIGGER matters_letter_changed",
    "DROP TABLE matters_letter_fts",
]
# The words are ready: to_tsvector's own parser would cut them up again. A small toast target keeps the long columns
# out of the rows.
POSTGRESQL = [
    """ALTER TABLE matters_letterwords ADD COLUMN vector tsvector GENERATED ALWAYS AS
        (array_to_tsvector(string_to_array(words, ' '))) STORED""",
    "ALTER TABLE matters_letterwords SET (toast_tuple_target = 128)",
    "CREATE INDEX matters_letter_words ON matters_letterwords USING gin (vector)",
]
POSTGRESQL_BACK = [
    "ALTER TABLE matters_letterwords DROP COLUMN vector",
    "ALTER TABLE matters_letterwords RESET (toast_tuple_target)",
]


def _run(schema_editor: Any, statements: dict[str, list[str]]) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)  # no parameters: a sign of percent would be one


def create(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def remove(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [("matters", "0018_delicate_categories")]

    operations = [migrations.RunPython(create, remove)]
