"""What benchmarks/booking.py measures, a function a part. Every part answers whether its aims are met."""

import asyncio
import os
import random
import re
import signal
import statistics
import sys
import time
from contextlib import suppress
from html import unescape
from itertools import count
from uuid import uuid4

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore

from benchmarks import booking_city as city
from benchmarks.booking_city import Somebody
from benchmarks.clients import Answer, Client, NoAnswer, all_of, percentile
from benchmarks.measure import aim, cpu_seconds, family, free_port, granian, load, server

CLIENTS = 50
BOTH_STARTED = 5  # seconds, so that there are two workers to choose from
OURS, BARE = "portal.settings", "benchmarks.bare.register"
STORY, WISH = "小区电梯坏了两个月没有人修，老人上下楼很困难，物业一直说在等配件。", "请尽快修好电梯。"
HIDDEN = re.compile(r'<input type="hidden" name="(key|seen)" value="([^"]*)"')
NUMBER = re.compile(r"\d{8}-[0-9A-Z]{6}-[0-9A-Z]")
people = map(Somebody, count(1000))


def serve(settings: str, *, workers: int = 1):
    """The server of docs/deployment.md; more workers only where one of them is to be killed."""
    port = free_port()
    command = granian("portal.wsgi:application", port)
    if workers > 1:
        command[command.index("--workers") + 1] = str(workers)
        command.append("--respawn-failed-workers")
    return port, server(command, port, {"DJANGO_SETTINGS_MODULE": settings})


def page_title(answer: Answer) -> str:
    return " · ".join(re.findall(r"<h1[^>]*>([^<]*)", answer.text)) or answer.text[:200]


def expect(answer: Answer, place: str) -> Answer:
    """A redirect to that step, or the benchmark measures something else."""
    if answer.status not in (302, 303) or place not in answer.headers["location"]:
        raise SystemExit(f"expected {place}, got {answer.status} {answer.headers.get('location')} {page_title(answer)}")
    return answer


# --- The pages, from the first question to the receipt ------------------------------------------------


class Citizen:
    """Follows the pages: looks at each, answers it, sends at last."""

    def __init__(self, port: int, who: Somebody, day: object, starts_at: str) -> None:
        self.who, self.day, self.starts_at = who, day, starts_at
        self.client = Client(port, who.address)
        self.form: dict[str, str] = {}

    async def walk_to_check(self) -> None:
        way, ask = "/reception/register/", self.client
        await ask.get(f"{way}?day={self.day.date}")  # type: ignore[attr-defined]
        for page, answers in self._answers():
            if page == "notice":
                await self._confirm_phone()
            await ask.get(f"{way}{page}/")
            expect(await ask.post(f"{way}{page}/", **answers), way)
        shown = await ask.get(f"{way}check/")
        self.form = {name: unescape(value) for name, value in HIDDEN.findall(shown.text)}
        if set(self.form) != {"key", "seen"}:
            raise SystemExit(f"this is not the last page: {shown.status} {shown.headers.get('location')}")

    def _answers(self) -> list[tuple[str, dict[str, str]]]:
        return [
            ("about", {"category": "housing"}),
            ("leader", {"preferred": ""}),
            ("when", {"starts_at": self.starts_at}),
            ("notice", {"notice_read": "on"}),
            ("details", {"text": STORY, "request": WISH}),
            ("papers", {"next": "1"}),
            ("whom", {"relation": "self"}),
            ("person", {"name": self.who.name, "id_number": self.who.id_number}),
            ("coming", {"representatives": "1"}),
        ]

    async def _confirm_phone(self) -> None:
        back = "/reception/register/notice/"
        await self.client.get(f"/confirm-phone/?next={back}")
        expect(await self.client.post("/confirm-phone/", phone=self.who.phone, next=back), "code")
        await self.client.get("/confirm-phone/code/")
        code = await sync_to_async(city.code_for)(self.who.phone)
        expect(await self.client.post("/confirm-phone/code/", code=code), back)

    async def send(self) -> None:
        expect(await self.client.post("/reception/register/check/", **self.form, send="1"), "receipt")

    async def read_receipt(self) -> None:
        answer = await self.client.get("/reception/register/receipt/")
        if answer.status != 200:
            raise SystemExit(f"no receipt: {answer.status}")


async def measured(pid: int, items, act) -> tuple[float, list[float]]:
    """CPU-seconds of the server, and the seconds each took."""
    before = cpu_seconds(pid)
    seconds = await all_of(items, act, clients=CLIENTS)
    return cpu_seconds(pid) - before, seconds


async def our_round(number: int) -> dict[str, float]:
    port, serving = serve(OURS)
    day = await sync_to_async(city.make_day)(seats=number + CLIENTS, times=12)
    times = await sync_to_async(city.times_of)(day)
    crowd = [Citizen(port, next(people), day, times[turn % len(times)]) for turn in range(number + 5)]
    with serving as pid:
        for each in crowd[:5]:  # templates are compiled, tables are planned
            await each.walk_to_check()
            await each.send()
            await each.read_receipt()
        crowd = crowd[5:]
        walking, _ = await measured(pid, crowd, Citizen.walk_to_check)
        sending, seconds = await measured(pid, crowd, Citizen.send)
        reading, _ = await measured(pid, crowd, Citizen.read_receipt)
    sold = await sync_to_async(city.numbers_of)(day)
    if len(sold) != number + 5:
        raise SystemExit(f"{number + 5} were told they are registered, {len(sold)} are")
    return {
        "rate": number / sending,
        "p99": percentile(seconds, 0.99),
        "flows": number / (walking + sending + reading),
    }


