from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.requests import limits
from foundation.requests.exceptions import TooManyTries
from foundation.requests.limits import Limit
from foundation.requests.models import Tries
from foundation.requests.services import purge_requests

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FIVE = [Limit(times=5, seconds=900)]


def after(seconds):
    return START + timedelta(seconds=seconds)


def accepted(moments, rule):
    """The moments, in seconds, at which a hit was let through."""
    through = []
    for seconds in moments:
        try:
            limits.hit("look-up", "key", rule, after(seconds))
            through.append(seconds)
        except TooManyTries:
            continue
    return through


def test_the_sixth_try_is_refused_and_told_when_to_come_back(db):
    for second in range(5):
        limits.hit("look-up", "key", FIVE, after(second))
    with pytest.raises(TooManyTries) as refused:
        limits.hit("look-up", "key", FIVE, after(10))
    assert refused.value.retry_at == after(900)
    assert refused.value.wait_seconds(after(10)) == 890
    limits.hit("look-up", "key", FIVE, refused.value.retry_at)


def test_keys_and_scopes_are_counted_apart(db):
    assert accepted(range(9), FIVE) == [0, 1, 2, 3, 4]
    limits.hit("look-up", "another key", FIVE, after(9))
    limits.hit("sign-in", "key", FIVE, after(9))


def test_nothing_doubles_around_the_edge_of_a_window(db):
    moments = [0, 896, 897, 898, 899, 901, 902, 903, 904, 905]
    assert accepted(moments, FIVE) == [0, 896, 897, 898, 899, 901]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(gaps=st.lists(st.integers(0, 300), min_size=8, max_size=25))
def test_no_stretch_of_time_ever_holds_more_than_the_limit(db, gaps):
    Tries.objects.all().delete()
    moments = [sum(gaps[: index + 1]) for index in range(len(gaps))]
    through = accepted(moments, FIVE)
    assert all(sum(first <= each < first + 900 for each in through) <= 5 for first in through)


def test_a_hit_refused_by_one_limit_counts_under_none(db):
    both = [Limit(times=3, seconds=86400), Limit(times=1, seconds=60)]
    assert accepted([0, 10, 20, 61, 62, 130, 200], both) == [0, 61, 130]


def test_a_right_guess_forgives_the_wrong_ones(db):
    accepted(range(5), FIVE)
    limits.forgive("look-up", "key")
    limits.guess("look-up", "key", FIVE, after(6))


@pytest.mark.django_db(transaction=True)
def test_a_guess_is_never_forgotten_by_a_rollback():
    with pytest.raises(RuntimeError), transaction.atomic():
        limits.guess("look-up", "key", FIVE, START)


@pytest.mark.django_db(transaction=True)
def test_twin_a_plain_hit_in_a_transaction_is_forgotten_by_its_rollback():
    @transaction.atomic
    def guess_wrongly():
        limits.hit("look-up", "key", FIVE, START)
        raise ValueError("wrong")

    for _ in range(9):
        with pytest.raises(ValueError, match="wrong"):
            guess_wrongly()
    assert not Tries.objects.exists()


def test_the_update_is_conditional_on_what_was_read(db, django_assert_num_queries):
    limits.hit("look-up", "key", FIVE, START)
    stale = Tries.objects.get()
    limits.hit("look-up", "key", FIVE, after(1))
    assert not limits._added(stale, FIVE[0], after(2))
    assert Tries.objects.get().moments.count(",") == 1


def test_the_constraint_tries_counted_in_one_row(db):
    facts = {"scope": "a", "key_digest": "b", "seconds": 60, "clear_at": START}
    Tries.objects.create(**facts)
    with pytest.raises(IntegrityError):
        Tries.objects.create(**facts)


def test_the_key_is_not_readable_in_the_table(db):
    limits.hit("sign-in", "13800138000", FIVE, START)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM requests_tries")
        assert "13800138000" not in str(cursor.fetchall())


def test_rows_are_purged_only_when_their_window_is_over(db):
    limits.hit("look-up", "key", FIVE, START)
    assert purge_requests(at=after(899)) == 0
    assert purge_requests(at=after(900)) == 1


@pytest.mark.parametrize(("times", "seconds"), [(0, 60), (5, 0), (1001, 60)])
def test_a_limit_that_makes_no_sense_is_refused(times, seconds):
    with pytest.raises(ValueError, match="a limit allows"):
        Limit(times, seconds)
