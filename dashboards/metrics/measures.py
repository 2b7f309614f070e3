"""What is added up for the figures: small numbers that rows keep for good, so none is ever given another meaning."""

from enum import IntEnum

from dashboards.metrics.values import BINS


class Measure(IntEnum):
    RECEIVED = 1
    ACCEPTED = 2
    ANSWERED_DIRECTLY = 3
    SENT_TO_A_UNIT = 4
    LIMITS = 5
    LIMITS_KEPT = 6
    ASKED_OF_CONTACT = 7
    CONTACTED = 8
    JUDGED = 9
    SOLVED = 10
    RATED = 11
    SATISFIED = 12
    RECHECKED = 13
    STILL_SOLVED = 14
    ANSWERS = 15
    ANSWERS_CLAIMED = 16
    CLOSED = 17
    CLOSED_AND_JUDGED = 18
    EXCLUDED = 19
    RETURNS = 20
    RETURNS_UPHELD = 21
    SECONDS_BETWEEN_UNITS = 22
    REWORKS = 23
    REGISTERED_FOR_RECEPTION = 24
    REDIRECTED_FROM_RECEPTION = 25


class Histogram(IntEnum):
    """The measure of the first bin; the others follow it."""

    DAYS_TO_ACCEPT = 100
    DAYS_TO_ANSWER = 200
    DAYS_TO_CLOSE = 300

    @property
    def measures(self) -> range:
        return range(self, self + len(BINS))
