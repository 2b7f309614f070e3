"""Receivers: what has to happen in this app when somebody signs in, or news comes from below."""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from foundation.notifications.models import Message
from foundation.notifications.signals import carrier_troubled
from foundation.people import acting, notices
from foundation.people.models import User


@receiver(user_logged_in)
def act_after_second_step(sender: type[User], request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """Password and authenticator in this very sign-in: the session acts. Any other door opens a citizen's session."""
    if request is None:
        return
    methods = {record.get("method") for record in get_authentication_records(request, user)}
    user.is_acting = {"password", "mfa"} <= methods
    if user.is_acting:
        acting.begin(request)
    else:
        acting.end(request)


@receiver(carrier_troubled)
def tell_administrators(sender: type[Message], reason: str, at: datetime, **kwargs: Any) -> None:
    notices.carrier_troubled(reason=reason, at=at)
