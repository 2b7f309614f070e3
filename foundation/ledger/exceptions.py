"""Why something was not written to the ledger."""


class NotCanonical(Exception):
    """The payload holds something with more than one way to write it: a float, a date, a key that is no text."""


class PersonalInClear(Exception):
    """The payload holds a mobile or ID number; pass it as `personal`, so that it can be erased."""


class DayOutOfOrder(Exception):
    """A later day has been signed already."""