def twin_sessions(number: int) -> list[tuple[str, str]]:
    """A session and a seat each, as our citizens have by then."""
    from django.db import connection
    from django.utils.timezone import now

    found = []
    for _ in range(number):
        session = SessionStore()
        session["draft"] = "x" * 1500
        session.create()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bare_row (kind, state, name, text, number, at)"
                " VALUES ('seat', '', '', '', 0, %s) RETURNING id",
                [now()],
            )
            found.append((session.session_key, f"{cursor.fetchone()[0]}:{uuid4().hex}"))
    return found


async def bare_round(number: int) -> dict[str, float]:
    port, serving = serve(BARE)
    sessions = await sync_to_async(twin_sessions)(number + 5)

    async def send(pair: tuple[str, str]) -> None:
        who = next(people)
        client = Client(port, who.address)
        client.cookies["sessionid"], key = pair
        told = {"key": key, "name": who.name, "id_number": who.id_number, "phone": who.phone}
        expect(await client.post("/register/", **told, text=STORY, request=WISH), "receipt")

    with serving as pid:
        await all_of(sessions[:5], send, clients=1)
        cpu, seconds = await measured(pid, sessions[5:], send)
    return {"rate": number / cpu, "p99": percentile(seconds, 0.99)}


async def registering(rounds: int, number: int) -> bool:
    ours, bare = [], []
    for turn in range(rounds):
        bare.append(await bare_round(number))
        ours.append(await our_round(number))
        print(
            f"round {turn + 1}: bare {bare[-1]['rate']:.0f} / CPU-s, p99 {1000 * bare[-1]['p99']:.0f} ms; registering "
            f"{ours[-1]['rate']:.0f} / CPU-s, p99 {1000 * ours[-1]['p99']:.0f} ms; whole flow {ours[-1]['flows']:.2f}"
            " / CPU-s",
            flush=True,
        )

    def share(name: str, than: str) -> float:
        return statistics.median(one[name] / other[than] for one, other in zip(ours, bare, strict=True))

    print(f"whole citizen flow: {statistics.median(one['flows'] for one in ours):.2f} flows per CPU-second,", end=" ")
    print(f"{share('flows', 'rate'):.4f} of the bare form POST")
    met = [
        aim("registering, of a bare view with as many rows", share("rate", "rate"), "×", at_least=0.6),
        aim("registering, p99 of 50 clients, of the bare view's", share("p99", "p99"), "×", at_most=3),
    ]
    return all(met)


# --- The API: hold and register ------------------------------------------------------------------------


class Program:
    """Speaks for one phone."""

    def __init__(self, port: int, who: Somebody, day: object) -> None:
        self.who, self.day = who, day
        self.client = Client(port, who.address, cookies={}, headers={"Authorization": f"Bearer {who.token()}"})
        self.key, self.hold, self.starts_at, self.number = uuid4().hex, "", "", ""

    async def take(self, starts_at: str) -> bool:
        """Whether the time could be held."""
        path = f"/api/v1/reception/days/{self.day.pk}/holds"  # type: ignore[attr-defined]
        answer = await self.client.post_json(path, {"starts_at": starts_at}, key=uuid4().hex)
        if answer.status == 201:
            self.hold, self.starts_at = answer.json()["hold"], starts_at
        elif answer.status != 409:
            raise SystemExit(f"holding: {answer.status} {answer.text}")
        return answer.status == 201

    async def register(self) -> bool:
        told = {
            "hold": self.hold, "day": self.day.pk, "starts_at": self.starts_at, "name": self.who.name,  # type: ignore[attr-defined]
            "id_number": self.who.id_number, "text": STORY, "request": WISH, "category": "housing", "notice_read": True,
        }  # fmt: skip
        answer = await self.client.post_json("/api/v1/reception/bookings", told, key=self.key)
        if answer.status == 201:
            self.number = answer.json()["number"]
        elif answer.status != 409:
            raise SystemExit(f"registering: {answer.status} {answer.text}")
        return answer.status == 201

    async def book_any(self, times: list[str]) -> None:
        """Tries every time in an order of its own, until one is free."""
        order = random.Random(self.who.number).sample(times, len(times))
        for starts_at in order:
            if await self.take(starts_at) and await self.register():
                return


