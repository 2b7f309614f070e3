"""The page of results among 50,000 pages: every kind of question, from a name nobody has to a word on every page.

Run: `python -m benchmarks.search [--pages 50000]`. Uses a database of its own on SQLite, then one on the PostgreSQL of
`make services`.
A question is one GET through all middleware, with places, functions, marks and the page itself, as a running portal
answers it. Each is asked a few times and its best wall counts, because others work on the machine too; aim: p95 of all
questions below 100 ms on both engines. On SQLite the database works inside this process and its CPU counts.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("PORTAL_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
FOLDER = tempfile.mkdtemp(prefix="search-")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER}/search.sqlite3")
os.environ.setdefault("PORTAL_VAR", FOLDER)
os.environ.setdefault("PORTAL_LOG_LEVEL", "WARNING")

import django  # noqa: E402  # after the environment

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils.timezone import localdate, now  # noqa: E402
from wagtail.models import Page  # noqa: E402

from benchmarks.measure import aim  # noqa: E402
from benchmarks.postgres import own_database  # noqa: E402
from foundation.text_search.words import words_of  # noqa: E402
from portal.models import HomePage  # noqa: E402
from portal.search.models import Entry, Kind  # noqa: E402

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TOPICS = (
    "物业服务", "医疗救助", "老旧小区改造", "电动自行车充电", "征地补偿", "劳动报酬", "人民调解", "法律援助",
    "河道整治", "公共停车", "燃气安全", "养老服务", "义务教育招生", "食品安全", "噪声治理", "违法建设",
    "网格管理", "心理疏导",
)  # fmt: skip
DOINGS = ("公示", "通知", "办法解读", "办理指南", "工作动态", "问答", "意见征求", "情况通报")
COMMON = "本事项由综合服务中心窗口受理，群众可以拨打热线或者到现场登记，工作人员负责办理并答复。"
QUESTIONS = {
    "a word on every page": ["服务", "办理", "工作人员", "群众", "综合服务中心"],
    "a topic": list(TOPICS),
    "a topic and what is done": [f"{topic}{doing}" for topic, doing in zip(TOPICS, DOINGS * 3, strict=False)],
    "a whole question": [
        "请问老旧小区改造怎么申请",
        "我想知道养老服务在哪里办理",
        "电动自行车充电可以投诉吗",
        "讨薪找谁",
    ],
    "one page of all": [f"第{number}号" for number in (7, 4_321, 12_345, 31_007, 49_000)],
    "nothing there": ["火星移民局", "zzzzqqq", "龘龘靐", "量子纠缠社区食堂"],
    "one character": ["水", "的", "办"],
    "very long": ["综合服务中心窗口受理群众登记" * 30, "物业 " * 100],
}


def step(number: int) -> str:
    text = ""
    for _ in range(4):
        number, digit = divmod(number, 36)
        text = ALPHABET[digit] + text
    return text


def body_of(number: int, chance: random.Random) -> str:
    """About 700 characters: the words of every page, some topics, and sentences from a vocabulary of their own."""
    own = "".join(chr(0x4E00 + int(chance.paretovariate(0.35)) % 5000) for _ in range(520))
    return f"{COMMON}{'、'.join(chance.sample(TOPICS, 3))}。{own}。文号第{number}号。"


def pages(count: int) -> Iterator[tuple[Page, str]]:
    home = HomePage.objects.get(locale__language_code="zh-hans")
    content_type, chance = ContentType.objects.get_for_model(Page), random.Random(1)
    for number in range(1, count + 1):
        title = f"{chance.choice(TOPICS)}{chance.choice(DOINGS)}第{number}号"
        slug = f"p{number}"
        page = Page(
            title=title, draft_title=title, slug=slug, live=True, path=home.path + step(1000 + number),
            depth=home.depth + 1, url_path=f"{home.url_path}{slug}/", content_type=content_type, locale=home.locale,
            first_published_at=now(), last_published_at=now(),
        )  # fmt: skip
        yield page, body_of(number, chance)


def build(count: int) -> None:
    """Rows as the services write them, in bulk: what is measured is the asking."""
    rows = list(pages(count))
    Page.objects.bulk_create([page for page, _ in rows], batch_size=2000)
    keys = dict(Page.objects.filter(slug__startswith="p").values_list("slug", "pk"))
    for start in range(0, count, 2000):
        Entry.objects.bulk_create(
            Entry(
                kind=Kind.NOTICE if "公示" in page.title else Kind.PAGE, language="zh", page_id=keys[page.slug],
                title=page.title, text=text, title_words=" ".join(words_of(page.title)),
                text_words=" ".join(words_of(f"{page.title} {text}")), shown_on=localdate(),
            )
            for page, text in rows[start : start + 2000]
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def ask(client: Client, text: str) -> tuple[float, float]:
    """Milliseconds of wall and of this process's CPU."""
    start = time.perf_counter(), time.process_time()
    response = client.get("/search/", {"q": text})
    assert response.status_code == 200
    return (time.perf_counter() - start[0]) * 1000, (time.process_time() - start[1]) * 1000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--here", action="store_true", help="on the engine of DATABASE_URL alone")
    arguments = parser.parse_args()
    if arguments.here:
        measure(arguments.pages, arguments.rounds)
        return
    again = [sys.executable, "-m", "benchmarks.search", "--here", *sys.argv[1:]]
    subprocess.run(again, check=True, env=os.environ | {"DATABASE_URL": f"sqlite:///{FOLDER}/search.sqlite3"})
    with own_database() as url:
        subprocess.run(again, check=True, env=os.environ | {"DATABASE_URL": url})


def measure(pages: int, rounds: int) -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    started = time.perf_counter()
    build(pages)
    print(f"{connection.vendor}, {Entry.objects.count():,} entries, written in {time.perf_counter() - started:.0f} s")
    settings.SHELL_MEMORY_SECONDS = 10
    client = Client()
    ask(client, "热身")
    walls: list[float] = []
    print(f"{'':28}{'median ms':>12}{'worst ms':>12}{'CPU ms':>12}")
    for name, texts in QUESTIONS.items():
        taken = [ask(client, text) for _ in range(rounds) for text in texts]
        wall = [one for one, _ in taken]
        walls += [min(wall[number :: len(texts)]) for number in range(len(texts))]
        cpu = statistics.median(one for _, one in taken)
        print(f"{name:28}{statistics.median(wall):>12.1f}{max(wall):>12.1f}{cpu:>12.1f}")
    p95 = statistics.quantiles(walls, n=20)[18]
    what = f"search, p95 of {len(walls)} questions, each at its best, among {pages:,} pages, {connection.vendor}"
    aim(what, p95, "ms", at_most=100)


if __name__ == "__main__":
    main()
