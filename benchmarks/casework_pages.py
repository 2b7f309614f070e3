"""Pages of casework as their people open them: how long, with a few thousand matters and with a city's."""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.utils.timezone import now

from benchmarks.measure import aim
from benchmarks.postgres import change_to
from foundation.people import acting
from foundation.people.models import User
from matters.models import Matter
from matters.opened import SESSION_KEY, STAYS_OPEN

ROUNDS, REQUESTS = 4, 12
Pages = dict[str, Callable[[], None]]


def pages() -> Pages:
    """Every page by name, with what opens it."""
    desk, unit, anybody = staff("dispatcher"), staff("unit_officer"), Client(HTTP_HOST="localhost")
    matter = Matter.objects.filter(state="closed", unit__isnull=False).latest("registered_at")
    owner = opened(matter)
    return {
        "the dispatcher's desk": lambda: get(desk, "/desk/matters/"),
        "the desk, overdue only": lambda: get(desk, "/desk/matters/?overdue=on"),
        "a unit's inbox": lambda: get(unit, "/desk/matters/inbox/"),
        "a matter at the desk": lambda: get(desk, f"/desk/matters/{matter.number}/"),
        "the page of one's own matter": lambda: get(owner, "/look-up/matter/"),
        "public letters, searched": lambda: get(anybody, "/letters/?q=电梯"),
    }


def get(client: Client, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")


def compare(opened_by: Pages, few: str, many: str) -> None:
    """Of each page the 95th percentile in two databases, asked in turn, after a warm-up and with fresh statistics."""
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    for database in (few, many) * ROUNDS:
        change_to(database)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for name, ask in opened_by.items():
            taken[name, database] += milliseconds(ask)
    for name in opened_by:
        before, after = percentile_95(taken[name, few]), percentile_95(taken[name, many])
        print(f"{name:40}{before:10.1f} ms{after:10.1f} ms")
        aim(f"{name}, all of a city's matters, of a few thousand", after / before, "×", at_most=1.5)


def milliseconds(ask: Callable[[], None]) -> list[float]:
    ask()
    taken = []
    for _ in range(REQUESTS):
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def percentile_95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


def staff(username: str) -> Client:
    """Signed in, second step done."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return with_session(client, acting.SESSION_KEY, (now() + acting.ACTING_LASTS).timestamp())


def opened(matter: Matter) -> Client:
    """The person who has just looked their matter up."""
    kept = {"number": matter.number, "until": (now() + STAYS_OPEN).timestamp()}
    return with_session(Client(HTTP_HOST="localhost"), SESSION_KEY, kept)


def with_session(client: Client, key: str, value: object) -> Client:
    session = client.session
    session[key] = value
    session.save()
    return client
