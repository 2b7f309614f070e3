"""Text messages people send us. Rooms above register what they can read; this one knows nothing of them."""

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.utils.functional import Promise

from foundation.notifications.exceptions import NotificationRefused
from foundation.notifications.models import Channel
from foundation.notifications.services import send
from foundation.requests.exceptions import TooManyTries
from foundation.requests.limits import Limit, hit
from foundation.requests.services import answer_once, fingerprint_of

Reader = Callable[[str, str, datetime], bool]
IsWaiting = Callable[[str, datetime], bool]
BARE_DIGIT = re.compile(r"[\s“\"'（(\[【]*[1-9][\s。.,，、!！）)\]】”\"']*")
MOST_A_DAY = [Limit(30, 24 * 3600)]
ONE_POLITE_REPLY = [Limit(1, 24 * 3600)]
LONGEST_TEXT = 1000
LONGEST_REFERENCE = 100
_readers: list[Reader] = []
_questions: dict[Reader, tuple[IsWaiting, str | Promise]] = {}


class BadInbound(NotificationRefused):
    """Not a sender, a text and a reference of ours to read. Repeats none of them."""


def register(reader: Reader, *, is_waiting: IsWaiting | None = None, words: str | Promise = "") -> None:
    """Call from `AppConfig.ready`. `reader(phone, text, at)` acts and replies, and says whether the text was for it.

    `is_waiting(phone, at)`: whether a question of this reader to the phone is open; it is asked before the others.
    `words`: how to answer it so that nobody takes the answer for another one's, told where several are open.
    """
    if reader not in _readers:
        _readers.append(reader)
    if is_waiting is not None:
        _questions[reader] = (is_waiting, words)


def half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def receive_sms(*, phone: str, text: str, reference: str, at: datetime) -> str:
    """Return "read", "not_read" or "ignored". The carrier's reference makes it happen once, however often it is sent.

    Raises BadInbound, KeyReused for a reference that came with another text. Nothing of it is kept or logged here.
    """
    if not phone or not reference or max(len(phone), len(reference)) > LONGEST_REFERENCE or len(text) > LONGEST_TEXT:
        raise BadInbound("sender, text or reference missing or too long")
    mark = fingerprint_of({"phone": phone, "text": text})
    return answer_once(reference, "notifications.inbound_sms", mark, lambda: _read(phone, text, at), at).body


def _read(phone: str, text: str, at: datetime) -> str:
    try:
        hit("notifications.inbound_sms", phone, MOST_A_DAY, at)
    except TooManyTries:
        return "ignored"
    asking = [reader for reader in _readers if reader in _questions and _questions[reader][0](phone, at)]
    if len(asking) > 1 and BARE_DIGIT.fullmatch(half_width(text)):
        _ask_which(asking, phone, at)
        return "read"
    if any(reader(phone, text, at) for reader in sorted(_readers, key=lambda each: each not in asking)):
        return "read"
    _reply_once_a_day(phone, at)
    return "not_read"


def _ask_which(asking: list[Reader], phone: str, at: datetime) -> None:
    """A digit alone would answer two questions at once: nothing is changed, and both are told apart by words."""
    words = [_questions[reader][1] for reader in asking]
    with suppress(NotificationRefused):
        send("which_question", None, Channel.SMS, {"words": words}, address=phone, at=at)


def _reply_once_a_day(phone: str, at: datetime) -> None:
    """Two machines that answer each other stop after one reply."""
    try:
        hit("notifications.inbound_reply", phone, ONE_POLITE_REPLY, at)
        send("not_read", None, Channel.SMS, {}, address=phone, at=at)
    except (TooManyTries, NotificationRefused):
        return
