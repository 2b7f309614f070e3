"""Triggers on both engines: not even SQL changes or deletes history by accident.

Whoever owns the database can drop them; that is what signatures are for. On SQLite a later migration that alters one
of these tables makes it anew and must add the triggers again (a test looks for them).
"""

from django.db import migrations

TABLES = ["ledger_entry", "ledger_signedday", "ledger_signedhead"]
FUNCTION = """
CREATE FUNCTION ledger_written_once() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'ledger rows are written once'; END $$
"""


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION ledger_written_once()"
            )
        return
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'ledger rows are written once'); END"
            )


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_written_once ON {table}")
        schema_editor.execute("DROP FUNCTION ledger_written_once()")
        return
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(add_triggers, drop_triggers)]
