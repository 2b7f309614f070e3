from contextlib import suppress
from datetime import time, timedelta

from django.utils.timezone import localdate, now
from django_tasks import task

from foundation.ledger.exceptions import DayOutOfOrder
from foundation.ledger.services import sign_day
from foundation.schedule.registry import periodic


@periodic(daily_at=time(0, 15))
@task()
def sign_yesterday() -> None:
    """Somebody may have signed a later day by hand; then this one is covered."""
    with suppress(DayOutOfOrder):
        sign_day(localdate() - timedelta(days=1), now())
