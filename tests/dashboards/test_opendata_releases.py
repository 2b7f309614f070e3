"""Final releases: made once when a year is over, never changed, corrected by another one beside them."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from dashboards import releasing
from dashboards.models import Release
from dashboards.opendata.package import sha256
from dashboards.opendata.verify_figures import unzipped, verify
from dashboards.releasing import Inconsistent, NothingToRelease, YearNotOver, freeze_due, freeze_year, years
from foundation.append_only import WrittenOnce
from tests.dashboards.open_city import made_up_values, patch
from tests.dashboards.test_publishing import forget, made_up
from tests.matters.factories import moment
from tests.races import at_once

__all__ = ["made_up"]
FEBRUARY = moment(2027, 2, 2)


@pytest.fixture
def year(db, monkeypatch, made_up):
    """A city with figures of 2026; `year(seed)` corrects them."""
    monkeypatch.setattr(releasing, "_first_year", None)
    monkeypatch.setattr(releasing, "_first", Fixed())

    def correct(seed: int) -> None:
        patch(monkeypatch, made_up, seed)
        forget()

    correct(1)
    return correct


class Fixed:
    def get(self, today: date) -> int:
        return 2026


def correct_one_number(monkeypatch, made_up) -> None:
    values = made_up_values(1)
    values["received"][0][2] = type(values["received"][0][2])(77)
    made_up(**values)
    forget()


def test_a_year_is_released_once(year):
    release = freeze_year(2026, at=FEBRUARY)
    content = release.content.read()
    assert (release.number, release.sha256, release.size) == (1, sha256(content), len(content))
    assert verify(unzipped(content)).agrees
    assert freeze_year(2026, at=moment(2027, 3, 1)) is None
    assert Release.objects.count() == 1


def test_a_correction_is_another_release_with_a_line_on_what_changed(year, monkeypatch, made_up):
    first = freeze_year(2026, at=FEBRUARY)
    before = first.content.read()
    correct_one_number(monkeypatch, made_up)
    second = freeze_year(2026, at=moment(2027, 3, 1))
    assert second.number == 2
    assert "The whole city: 2 (2026, 2026-03)" in second.note_en
    assert "全市：2（2026、2026-03）" in second.note
    assert Release.objects.get(number=1).content.open().read() == before


def test_a_release_cannot_be_changed_or_taken_back(year):
    release = freeze_year(2026, at=FEBRUARY)
    for change in (release.save, release.delete, Release.objects.all().delete):
        with pytest.raises(WrittenOnce):
            change()


def test_a_number_is_given_once(year):
    first = freeze_year(2026, at=FEBRUARY)
    with pytest.raises(IntegrityError, match=r"release_once_a_number|UNIQUE"):
        Release.objects.create(year=2026, number=1, made_at=FEBRUARY, content=first.content.name, size=1)


def test_a_release_is_numbered_from_one(year):
    with pytest.raises(IntegrityError, match=r"release_numbered_from_one"):
        Release.objects.create(year=2026, number=0, made_at=FEBRUARY, content="x", size=1)


def test_a_year_that_runs_or_has_no_figures_is_not_released(year):
    for wrong in (2027, 2031):
        with pytest.raises(YearNotOver):
            freeze_year(wrong, at=FEBRUARY)
    with pytest.raises(NothingToRelease):
        freeze_year(2019, at=FEBRUARY)
    assert not Release.objects.exists()


def test_files_that_disagree_are_not_released(year, monkeypatch):
    monkeypatch.setattr("dashboards.opendata.tables.composite_weights", lambda: {"response": 100})
    with pytest.raises(Inconsistent, match=r"csv, line \d+, column value"):
        freeze_year(2026, at=FEBRUARY)
    assert not Release.objects.exists()


def test_who_is_slower_looks_again_and_leaves_no_file(year, monkeypatch, settings):
    """Between the look and the row somebody else releases the same."""
    build, calls = releasing.build, []

    def built(*asked):
        package = build(*asked)
        calls.append(1)
        if len(calls) == 1:
            freeze_year(2026, at=FEBRUARY)
        return package

    monkeypatch.setattr(releasing, "build", built)
    latest, looked = releasing.latest_release, []

    def as_before(asked):
        """The first to look, who is overtaken, has seen none."""
        looked.append(1)
        return None if len(looked) in (1, 2) else latest(asked)

    monkeypatch.setattr(releasing, "latest_release", as_before)
    assert freeze_year(2026, at=FEBRUARY) is None
    assert Release.objects.count() == 1
    kept = [each for each in settings.PRIVATE_FILES_ROOT.rglob("*") if each.is_file()]
    assert len(kept) <= 1


# --- The schedule and the command -----------------------------------------------------------------------------------
def test_the_schedule_releases_a_year_in_february(year):
    assert freeze_due(at=moment(2027, 1, 31)) == []
    assert [str(each) for each in freeze_due(at=moment(2027, 2, 1))] == ["2026.1"]
    assert freeze_due(at=moment(2027, 2, 2)) == []


def test_the_schedule_looks_for_corrections_on_the_first_of_a_month(year):
    freeze_due(at=FEBRUARY)
    year(2)
    assert freeze_due(at=moment(2027, 2, 20)) == []
    assert [str(each) for each in freeze_due(at=moment(2027, 3, 1))] == ["2026.2"]


def test_the_schedule_knows_the_job():
    from dashboards.tasks import release_figures
    from foundation.schedule.registry import JOBS

    assert release_figures.module_path in JOBS


def test_the_command_says_what_it_did(year, capsys, monkeypatch):
    monkeypatch.setattr("dashboards.management.commands.freeze_figures.now", lambda: FEBRUARY)
    call_command("freeze_figures", "2026")
    call_command("freeze_figures", "2026")
    printed = capsys.readouterr().out
    assert "2026: release 1" in printed
    assert "nothing has changed" in printed
    for wrong, words in (("2027", "not over"), ("2019", "no figures")):
        with pytest.raises(CommandError, match=words):
            call_command("freeze_figures", wrong)


def test_a_released_year_stays_listed_whatever_the_records_say(year, monkeypatch):
    freeze_year(2026, at=FEBRUARY)
    monkeypatch.setattr(releasing, "_first", type("None_", (), {"get": lambda self, today: None})())
    assert years(date(2027, 2, 2)) == [2026]


# --- Races ------------------------------------------------------------------------------------------------------------
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_eight_processes_make_one_release(monkeypatch, made_up):
    monkeypatch.setattr(releasing, "_first", Fixed())
    patch(monkeypatch, made_up, 1)
    found = at_once(lambda number: str(freeze_year(2026, at=FEBRUARY)), 8)
    assert sorted(found) == ["2026.1", *["None"] * 7]
    assert Release.objects.get().content.open().read()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_without_the_look_they_would_make_eight(monkeypatch, made_up):
    """The twin: without comparing with the latest, every process adds a release, so the race above is one."""
    monkeypatch.setattr(releasing, "_first", Fixed())
    patch(monkeypatch, made_up, 1)
    monkeypatch.setattr("dashboards.opendata.package.Package.fingerprint", property(lambda self: str(id(self))))
    at_once(lambda number: str(freeze_year(2026, at=FEBRUARY)), 4)
    assert Release.objects.count() > 1
