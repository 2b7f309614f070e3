from datetime import timedelta

from django.utils.timezone import now

from foundation.requests.models import GivenAnswer
from foundation.requests.services import answer_once
from foundation.schedule.registry import JOBS
from portal.tasks import forget_old_requests


def test_old_answers_are_forgotten_by_a_job(db):
    answer_once("key", "register", "text", lambda: "", at=now() - timedelta(days=3))
    forget_old_requests.call()
    assert not GivenAnswer.objects.exists()
    assert forget_old_requests.module_path in JOBS
