"""What is hashed: one canonical text per entry and per signed day."""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

from foundation.ledger.exceptions import NotCanonical, PersonalInClear

GENESIS = "0" * 64  # what the first entry of a series, and the first signed day, hold as the hash before them
SERIES_NAME = re.compile(r"[A-Za-z0-9_:./-]{1,100}")
# Shapes of a mobile and an ID number standing alone; parts of longer codes and hashes do not match.
PERSONAL = re.compile(r"(?<![0-9A-Za-z])(1[3-9]\d{9}|\d{17}[\dXx])(?![0-9A-Za-z])")


def canonical(value: Any) -> str:
    """JSON with one way to write it: keys sorted by code point, no spaces, no escapes beyond JSON's own, no floats."""
    _refuse_ambiguous(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("half a surrogate pair") from error
    return text


def _refuse_ambiguous(value: Any) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotCanonical(f"key of type {type(key).__name__}")
            _refuse_ambiguous(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_ambiguous(item)
    elif not (value is None or isinstance(value, str | int)):
        raise NotCanonical(f"value of type {type(value).__name__}")


def refuse_personal(*texts: str) -> None:
    if any(PERSONAL.search(text) for text in texts):
        raise PersonalInClear


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def commitment(salt: bytes, value: str) -> str:
    """SHA-256(salt ‖ value in UTF-8)."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


def moment(at: datetime) -> str:
    """UTC to the microsecond, always written alike."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
