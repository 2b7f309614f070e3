"""Keeps people out of the logs: whatever is logged, phone and ID numbers, e-mail addresses and codes leave masked.

The filter flattens the arguments into the message and scrubs it, so every handler of a scrubbed record is safe; the
formatter scrubs once more what it adds itself (tracebacks, stack). Both may run on the same record: masked text
holds nothing that could be masked again.
"""

import logging
import re

MASK = "***"

# 6 digits of place, date of birth, serial, check digit (GB 11643); groups may be spaced out.
_ID_18 = re.compile(
    r"(?<!\d)([1-9]\d{5})[ -]?(?:18|19|20)\d{2}[ -]?(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])[ -]?\d{3}[\dXx](?!\d)"
)
_ID_15 = re.compile(r"(?<![\d.])([1-9]\d{5})\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}(?!\d)")
# Full-width digits too: \d knows them, the two literal places have to be told.
_MOBILE = re.compile(r"(?<![\d.])(?:(?:\+|00)?86[ -]?)?([1１][3-9３-９]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<![A-Za-z0-9_.:+-])\(?0\d{2,3}[) -]{0,2}\d{7,8}(?!\d)")
_EMAIL = re.compile(r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})")
_SECRET = re.compile(
    r"""(?ix)
    \b(query_code|code|otp|totp|password|passwd|pwd|secret|token|csrfmiddlewaretoken|csrftoken|sessionid|id_number|cookie)
    (["']?\s*[=:]\s*["']?)
    (?!\*\*\*)[^\s"'&,;)}]{4,}
    """
)
_QUERY_STRING = re.compile(r"\?[^\s\"']*")
_DIGITS_OR_SECRET = re.compile(r"\d[\d -]{6}|[=:@]")


def scrub(text: str) -> str:
    """The text with everything that points at a person or opens a door masked."""
    if not _DIGITS_OR_SECRET.search(text):
        return text
    text = _SECRET.sub(rf"\1\2{MASK}", text)
    text = _ID_18.sub(rf"\1{MASK}", text)
    text = _ID_15.sub(rf"\1{MASK}", text)
    text = _MOBILE.sub(rf"\1{MASK}\2", text)
    text = _LANDLINE.sub(MASK, text)
    return _EMAIL.sub(rf"{MASK}@\1", text)


def without_query(text: str) -> str:
    return _QUERY_STRING.sub("", text)


class ScrubbingFilter(logging.Filter):
    """Rewrites the record in place; never drops one. A record that cannot be formatted keeps only its template."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            message = f"{record.msg} (arguments did not fit and were dropped)"
        if record.name == "uvicorn.access":
            message = without_query(message)
        record.msg, record.args = scrub(message), None
        return True


class ScrubbingFormatter(logging.Formatter):
    """Also for handlers without the filter, and for tracebacks, which quote values."""

    def formatException(self, ei: object) -> str:  # noqa: N802 - the name is logging's
        return scrub(super().formatException(ei))  # type: ignore[arg-type]  # logging's own tuple of three

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))
