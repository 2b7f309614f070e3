"""The read model: what was touched, what each matter adds to the figures, and the sums; and the releases of open data.

Nothing here is about a person. The read model can be made anew from the records (dashboards.folding.rebuild); a release
stays as it was published.
"""

from datetime import datetime, timedelta
from typing import Self

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from foundation.append_only import AppendOnly, AppendOnlyQuerySet


class Touched(models.IntegerChoices):
    """What a touch names. A place or category that moved touches every matter below it, a day its bookings'."""

    MATTER = 1, _("matter")
    PLACE = 2, pgettext_lazy("touched", "place")
    CATEGORY = 3, pgettext_lazy("touched", "category")
    DAY = 4, _("reception day")


class Touch(models.Model):
    """Something that figures count changed. Written only by triggers of the database (dashboards.triggers), in the
    transaction of the change, whichever door it came through; the folder deletes those it has seen.

    On SQLite this table must not be made anew (no column altered): the triggers name it.
    """

    kind = models.PositiveSmallIntegerField(choices=Touched.choices)
    row_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("touch")
        verbose_name_plural = _("touches")


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def due(self, *, at: datetime) -> Self:
        """What time alone has changed: a limit that was open has passed."""
        return self.filter(changes_at__lte=at)


class Contribution(models.Model):
    """What one matter adds, as it stands in the sums: a change takes off the old and adds the new.

    `keys`: [[dimension, key], …]; `cells`: [[month, measure, value], …], each counted under every key. Months are
    numbered from the year 0 (contributing.month_of).
    """

    matter_id = models.BigIntegerField(primary_key=True)
    keys = models.JSONField()
    cells = models.JSONField()
    changes_at = models.DateTimeField(null=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        indexes = [
            models.Index(fields=["changes_at"], name="contribution_changes", condition=Q(changes_at__isnull=False))
        ]


class Dimension(models.IntegerChoices):
    """One rollup each, never all at once: a cube of every combination would be larger than the records."""

    PLACE = 1, pgettext_lazy("dimension", "Place")
    UNIT = 2, pgettext_lazy("dimension", "Unit")
    CATEGORY = 3, pgettext_lazy("dimension", "Category")
    CHANNEL = 4, pgettext_lazy("dimension", "Channel")


class Rollup(models.Model):
    """The sum of one measure in one month under one key. Only the folder writes here, so no writer waits for a busy
    cell. A sum of 0 has no row.

    `key`: of a city, town or village within today's boundaries; a unit; a category with everything below it; a channel
    by its number (contributing.CHANNEL_KEYS). `month` is its first day.
    """

    dimension = models.PositiveSmallIntegerField(choices=Dimension.choices)
    key = models.BigIntegerField()
    measure = models.PositiveSmallIntegerField()
    month = models.DateField()
    value = models.BigIntegerField()

    class Meta:
        verbose_name = _("sum")
        verbose_name_plural = _("sums")
        constraints = [
            # In the order of a page's question: one dimension, some keys, some measures, a range of months.
            models.UniqueConstraint(fields=["dimension", "key", "measure", "month"], name="rollup_once_a_cell")
        ]


class WatchedRow(models.Model):
    """A town whose running count everybody may watch in that month, from the day on which it was large enough. `key` is
    the town's; 0 stands for what lies in no town. Kept: what was watched cannot be hidden in the month's table.
    """

    month = models.DateField()
    key = models.BigIntegerField()

    class Meta:
        verbose_name = _("watched row")
        verbose_name_plural = _("watched rows")
        constraints = [models.UniqueConstraint(fields=["month", "key"], name="watched_row_once_a_month")]


class FoldStateQuerySet(models.QuerySet["FoldState"]):
    def waiting(self, *, at: datetime, code_version: int) -> Self:
        """The row, if there is anything to fold for a process of that version. A newer one's sums are left alone."""
        is_touched, is_due = Exists(Touch.objects.all()), Exists(Contribution.objects.due(at=at))
        is_older = Q(code_version__lt=code_version)
        return self.filter(is_older | Q(is_touched) | Q(is_due), code_version__lte=code_version)

    def may_tell(self, version: int, *, at: datetime, pause: timedelta) -> bool:
        """Whether this process is the one that tells open pages now: one of all processes in each pause."""
        resting = Q(told_at=None) | Q(told_at__lte=at - pause)
        return bool(self.filter(resting).update(told_at=at, told_version=version))


class FoldState(models.Model):
    """One row: until when the sums are true, and by which code. Its lock makes folders take turns."""

    code_version = models.PositiveIntegerField(default=0)
    folded_at = models.DateTimeField(null=True)
    version = models.PositiveBigIntegerField(default=0, help_text="Grows with every fold that changed a sum")
    told_version = models.PositiveBigIntegerField(default=0, db_default=0, help_text="What open pages last heard of")
    told_at = models.DateTimeField(null=True, help_text="When they did, from whichever process")

    objects = FoldStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("state of the figures")
        verbose_name_plural = _("states of the figures")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="fold_state_is_one_row")]


def private_storage() -> Storage:
    return storages["private"]


class ReleaseQuerySet(AppendOnlyQuerySet):
    def of_year(self, year: int) -> Self:
        """The latest one last."""
        return self.filter(year=year).order_by("number")


class Release(AppendOnly):
    """The figures of a year that is over, as one archive that never changes. A correction is another release.

    `fingerprint` is the same for the same numbers, whenever the archive was made.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(pgettext_lazy("release", "number"))
    made_at = models.DateTimeField(pgettext_lazy("release", "released at"))
    content = models.FileField(storage=private_storage, upload_to="figures")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("file size"))
    fingerprint = models.CharField(max_length=64)
    note = models.TextField(pgettext_lazy("release", "what changed"))
    note_en = models.TextField(pgettext_lazy("release", "what changed (English)"))

    objects = ReleaseQuerySet.as_manager()  # type: ignore[misc]  # the base's, with one method more

    class Meta:
        verbose_name = _("release of figures")
        verbose_name_plural = _("releases of figures")
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="release_once_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="release_numbered_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.year}.{self.number}"

    @property
    def what_changed(self) -> str:
        """In the reader's language."""
        return self.note_en if get_language() == "en" else self.note
