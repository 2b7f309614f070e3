"""Opening a matter by its number and something only its person knows."""

from collections.abc import Callable
from datetime import datetime

from foundation.numbers.services import is_query_code, normalise_number
from foundation.people.models import Person
from foundation.requests.limits import Limit, forgive, guess
from matters.exceptions import NoSuchMatter
from matters.models import Matter

LOOK_UP_LIMITS = [Limit(5, 15 * 60)]  # DOMAIN §4, per number and per client
NO_DIGEST = "0" * 64  # compared against where there is no such number, so that both answers take as long


def find_by_number_and_code(*, number: str, code: str, client: str, at: datetime) -> Matter:
    """The matter a number and its query code open. Raises NoSuchMatter alike for either being wrong, TooManyTries.

    `client` is a network address, kept as a digest only; "" is not limited. Must not run inside a transaction.
    """
    number = normalise_number(number)

    def fits(matter: Matter | None) -> bool:
        return is_query_code(number, code, matter.query_code_digest if matter else NO_DIGEST)

    return _guessed(number, fits, client, at)


def find_by_number_and_phone(*, number: str, phone: str, client: str, at: datetime) -> Matter:
    """For a clerk whose caller names the phone given with the matter. Raises as `find_by_number_and_code`."""
    owners = Person.objects.with_phone(phone)

    def fits(matter: Matter | None) -> bool:
        return matter is not None and owners.filter(pk=matter.person_id).exists()

    return _guessed(normalise_number(number), fits, client, at)


def _guessed(number: str, fits: Callable[[Matter | None], bool], client: str, at: datetime) -> Matter:
    """Counted before it is looked at, by number and by client."""
    tries = {"matters.look_up.number": number, "matters.look_up.client": client}
    for scope, key in tries.items():
        if key:
            guess(scope, key, LOOK_UP_LIMITS, at)
    matter = Matter.objects.filter(number=number).first()
    if not fits(matter) or matter is None:
        raise NoSuchMatter
    for scope, key in tries.items():
        forgive(scope, key)
    return matter
