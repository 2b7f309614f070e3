"""The page's question asked of the records themselves: GROUP BY over real rows, as one would write it by hand."""

import time
from typing import Any

from django.db import connection, models

from benchmarks.dashboards_sums import LAST
from benchmarks.measure import aim
from dashboards.triggers import remove
from matters.models import Clock, Matter, Verdict

CHUNK = 100_000  # rows a transaction
YEARS = 5

# Of the city, of each town, of each month and of both: what the page shows.
TOWN = "substr(p.path, 1, 8)"
WHERE = """JOIN places_place p ON p.id = m.place_id
WHERE m.split_from_id IS NULL AND m.state <> 'void' AND {moment} >= %(since)s AND {moment} < %(until)s"""
GROUPS = "GROUP BY GROUPING SETS ((1), (2), ())"
QUESTIONS = (
    f"""SELECT {TOWN}, date_trunc('month', m.registered_at), count(*) FROM matters_matter m
    {WHERE.format(moment="m.registered_at")} {GROUPS}""",
    f"""SELECT {TOWN}, date_trunc('month', c.legal_due_at), count(*),
    count(*) FILTER (WHERE c.stopped_at <= c.legal_due_at)
    FROM matters_clock c JOIN matters_matter m ON m.id = c.matter_id {WHERE.format(moment="c.legal_due_at")}
    AND c.is_main AND m.state NOT IN ('withdrawn', 'merged') {GROUPS}""",
    f"""SELECT {TOWN}, date_trunc('month', v.given_at), count(*), count(v.was_contacted),
    count(*) FILTER (WHERE v.was_contacted), count(*) FILTER (WHERE v.solved = 'yes'), count(v.satisfaction),
    count(*) FILTER (WHERE v.satisfaction >= 4)
    FROM matters_verdict v JOIN matters_matter m ON m.id = v.matter_id {WHERE.format(moment="v.given_at")}
    AND v.kind = 'after_reply' {GROUPS}""",
    f"""SELECT {TOWN}, date_trunc('month', m.replied_at),
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM m.replied_at - m.registered_at))
    FROM matters_matter m {WHERE.format(moment="m.replied_at")} {GROUPS}""",
    f"""SELECT {TOWN}, date_trunc('month', m.closed_at), count(*),
    count(*) FILTER (WHERE m.outcome IN ('settled', 'partly', 'unsettled'))
    FROM matters_matter m {WHERE.format(moment="m.closed_at")} AND m.outcome NOT IN ('not_asked', 'on_the_spot')
    {GROUPS}""",
)


def compare(matters: int, ours: float) -> None:
    """`ours`: seconds of the page over sums."""
    write(matters)
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - started)
    counting = sorted(taken)[1]
    print(f"GROUP BY over {matters:,} matters {counting:.2f} s, ours {1000 * ours:.1f} ms", flush=True)
    aim(f"counting {matters:,} matters by GROUP BY, of reading sums", counting / ours, "×", at_least=300)


def ask() -> None:
    period = {"since": LAST.replace(year=LAST.year - 2), "until": LAST}
    with connection.cursor() as cursor:
        for question in QUESTIONS:
            cursor.execute(question, period)
            cursor.fetchall()


def write(matters: int) -> None:
    """Copies of one closed matter of the demo city with places, days and words of their own."""
    started = time.perf_counter()
    remove(connection)  # these rows are for counting only
    verdict = Verdict.objects.filter(kind="after_reply", matter__outcome="settled").first()
    assert verdict is not None, "the demo city has no matter that was judged"
    clock = Clock.objects.main().first()
    assert clock is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(id) FROM places_place WHERE level = 'village'")
        places = cursor.fetchone()[0]
        for first in range(0, matters, CHUNK):
            facts = {
                "first": first, "last": min(first + CHUNK, matters) - 1, "places": places, "days": YEARS * 365,
                "end": LAST, "matter": verdict.matter_id, "clock": clock.pk, "verdict": verdict.pk,
            }  # fmt: skip
            for model, source, own in COPIES:
                cursor.execute(_copy(model, source, own), facts)
        for model, _source, _own in COPIES:
            cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")
    print(f"{matters:,} matters with a limit and a verdict each: {time.perf_counter() - started:.0f} s", flush=True)


FROM_SERIES = "{table} t, generate_series(%(first)s, %(last)s) n WHERE t.id = %(matter)s"
FROM_MATTERS = "{table} t, matters_matter m WHERE t.id = %({name})s AND m.number BETWEEN {first} AND {last}"
NUMBER = "'B' || lpad({n}, 12, '0')"
BOUNDS = {"first": NUMBER.format(n="%(first)s::text"), "last": NUMBER.format(n="%(last)s::text")}
AGO = "(%(end)s::timestamptz - make_interval(secs => 86400.0 * %(days)s * ((n * 7919::bigint) %% 1000003) / 1000003))"
MATTER = {
    "number": NUMBER.format(n="n::text"),
    "place_id": "(%(places)s::bigint[])[1 + n %% cardinality(%(places)s::bigint[])]",
    "registered_at": AGO,
    "accepted_at": f"{AGO} + interval '1 hour'",
    "replied_at": f"{AGO} + make_interval(hours => n %% 300)",
    "closed_at": f"{AGO} + make_interval(hours => n %% 300 + 30)",
}
CLOCK = {
    "matter_id": "m.id",
    "started_at": "m.registered_at",
    "legal_due_at": "m.registered_at + interval '7 days'",
    "internal_due_at": "m.registered_at + interval '6 days'",
    "stopped_at": "m.replied_at",
}
VERDICT = {
    "matter_id": "m.id",
    "reply_id": "NULL",
    "given_at": "m.closed_at",
    "satisfaction": "1 + m.id %% 5",
    "solved": "(ARRAY['yes', 'partly', 'no'])[1 + m.id %% 3]",
}
COPIES: tuple[tuple[type[models.Model], str, dict[str, str]], ...] = (
    (Matter, FROM_SERIES, MATTER),
    (Clock, FROM_MATTERS.replace("{name}", "clock"), CLOCK),
    (Verdict, FROM_MATTERS.replace("{name}", "verdict"), VERDICT),
)


def _copy(model: type[models.Model], source: str, own: dict[str, str]) -> str:
    table = model._meta.db_table
    fields: list[Any] = [each for each in model._meta.local_fields if not each.primary_key]
    columns = ", ".join(f'"{each.column}"' for each in fields)
    values = ", ".join(own.get(each.column, f't."{each.column}"') for each in fields)
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {source.format(table=table, **BOUNDS)}"
