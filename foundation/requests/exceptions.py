"""Why a request was not carried out."""

from datetime import datetime
from math import ceil


class KeyReused(Exception):
    """The idempotency key has answered a request with other content."""


class TooManyTries(Exception):
    """The limit is reached; trying again makes sense from `retry_at`."""

    def __init__(self, retry_at: datetime):
        super().__init__(f"too many tries until {retry_at:%Y-%m-%d %H:%M:%S%z}")
        self.retry_at = retry_at

    def wait_seconds(self, at: datetime) -> int:
        """For Retry-After and for "try again in … minutes"; at least 1."""
        return max(1, ceil((self.retry_at - at).total_seconds()))
