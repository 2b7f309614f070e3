"""The bare twin of accepting and dispatching a matter: as many rows, written plainly in one transaction. Frozen.

SELECT the row FOR UPDATE, SELECT its clocks
INSERT 7 rows in 6 statements: event, two clocks at once, assignment, ledger entry, message in the portal, text message
UPDATE 4 rows: the matter, the clock that stops, the earlier part of a unit (none there), the series
"""

from datetime import datetime

from django.db import transaction

from benchmarks.bare.models import Row


@transaction.atomic
def dispatch(matter: Row, at: datetime) -> None:
    Row.objects.select_for_update().values_list("pk").get(pk=matter.pk)
    row = Row.objects.create
    running = list(Row.objects.filter(about=matter, kind="clock", state=""))
    Row.objects.filter(pk__in=[clock.pk for clock in running]).update(state="stopped")
    Row.objects.bulk_create(Row(about=matter, kind="clock", name=name, at=at) for name in ("sign", "handle"))
    Row.objects.filter(pk=matter.pk, state="registered").update(state="dispatched", at=at)
    row(about=matter, kind="event", state="dispatched", name="dispatch", at=at)
    series = Row.objects.get(about=matter, kind="series")
    row(about=series, kind="entry", text="x" * 300, number=2, at=at)
    Row.objects.filter(pk=series.pk, number=1).update(number=2, name="y" * 64)
    Row.objects.filter(about=matter, kind="assignment", state="").update(state="ended")
    row(about=matter, kind="assignment", at=at)
    row(about=matter, kind="message", text="x" * 200, at=at)
    row(about=matter, kind="message", text="x" * 100, state="queued", at=at)
