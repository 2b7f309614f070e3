"""What happens to matters without anybody pressing a button."""

from datetime import time

from django.utils.timezone import now
from django_tasks import task

from foundation.schedule.registry import periodic
from matters.services.linking import forget_requesters
from matters.services.rechecking import plan_rechecks
from matters.services.verdicts import close_all_silent


@periodic(daily_at=time(1, 10))
@task()
def close_matters_without_a_verdict() -> int:
    return close_all_silent(at=now())


@periodic(daily_at=time(1, 20))
@task()
def ask_again_after_thirty_days() -> int:
    return plan_rechecks(at=now())


@periodic(daily_at=time(1, 30))
@task()
def forget_who_asked_a_year_ago() -> int:
    return forget_requesters(at=now())
