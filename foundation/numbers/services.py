"""What other rooms call; `numbers` and `query_codes` hold it."""

from foundation.numbers.numbers import (
    NUMBER_LENGTH,
    is_valid_number,
    new_number,
    normalise_number,
    with_new_number,
)
from foundation.numbers.query_codes import (
    CODE_LENGTH,
    grouped,
    is_query_code,
    new_query_code,
    normalise_query_code,
    query_code_digest,
)

__all__ = [
    "CODE_LENGTH",
    "NUMBER_LENGTH",
    "grouped",
    "is_query_code",
    "is_valid_number",
    "new_number",
    "new_query_code",
    "normalise_number",
    "normalise_query_code",
    "query_code_digest",
    "with_new_number",
]
