"""Writing messages. Delivering them is in `delivery`."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template import TemplateDoesNotExist
from django.utils.timezone import now
from django.utils.translation import get_language

from foundation.notifications.exceptions import BadAddress, NoAddress, NotificationRefused
from foundation.notifications.models import Channel, Message, State
from foundation.notifications.rendering import render
from foundation.schedule.waking import wake

PHONE = re.compile(r"\+?[0-9]{3,20}(-[0-9]{1,8}){0,2}")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
DISCREET = "waiting"  # the template that says nothing but "a message is waiting for you in the portal"


class Recipient(Protocol):
    """What this room needs to know of a `people.Person`, which lives one floor above."""

    pk: Any
    phone: Any
    language: Any


def _checked_address(channel: str, address: str) -> str:
    """One phone or one mailbox, or BadAddress. The address itself is never part of the error."""
    if channel == Channel.EMAIL:
        try:
            validate_email(address)
        except ValidationError as error:
            raise BadAddress("Not one e-mail address.") from error
        return address
    if not PHONE.fullmatch(address):
        raise BadAddress("Not one phone number.")
    return address


def _typed_phone(phone: Any) -> str:
    """Without the blanks and the country code people put in. A line break stays, and is refused."""
    return re.sub(r"^(\+86|0086)", "", str(phone or "").replace(" ", ""))


def _address_for(channel: str, to: Recipient | None, address: str) -> str:
    if channel == Channel.IN_APP:
        if to is None:
            raise NoAddress("A message in the portal needs a person.")
        return ""
    if channel in (Channel.SMS, Channel.CALL):
        address = _typed_phone(address or (to.phone if to is not None else ""))
    if not address:
        raise NoAddress(f"No address for {channel}.")
    return _checked_address(channel, address)


def _language_for(to: Recipient | None, language: str | None) -> str:
    return language or (to.language if to is not None else "") or get_language() or "zh-hans"


def send(
    template: str,
    to: Recipient | None,
    channel: str,
    context: Mapping[str, Any],
    *,
    address: str = "",
    language: str | None = None,
    dedupe: str = "",
    at: datetime | None = None,
    erase_after_send: bool = False,
    discreet: bool = False,
    useful_for: timedelta | None = None,
) -> Message:
    """Write one message to the outbox; a worker sends it after commit.

    `dedupe`: a second message with the same words on the same channel is not written, the first is returned.
    `useful_for`: after that the message is given up rather than sent late (a code that has expired).
    Raises NoAddress, BadAddress, and TemplateDoesNotExist for a template without this channel.
    """
    message = _composed(
        template, to, channel, context, address=address, language=language, at=at or now(),
        erase_after_send=erase_after_send, discreet=discreet, useful_for=useful_for,
    )  # fmt: skip
    return _written([message], dedupe)[0]


def _composed(
    template: str,
    to: Recipient | None,
    channel: str,
    context: Mapping[str, Any],
    *,
    at: datetime,
    address: str = "",
    language: str | None = None,
    erase_after_send: bool = False,
    discreet: bool = False,
    useful_for: timedelta | None = None,
) -> Message:
    """Not written yet."""
    if channel not in Channel.values:
        raise NotificationRefused(f"Unknown channel {channel!r}.")
    checked = _address_for(channel, to, address)
    chosen = _language_for(to, language)
    is_hidden = discreet and channel != Channel.IN_APP
    rendered = render(DISCREET if is_hidden else template, channel, dict(context), chosen)
    is_delivered = channel == Channel.IN_APP
    return Message(
        template=template, channel=channel, person_id=to.pk if to is not None else None, address=checked,
        language=chosen, subject=rendered.subject, body=rendered.body, discreet=discreet,
        erase_after_send=erase_after_send, created_at=at, next_attempt_at=at,
        give_up_at=at + useful_for if useful_for else None, state=State.SENT if is_delivered else State.QUEUED,
        sent_at=at if is_delivered else None,
    )  # fmt: skip


def _written(messages: list[Message], dedupe: str) -> list[Message]:
    """In one statement, or with the words that make a second one the first: those that are in the outbox now."""
    if dedupe:
        messages = [_once(message, dedupe) for message in messages]
    else:
        Message.objects.bulk_create(messages)
    transaction.on_commit(wake)
    return messages


def _once(message: Message, dedupe: str) -> Message:
    row = {field.attname: getattr(message, field.attname) for field in Message._meta.concrete_fields}
    known = {"channel": row.pop("channel"), "dedupe": dedupe}
    found, _ = Message.objects.get_or_create(**known, defaults={**row, "dedupe": dedupe})
    return found


@transaction.atomic(savepoint=False)  # within a caller's transaction it is all or nothing with the caller
def notify(
    person: Recipient,
    template: str,
    context: Mapping[str, Any],
    *,
    at: datetime | None = None,
    dedupe: str = "",
    discreet: bool = False,
    by_call: bool = True,
) -> list[Message]:
    """Tell a person: in the portal, and where the template has a short form, by text message to a mobile or by a
    call somebody makes to a landline, unless they were told in person just now (`by_call` off)."""
    facts: dict[str, Any] = {"at": at or now(), "discreet": discreet}
    messages = [_composed(template, person, Channel.IN_APP, context, **facts)]
    phone = _typed_phone(person.phone)
    if phone:
        channel = Channel.SMS if MOBILE.fullmatch(phone) else Channel.CALL
        if channel == Channel.SMS or by_call:
            with suppress(TemplateDoesNotExist):  # not everything is worth a text message
                messages.append(_composed(template, person, channel, context, **facts))
    return _written(messages, dedupe)


def mark_read(*, person: Recipient, message: Message, at: datetime) -> None:
    """Note the first time the person opened a message in the portal. Somebody else's message is left alone."""
    Message.objects.filter(pk=message.pk, person_id=person.pk, channel=Channel.IN_APP).unread().update(read_at=at)
