"""Why a message cannot be written or delivered. None of these repeats an address or a text."""

from datetime import timedelta


class NotificationRefused(ValueError):
    """The caller asked for a message that could not be delivered as meant: nothing was written."""


class NoAddress(NotificationRefused):
    """Neither the caller nor the person gives an address for this channel."""


class BadAddress(NotificationRefused):
    """The address is not one phone or one mailbox: line breaks and lists would smuggle in other recipients."""


class DeliveryFailed(Exception):
    """The provider did not take the message; it is tried again later, not before `wait`."""

    wait = timedelta(0)


class Throttled(DeliveryFailed):
    """Too many at once, to this phone or at all."""

    wait = timedelta(minutes=2)


class CarrierTrouble(DeliveryFailed):
    """No message would be taken: no balance, wrong keys, a text without approval. Somebody has to see to it."""

    wait = timedelta(hours=1)


class Undeliverable(DeliveryFailed):
    """This message will never be taken: no such number, or one that wants nothing from us."""


class CallTaken(Exception):
    """Somebody else is calling this person now, or has told them."""


class CallNotYours(Exception):
    """The result of a call is noted by who made it, once."""


class LetterTaken(Exception):
    """The letter has gone out already, or none is owed."""
