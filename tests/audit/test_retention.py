from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from foundation.audit.services import forget_old_entries
from foundation.audit.tasks import forget_old_entries as job
from foundation.schedule.registry import JOBS
from portal import environment
from tests.people.factories import city

AT = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.django_db
def test_entries_are_kept_for_the_whole_time_and_forgotten_after_it(settings):
    settings.AUDIT_DAYS = 366
    ModelLogEntry.objects.all().delete()
    PageLogEntry.objects.all().delete()
    for days in (365, 366, 367):
        log(city(), "wagtail.edit", timestamp=AT - timedelta(days=days))
        log(Page.objects.get(depth=1), "wagtail.edit", timestamp=AT - timedelta(days=days))
    assert forget_old_entries(at=AT) == 2
    assert {AT - entry.timestamp for entry in ModelLogEntry.objects.all()} == {timedelta(days=365), timedelta(days=366)}
    assert PageLogEntry.objects.count() == 2


def test_it_runs_by_itself_every_day():
    assert JOBS[job.module_path].daily_at is not None


def test_less_than_a_year_cannot_be_configured(monkeypatch):
    monkeypatch.setenv("PORTAL_AUDIT_DAYS", "365")
    with pytest.raises(ImproperlyConfigured, match="366 or more"):
        environment.at_least("PORTAL_AUDIT_DAYS", 730, minimum=366)