async def rate_over(times: int, number: int) -> float:
    """Registrations per CPU-second where as many seats as people lie at so many times."""
    day = await sync_to_async(city.make_day)(seats=number + 5, times=times)
    starts = await sync_to_async(city.times_of)(day)
    port, serving = serve(OURS)
    programs = [(Program(port, next(people), day), starts[turn % times]) for turn in range(number + 5)]

    async def book(pair: tuple[Program, str]) -> None:
        program, starts_at = pair
        if not (await program.take(starts_at) and await program.register()):
            raise SystemExit("a seat was free and could not be booked")

    with serving as pid:
        await all_of(programs[:5], book, clients=1)
        cpu, _ = await measured(pid, programs[5:], book)
    return number / cpu


async def hot(rounds: int, number: int) -> bool:
    shares = []
    for _ in range(rounds):
        spread, one = await rate_over(25, number), await rate_over(1, number)
        shares.append(one / spread)
        print(f"hold and register: spread over 25 times {spread:.0f} / CPU-s, all at one time {one:.0f} / CPU-s")
    return aim("one hot time, of times spread out", statistics.median(shares), "×", at_least=0.5)


async def sold(rounds: int, number: int) -> bool:
    met = []
    for seats in (20, 150, 500):
        day = await sync_to_async(city.make_day)(seats=seats, times=max(2, seats // 20))
        times = await sync_to_async(city.times_of)(day)
        port, serving = serve(OURS)
        programs = [Program(port, next(people), day) for _ in range(seats + seats // 5)]
        with serving as pid:
            started = time.perf_counter()
            cpu, _ = await measured(pid, programs, lambda program, times=times: program.book_any(times))
            seconds = time.perf_counter() - started
        told = {program.number for program in programs if program.number}
        booked = await sync_to_async(city.numbers_of)(day)
        print(f"{seats} seats, {len(programs)} people: {len(booked)} sold, {seconds:.1f} s, {cpu:.1f} s of CPU")
        met.append(aim(f"seats sold of {seats} offered", len(booked), "", at_least=seats, at_most=seats))
        met.append(aim(f"told and not true, or true and not told, of {seats}", len(told ^ booked), "", at_most=0))
    return all(met)


# --- A worker dies --------------------------------------------------------------------------------------


async def killed(rounds: int, number: int) -> bool:
    """200 clients for 5 seats at one time; a worker is killed as soon as the first two have their answer."""
    day = await sync_to_async(city.make_day)(seats=5, times=1, leaders=5)
    (only,) = await sync_to_async(city.times_of)(day)
    port, serving = serve(OURS, workers=2)
    programs = [Program(port, next(people), day) for _ in range(200)]
    for program in programs:
        program.client.patience = 15
    unanswered: list[Program] = []
    victims: list[int] = []

    async def book(program: Program) -> None:
        try:
            if await program.take(only):
                await program.register()
        except NoAnswer:
            unanswered.append(program)
        if not victims and sum(bool(each.number) for each in programs) >= 2:
            victims.append(family(pid)[-1])
            os.kill(victims[0], signal.SIGKILL)

    with serving as pid:
        await asyncio.sleep(BOTH_STARTED)
        await all_of(programs, book, clients=CLIENTS)
        before = sum(bool(program.number) for program in programs)
        await all_of(unanswered, lambda program: try_again(program, only), clients=5)
    told = [program.number for program in programs if program.number]
    booked = await sync_to_async(city.numbers_of)(day)
    print(
        f"200 people, 5 seats, worker {'killed' if victims else 'NOT killed'}: {before} told at first, "
        f"{len(unanswered)} without an answer, {len(told)} told after one retry with the same key"
    )
    return all(
        [
            aim("workers killed", len(victims), "", at_least=1),
            aim("who hold one of 5 seats in the end", len(booked), "", at_least=5, at_most=5),
            aim("acknowledged and lost, or kept and never told", len(set(told) ^ booked), "", at_most=0),
        ]
    )


async def try_again(program: Program, only: str) -> None:
    """The last request once more, with its own key; who never got a hold asks for one."""
    for _ in range(100):
        with suppress(NoAnswer):
            if program.hold and await program.register():
                return
            if await program.take(only):
                await program.register()
            return
        await asyncio.sleep(0.1)  # the next worker is starting


# --- The day's page -----------------------------------------------------------------------------------------


async def page(rounds: int, number: int) -> bool:
    day = await sync_to_async(city.make_day)(seats=150, times=21)
    shares = []
    for _ in range(rounds):
        hello = await asyncio.to_thread(pages_per_cpu_second, "benchmarks.bare.hello", "/")
        ours = await asyncio.to_thread(pages_per_cpu_second, OURS, f"/reception/{day.date}/")
        shares.append(ours / hello)
        print(f"bare hello {hello:,.0f} / CPU-s, the day's page from the cache {ours:,.0f} / CPU-s", flush=True)
    return aim("day page from the page cache, of a bare hello", statistics.median(shares), "×", at_least=0.25)


def pages_per_cpu_second(settings: str, path: str) -> float:
    os.environ["PORTAL_PAGE_CACHE_SECONDS"] = "3600"
    port, serving = serve(settings)
    with serving as pid:
        load(pid, port, path, requests=200, connections=CLIENTS)
        done = load(pid, port, path, requests=3000, connections=CLIENTS)
    if done.failures:
        sys.exit(f"{path}: {done.failures} answers were not 200")
    return done.per_cpu_second
