"""Final releases of a year's figures: made once when the year is over, corrected only by a new one beside it."""

from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from dashboards.models import Release
from dashboards.months import Months
from dashboards.opendata.differing import note_of
from dashboards.opendata.package import Edition, Files, Package, build, sha256
from dashboards.opendata.verify_figures import NotAPackage, sentence, unzipped, verify
from dashboards.opendata.words import Words
from dashboards.publishing import city, has_city, of_matters
from foundation.memory import Memory
from foundation.requests.public_pages import forget_public_pages

SETTLED_IN = 2  # the month of the next year from which a year is final: answers and re-checks of December have come
YEARS_BACK = 10
CORRECTED_FOR = 2  # years for which the schedule looks for corrections
FIRST = Words("首次发布。", "First release.")


class YearNotOver(Exception):
    """The year runs, or has not come."""


class NothingToRelease(Exception):
    """There are no figures of that year."""


class Inconsistent(Exception):
    """The files disagree with themselves, so they are not released. The message names the first cell."""


def _first_year(today: date) -> int | None:
    """The first year in which anything at all was counted."""
    if not has_city():
        return None
    months = Months(date(today.year - YEARS_BACK + 1, 1, 1), today.replace(day=1))
    years = [
        month.year
        for each in city(of_matters(), months).values()  # posts are held in any year there is
        for month, value in each.months.items()
        if value.whole or value.number
    ]
    return min(years, default=None)


_first: Memory[date, int | None] = Memory(_first_year)


def years(today: date) -> list[int]:
    """Those there are figures of, the latest first."""
    first, released = _first.get(today), set(Release.objects.values_list("year", flat=True))
    counted = range(first, today.year + 1) if first else range(0)
    return sorted({*counted, *released}, reverse=True)


def latest_release(year: int) -> Release | None:
    return Release.objects.of_year(year).last()


def freeze_year(year: int, *, at: datetime) -> Release | None:
    """The new release; None where the latest one says the same. Safe when several do so at once: the unique number
    decides, and who loses looks again. Raises YearNotOver, NothingToRelease, Inconsistent."""
    today = localdate(at)
    if year >= today.year:
        raise YearNotOver(year)
    if year not in years(today):
        raise NothingToRelease(year)
    while True:
        values = build(Edition(year), today)
        before = latest_release(year)
        if before and before.fingerprint == values.fingerprint:
            return None
        package = Package(Edition(year, before.number + 1 if before else 1), today, values.tables)
        _refuse_inconsistent(package)
        release = _released(package, before, at)
        if release:
            return release


def _refuse_inconsistent(package: Package) -> None:
    try:
        report = verify(package.files)
    except NotAPackage as refused:
        raise Inconsistent(refused.code) from refused
    if not report.agrees:
        raise Inconsistent(sentence(report.findings[0], "en"))


def _released(package: Package, before: Release | None, at: datetime) -> Release | None:
    """None where somebody else was faster. The file is there before its row, and goes where the row cannot be."""
    content = package.archive
    note = note_of(package.tables, files_of(before)) if before else FIRST
    release = Release(
        year=package.edition.year, number=package.edition.release, made_at=at, sha256=sha256(content),
        size=len(content), fingerprint=package.fingerprint, note=note.zh, note_en=note.en,
    )  # fmt: skip
    storage = release.content.storage
    path = storage.save(f"figures/{package.edition.archive}", ContentFile(content))
    release.content.name = path
    try:
        with transaction.atomic():
            release.save()
            forget_public_pages()
    except BaseException as error:
        storage.delete(path)
        if isinstance(error, IntegrityError):
            return None
        raise
    return release


def files_of(release: Release) -> Files:
    with release.content.open("rb") as file:
        return unzipped(file.read())


def freeze_due(*, at: datetime) -> list[Release]:
    """For the schedule, daily: years that have become final; on the first of a month corrections of the latest ones."""
    today = localdate(at)
    found = []
    for year in years(today):
        is_final = (today.year, today.month) >= (year + 1, SETTLED_IN)
        is_looked_at = today.day == 1 and today.year - year <= CORRECTED_FOR
        if is_final and (is_looked_at or latest_release(year) is None):
            found.append(freeze_year(year, at=at))
    return [each for each in found if each]
