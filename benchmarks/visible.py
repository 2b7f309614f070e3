"""What may I see: the first page of 20, and the count, among 100,000 objects, however many grants there are.

Run: `python benchmarks/visible.py [--objects 100000]`. Uses a database of its own on the engine of DATABASE_URL.
Objects are posts, one in ten of a unit as well. Each question is asked by an account read afresh, so its grants are
loaded within the time. Aim: 3 ms, and constant in the grants of the account and of everybody else. On SQLite the
database works inside this process and its CPU counts; on PostgreSQL read the wall.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("PORTAL_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
FOLDER = tempfile.mkdtemp(prefix="visible-")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER}/visible.sqlite3")
os.environ.setdefault("PORTAL_VAR", FOLDER)

import django  # noqa: E402  # after the environment

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from benchmarks.measure import aim  # noqa: E402
from foundation.people.granting import role_permission  # noqa: E402
from foundation.people.models import PlaceGrant, Post, Role, User  # noqa: E402
from foundation.places.models import GridKind, Level, Place, Unit, UnitKind  # noqa: E402

TOWNS, VILLAGES, GRIDS, MICRO = 18, 19, 2, 9  # 18 × 19 × 2 × 9 = 6,156 micro-grids
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def step(number: int) -> str:
    text = ""
    for _ in range(4):
        number, digit = divmod(number, 36)
        text = ALPHABET[digit] + text
    return text


def children(parent: Place, count: int, level: str, **kwargs: str) -> Iterator[Place]:
    for number in range(1, count + 1):
        yield Place(
            path=parent.path + step(number),
            depth=parent.depth + 1,
            code=f"{parent.code}-{number}",
            name=f"{level} {number}",
            level=level,
            **kwargs,
        )


def build(objects: int) -> list[Place]:
    """The tree of a county-level city, and posts spread over its leaves and a few above them."""
    root = Place.add_root(code="c", name="city", level=Level.CITY)
    towns = list(children(root, TOWNS, Level.TOWN))
    villages = [place for town in towns for place in children(town, VILLAGES, Level.VILLAGE)]
    grids = [
        place for village in villages for place in children(village, GRIDS, Level.GRID, grid_kind=GridKind.GENERAL)
    ]
    micro = [place for grid in grids for place in children(grid, MICRO, Level.MICRO_GRID)]
    Place.objects.bulk_create([*towns, *villages, *grids, *micro], batch_size=2000)
    places = list(Place.objects.exclude(depth=1))
    units = [Unit.add_root(code=f"u{n}", name=f"unit {n}", kind=UnitKind.GOVERNMENT, place=root) for n in range(54)]
    leaves = [place for place in places if place.level == Level.MICRO_GRID]
    chance = random.Random(1)
    posts = (
        Post(
            name="post",
            kind="staff",
            place=chance.choice(leaves if n % 5 else places),
            unit=chance.choice(units) if n % 10 == 0 else None,
        )
        for n in range(objects)
    )
    Post.objects.bulk_create(posts, batch_size=5000)
    return places


def grant(users: list[User], places: list[list[Place]]) -> None:
    role = Role.objects.get(code="window_clerk")
    permission = role_permission(role, Place)
    PlaceGrant.objects.bulk_create(
        [
            PlaceGrant(user=user, role=role, permission=permission, content_object=place, valid_from=now())
            for user, own in zip(users, places, strict=True)
            for place in own
        ],
        batch_size=5000,
    )


def accounts(count: int, prefix: str) -> list[User]:
    User.objects.bulk_create([User(username=f"{prefix}{n}") for n in range(count)], batch_size=5000)
    return list(User.objects.filter(username__startswith=prefix))


def newest(user_id: int) -> int:
    """The first page of a list: what people see of it."""
    visible = Post.objects.visible_to(User(pk=user_id, username="asks"))
    return len(visible.order_by("-pk").values_list("pk", "name")[:20])


def count(user_id: int) -> int:
    return int(Post.objects.visible_to(User(pk=user_id, username="asks")).count())


def measure(act: Callable[[], object], rounds: int = 41) -> tuple[float, float]:
    """Milliseconds: the median of this process's CPU, which others on the machine disturb least, and the best wall."""
    cpu, wall = [], []
    for _ in range(rounds):
        start = time.process_time(), time.perf_counter()
        act()
        cpu.append((time.process_time() - start[0]) * 1000)
        wall.append((time.perf_counter() - start[1]) * 1000)
    return statistics.median(cpu[3:]), min(wall)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--objects", type=int, default=100_000)
    arguments = parser.parse_args()
    call_command("migrate", verbosity=0)
    places = build(arguments.objects)
    chance = random.Random(2)
    micro = [place for place in places if place.level == Level.MICRO_GRID]
    askers = {
        "1 micro-grid": [chance.choice(micro)],
        "1 village": [next(place for place in places if place.level == Level.VILLAGE)],
        "1 town": [next(place for place in places if place.level == Level.TOWN)],
        "50 micro-grids": chance.sample(micro, 50),
        "500 micro-grids": chance.sample(micro, 500),
        "500 mixed": chance.sample(places, 500),
        "the city": [Place.objects.get(depth=1)],
    }
    grant(accounts(len(askers), "asker"), list(askers.values()))
    print(f"{connection.vendor}, {Post.objects.count():,} objects, {len(places) + 1:,} places")
    print(f"{'':42}{'newest 20':>20}{'count':>20}")
    print(
        f"{'grants of the account':24}{'workers':>9}{'visible':>9}{'CPU ms':>10}{'wall':>10}{'CPU ms':>10}{'wall':>10}"
    )
    pages: dict[str, float] = {}
    for workers, added in ((1_000, 1_000), (10_000, 9_000)):
        grant(accounts(added, f"worker{workers}_"), [[chance.choice(micro)] for _ in range(added)])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for number, name in enumerate(askers):
            user_id = User.objects.get(username=f"asker{number}").pk
            page, all_of_them = measure(partial(newest, user_id)), measure(partial(count, user_id))
            cells = "".join(f"{figure:>10.2f}" for figure in (*page, *all_of_them))
            print(f"{name:24}{workers:>9,}{count(user_id):>9,}{cells}")
            pages[name] = page[1]
    say_aims(pages)


def say_aims(pages: dict[str, float]) -> None:
    """Walls with ten thousand other workers: the time of a first page, the loading of the grants included."""
    usual = max(wall for name, wall in pages.items() if not name.startswith("500"))
    aim("first page of what may be seen, one to fifty grants", usual, "ms", at_most=3)
    aim("the same with 500 grants", max(pages["500 micro-grids"], pages["500 mixed"]), "ms", at_most=3)


if __name__ == "__main__":
    main()
