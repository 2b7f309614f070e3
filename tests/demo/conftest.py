"""The small demo city, loaded once a file inside a transaction that is rolled back afterwards."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from portal.demo.loading import Report, load
from portal.demo.scales import SMALL

LOADED_AT = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def demo_city(django_db_setup: None, django_db_blocker: object) -> Iterator[Report]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield load(SMALL, at=LOADED_AT)
        transaction.set_rollback(True)
