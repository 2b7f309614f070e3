"""An index, or what is one to the database, on a table that a running city keeps writing to."""

from typing import Any

from django.db.migrations.operations import AddConstraint, AddIndex


class AddIndexWithoutLock(AddIndex):
    """Concurrently on PostgreSQL; SQLite is stopped for migrations anyway. The migration says `atomic = False`.

    Its name ends in `without_lock`: the migration lint looks at SQLite's statement and would refuse it.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.add_index(model, self.index, **_way(schema_editor))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            index = from_state.models[app_label, self.model_name_lower].get_index_by_name(self.index.name)
            schema_editor.remove_index(model, index, **_way(schema_editor))


class AddUniqueWithoutLock(AddConstraint):
    """A unique constraint with a condition, which the database keeps as an index. Named and run as the index above."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        if schema_editor.connection.vendor != "postgresql":
            schema_editor.add_constraint(model, self.constraint)
            return
        statement = str(self.constraint.create_sql(model, schema_editor))
        start = "CREATE UNIQUE INDEX "
        if not statement.startswith(start):
            raise ValueError(f"{self.constraint.name} has no condition")
        schema_editor.execute(statement.replace(start, f"{start}CONCURRENTLY ", 1), params=None)


def _way(schema_editor: Any) -> dict[str, bool]:
    return {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}
