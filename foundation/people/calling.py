"""Calling people who have no mobile: the caller sees one person's name and phone, and the person sees who looked.

The right to make the calls is the right to see whom to call; no further right to reveal is asked.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, override

from foundation.notifications.calls import claim_call, letter_sent, settle_call
from foundation.notifications.exceptions import LetterTaken
from foundation.notifications.models import Message
from foundation.people import journal
from foundation.people.models import Person, User
from foundation.people.reveals import note_look


@transaction.atomic
def begin_call(*, message: Message, caller: User, at: datetime) -> None:
    """Claim the call and note that name and phone are shown, once for each call. Raises CallTaken."""
    if claim_call(message=message, caller=caller.pk, at=at) and message.person is not None:
        with override(message.language):
            _note(message.person, ("name", "phone"), caller, gettext("To tell you something by phone"), at)


@transaction.atomic
def end_call(*, message: Message, caller: User, result: str, at: datetime) -> Message:
    """Note what came of it. Raises CallNotYours, ValueError for an unknown result."""
    settled = settle_call(message=message, caller=caller.pk, result=result, at=at)
    if message.person is not None:
        data = {"result": result, "tries": settled.attempts}
        journal.record("people.call", message.person, actor=caller, at=at, data=data)
    return settled


@transaction.atomic
def open_letter(*, message: Message, writer: User, at: datetime) -> None:
    """Note that name and address are shown to whoever writes. Raises LetterTaken."""
    if not Message.objects.letters_to_write().filter(pk=message.pk).exists():
        raise LetterTaken
    if message.person is not None:
        with override(message.language):
            purpose = gettext("To write to you: nobody answered the phone")
        _note(message.person, ("name", "address"), writer, purpose, at)


@transaction.atomic
def end_letter(*, message: Message, writer: User, at: datetime) -> None:
    """The letter went out. Raises LetterTaken."""
    letter_sent(message=message, caller=writer.pk, at=at)
    if message.person is not None:
        journal.record("people.letter", message.person, actor=writer, at=at)


def _note(person: Person, fields: tuple[str, ...], viewer: User, purpose: str, at: datetime) -> None:
    for field in fields:
        note_look(person=person, field=field, viewer=viewer, purpose=purpose, at=at)
