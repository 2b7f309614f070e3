"""Versions that count already get what a re-check answered "not solved" needs: nothing they allowed is taken away.

A version whose rework, reopening or limits a city has changed keeps them.
"""

from django.db import migrations

from matters.procedures.shipped import shipped_words

AGENT, WATCH = "callback_agent", ["supervisor", "dispatcher"]
ANSWERED = ("closed", "reviewed", "final")
BASIS = "本市约定：抽查未解决而不能再重办的，五个工作日内重新办理或者说明理由"


def widen(apps, schema_editor):
    for version in apps.get_model("matters", "ProcedureVersion").objects.all():
        moves = {move["name"]: move for move in version.document["moves"]}
        if "supervise_recheck" in moves or "reopen" not in moves:
            continue
        if moves.get("rework", {}).get("from") == ["replied"]:
            moves["rework"]["from"] = ["replied", "closed"]
        if moves["reopen"]["roles"] == ["citizen"]:
            moves["reopen"]["roles"] = ["citizen", AGENT, *WATCH]
        version.document["moves"] = _with_new(version.document)
        version.save(update_fields=["document"])
        _time(version, {move["name"] for move in version.document["moves"]})


def _with_new(document):
    known = {state["name"] for state in document["states"]}
    states = [name for name in ANSWERED if name in known]
    labels = shipped_words()["moves"]
    new = [
        {"name": name, "from": states, "to": "=", "roles": roles, "reason": True, "label": labels[name]}
        for name, roles in (("supervise_recheck", [AGENT]), ("explain_closed", WATCH))
    ]
    after = next(place for place, move in enumerate(document["moves"], start=1) if move["name"] == "reopen")
    return [*document["moves"][:after], *new, *document["moves"][after:]]


def _time(version, moves):
    for clock in version.clocks.filter(code="ask_review"):
        if "rework" not in clock.stops:
            clock.stops = [*clock.stops, "rework"]
            clock.save(update_fields=["stops"])
    stops = [name for name in ("explain_closed", "reopen", "ask_review", "ask_re_review") if name in moves]
    version.clocks.create(
        order=version.clocks.count() + 1, code="recheck", starts=["supervise_recheck"], stops=stops, amount=5,
        unit="working_day", basis=BASIS, basis_on="2026-01-01",
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("matters", "0024_one_standing_version_a_day_without_lock")]
    operations = [migrations.RunPython(widen, migrations.RunPython.noop)]
