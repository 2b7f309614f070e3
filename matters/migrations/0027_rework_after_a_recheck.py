"""Versions that count already get the re-check's own move back to the unit, and no longer let a person or agent do so
from "closed" by the rework that follows an answer.

A version whose rework a city has kept to other states keeps it; so does one that gives a closed matter to nobody else.
"""

from django.db import migrations

from matters.procedures.shipped import shipped_words

AGENT, CLOSED, OLD, NEW = "callback_agent", "closed", "rework", "rework_recheck"


def part(apps, schema_editor):
    for version in apps.get_model("matters", "ProcedureVersion").objects.all():
        moves = {move["name"]: move for move in version.document["moves"]}
        if NEW in moves or not {CLOSED} < set(moves.get(OLD, {}).get("from", ())):
            continue
        moves[OLD]["from"].remove(CLOSED)
        if AGENT in moves[OLD]["roles"]:
            version.document["moves"] = _with_new(version.document["moves"], moves[OLD])
            _time(version, {name for name, move in moves.items() if move["to"] == CLOSED})
        version.save(update_fields=["document"])


def _with_new(moves, old):
    new = old | {"name": NEW, "from": [CLOSED], "roles": [AGENT], "label": shipped_words()["moves"][NEW]}
    after = moves.index(old) + 1
    return [*moves[:after], new, *moves[after:]]


def _time(version, closing):
    """What runs while a matter is closed ends with the new move, as it did with the old one."""
    for clock in version.clocks.all():
        if OLD in clock.starts:
            clock.starts = [*clock.starts, NEW]
        if closing & set(clock.starts):
            clock.stops = [NEW if name == OLD else name for name in clock.stops]
        clock.save(update_fields=["starts", "stops"])


class Migration(migrations.Migration):
    dependencies = [("matters", "0026_deciding_rechecks_without_lock")]
    operations = [migrations.RunPython(part, migrations.RunPython.noop)]
