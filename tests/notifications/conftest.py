import pytest
from pytest_django.fixtures import Settings

from foundation.people.models import Person
from tests.notifications.templates_for_tests import use_test_templates
from tests.server.own_database import own_database

__all__ = ["own_database"]


@pytest.fixture(autouse=True)
def _templates(settings: Settings) -> None:
    use_test_templates(settings)


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create(name="张小三", phone="138 0013 8000", language="zh-hans")
