from datetime import timedelta

from django.utils.timezone import localdate

from foundation.ledger.models import SignedDay
from foundation.ledger.services import sign_day
from foundation.ledger.tasks import sign_yesterday
from foundation.schedule.registry import JOBS
from tests.ledger.factories import chain


def test_every_night_the_day_before_is_signed(db):
    chain(2)
    sign_yesterday.call()
    assert SignedDay.objects.get().day == localdate() - timedelta(days=1)
    assert sign_yesterday.module_path in JOBS


def test_a_day_signed_by_hand_is_no_trouble(db):
    sign_day(localdate())
    sign_yesterday.call()
    assert SignedDay.objects.count() == 1
