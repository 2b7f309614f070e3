"""What is done with matters, a file a noun: `from matters.services.returns import ask_return`.

The names below are what the rooms above need most.
"""

from matters.services.finding import (
    LOOK_UP_LIMITS,
    NO_DIGEST,
    find_by_number_and_code,
    find_by_number_and_phone,
)
from matters.services.moving import series_of
from matters.services.registering import (
    TYPED_BY_THE_PERSON,
    Receipt,
    Registered,
    add_supplement,
    checked_text,
    register_matter,
    text_limit,
    withdraw_matter,
)

__all__ = [
    "LOOK_UP_LIMITS",
    "NO_DIGEST",
    "TYPED_BY_THE_PERSON",
    "Receipt",
    "Registered",
    "add_supplement",
    "checked_text",
    "find_by_number_and_code",
    "find_by_number_and_phone",
    "register_matter",
    "series_of",
    "text_limit",
    "withdraw_matter",
]
