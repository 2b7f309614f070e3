"""The full-text index of each engine over the two word columns. The database keeps it: no code can forget to.

A later change of the table on SQLite makes it anew and drops these triggers: run `create` again in that migration.
"""

from typing import Any

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE portal_search_fts USING fts5(
        title_words, text_words, language, kind,
        content='portal_search_entry', content_rowid='id', detail='column', tokenize='unicode61 remove_diacritics 0'
    )""",
    """CREATE TRIGGER portal_search_added AFTER INSERT ON portal_search_entry BEGIN
        INSERT INTO portal_search_fts(rowid, title_words, text_words, language, kind)
        VALUES (new.id, new.title_words, new.text_words, new.language, new.kind);
    END""",
    """CREATE TRIGGER portal_search_removed AFTER DELETE ON portal_search_entry BEGIN
        INSERT INTO portal_search_fts(portal_search_fts, rowid, title_words, text_words, language, kind)
        VALUES ('delete', old.id, old.title_words, old.text_words, old.language, old.kind);
    END""",
    """CREATE TRIGGER portal_search_changed AFTER UPDATE ON portal_search_entry BEGIN
        INSERT INTO portal_search_fts(portal_search_fts, rowid, title_words, text_words, language, kind)
        VALUES ('delete', old.id, old.title_words, old.text_words, old.language, old.kind);
        INSERT INTO portal_search_fts(rowid, title_words, text_words, language, kind)
        VALUES (new.id, new.title_words, new.text_words, new.language, new.kind);
    END""",
    "INSERT INTO portal_search_fts(portal_search_fts) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER portal_search_added",
    "DROP TRIGGER portal_search_removed",
    "DROP TRIGGER portal_search_changed",
    "DROP TABLE portal_search_fts",
]
# The words are ready: to_tsvector's own parser would cut them up again. A small toast target keeps the long columns
# out of the rows, so that a word on every page is found without reading all texts.
POSTGRESQL = [
    """ALTER TABLE portal_search_entry
        ADD COLUMN title_vector tsvector GENERATED ALWAYS AS
            (array_to_tsvector(string_to_array(title_words, ' '))) STORED,
        ADD COLUMN text_vector tsvector GENERATED ALWAYS AS
            (array_to_tsvector(string_to_array(text_words, ' '))) STORED""",
    "ALTER TABLE portal_search_entry SET (toast_tuple_target = 128)",
    "CREATE INDEX portal_search_title ON portal_search_entry USING gin (title_vector)",
    "CREATE INDEX portal_search_text ON portal_search_entry USING gin (text_vector)",
]
POSTGRESQL_BACK = [
    "ALTER TABLE portal_search_entry DROP COLUMN title_vector, DROP COLUMN text_vector",
    "ALTER TABLE portal_search_entry RESET (toast_tuple_target)",
]


def _run(schema_editor: Any, statements: dict[str, list[str]]) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def create(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def remove(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):
    dependencies = [("portal_search", "0001_initial")]

    operations = [migrations.RunPython(create, remove)]
