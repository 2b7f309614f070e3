"""Ways to show that one is still the person behind a number nobody used for half a year.

The last four characters of the ID number are checked here; rooms above may add "number and query code" with `register`.
"""

import hmac
from collections.abc import Callable
from datetime import datetime

from foundation.people.identifiers import normalise_id_number
from foundation.people.models import Person
from foundation.requests.limits import Limit, guess

GUESSES = [Limit(5, 24 * 3600)]
QueryCodeCheck = Callable[[Person, str, str], bool]
_query_code_checks: list[QueryCodeCheck] = []


def register(check: QueryCodeCheck) -> None:
    """`check(person, number, query_code)`: does this query code belong to a matter of that person?"""
    if check not in _query_code_checks:
        _query_code_checks.append(check)


def asks_query_code() -> bool:
    return bool(_query_code_checks)


def is_same_person(
    person: Person, *, last_four: str = "", number: str = "", query_code: str = "", at: datetime
) -> bool:
    """Raises TooManyTries(retry_at) after five guesses in a day, right or wrong."""
    guess("people.same_person", str(person.public_id), GUESSES, at)
    typed = normalise_id_number(last_four)
    if len(typed) == 4 and len(person.id_number) == 18:
        return hmac.compare_digest(person.id_number[-4:].encode(), typed.encode())
    return bool(number and query_code) and any(check(person, number, query_code) for check in _query_code_checks)
