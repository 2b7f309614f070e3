"""Accounts opened on the fly by a proved phone."""

from django.utils.timezone import now

from foundation.people.accounts import account_for_phone


def test_every_new_citizen_gets_an_account_of_their_own(db):
    first = account_for_phone("13800130501", at=now())
    second = account_for_phone("13800130502", at=now())
    assert first.user.pk != second.user.pk
    assert first.user.username.startswith("u")
    assert "1380013" not in first.user.username + second.user.username
