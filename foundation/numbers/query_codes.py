"""The secret beside a number: ten characters, shown once, kept as a keyed digest."""

import hmac

from foundation.encryption.keys import digest
from foundation.numbers.numbers import clean, normalise_number, random_text

CODE_LENGTH = 10


def new_query_code() -> str:
    """50 random bits. Show it once; store only `query_code_digest`."""
    return random_text(CODE_LENGTH)


def normalise_query_code(text: str) -> str:
    return clean(text)


def grouped(code: str) -> str:
    """`7K4MQ 9CXYZ`: how a code is printed; typing the space or not makes no difference."""
    return f"{code[:5]} {code[5:]}"


def query_code_digest(number: str, code: str) -> str:
    """64 hex characters. Bound to the number: the same code on two numbers gives unlike digests."""
    return digest("query_code", f"{normalise_number(number)}:{normalise_query_code(code)}")


def is_query_code(number: str, code: str, stored_digest: str) -> bool:
    """Whether the typed code opens the number; compares in constant time. A missing digest is opened by nothing."""
    return bool(stored_digest) and hmac.compare_digest(query_code_digest(number, code), stored_digest)
