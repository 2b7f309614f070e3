"""What every test stands on: a database copied from a template, its own folders, no network, scrubbed logs."""

import gc
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from tests import databases

pytest_plugins = ["tests.log_check", "tests.summary"]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop and the ORM share a thread

TEMPLATES = databases.ROOT / "var" / "test-templates"

gc.set_threshold(50_000, 20, 50)  # as Python has it, a twentieth of the run goes into looking through what stays


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Modules and collected tests stay to the end: from here on the collector passes them over."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def database_engine() -> databases.SQLite | databases.PostgreSQL:
    return databases.engine_of(django_settings.DATABASE_URL, TEMPLATES)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: object, database_engine: databases.SQLite | databases.PostgreSQL
) -> Iterator[None]:
    """Every run works on its own copy of the migrated template; a test that commits gets the copy made anew."""
    template = databases.migrated_template(database_engine)
    name = f"test_{os.getpid()}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        database_engine.copy(template, name)
        _point_django_at(database_engine, name)
        _restore_instead_of_flush(database_engine, template, name)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _disconnect()
        database_engine.drop(name)


def _disconnect() -> None:
    from django.db import connection

    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]


def _point_django_at(engine: databases.SQLite | databases.PostgreSQL, name: str) -> None:
    from django.db import connection

    _disconnect()
    target = str(engine.path(name)) if isinstance(engine, databases.SQLite) else name
    connection.settings_dict["NAME"] = target
    django_settings.DATABASES["default"]["NAME"] = target
    # Processes that a test starts find the same database.
    os.environ["DATABASE_URL"] = engine.url(name)


def _restore_instead_of_flush(engine: databases.SQLite | databases.PostgreSQL, template: str, name: str) -> None:
    """Django flushes all tables after a test that commits, and with them Wagtail's root page and our own seed data."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from django.test import TransactionTestCase

    def restore(self: TransactionTestCase) -> None:
        if isinstance(engine, databases.SQLite):
            connection.ensure_connection()
            engine.restore(template, into=connection.connection)
        else:
            _disconnect()
            engine.copy(template, name)
        ContentType.objects.clear_cache()

    TransactionTestCase._fixture_teardown = restore  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, settings: object) -> None:
    """Nothing a test writes lands in the folders of a running portal or of another test."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    settings.PRIVATE_FILES_ROOT = tmp_path / "private"  # type: ignore[attr-defined]
    settings.OUTBOX_DIR = tmp_path / "outbox"  # type: ignore[attr-defined]
    settings.EMAIL_FILE_PATH = tmp_path / "outbox" / "mail"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _nothing_from_another_test() -> None:
    """No ready-made page, no language the last request left in this thread, nor what another test remembered."""
    from django.core.cache import caches
    from django.utils import translation

    from foundation.memory import Memory

    caches["pages"].clear()
    caches["renditions"].clear()
    translation.deactivate()
    Memory.forget_all()


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Only this machine may be called: a test that needs the network fails here, on every machine alike."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise RuntimeError(f"A test tried to reach {address[0]}.")
        connect(self, address)  # type: ignore[arg-type]  # whatever the caller gave

    socket.socket.connect = local_only  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]
