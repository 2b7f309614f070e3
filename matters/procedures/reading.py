"""From a procedure's TOML, as in matters/data/procedures, to its document and clocks.

code, name, name_en, basis
[roles]     a name for several roles, to be used in [moves]
[states]    kind = [names]; the first one is where matters begin
[moves]     name = { from = [states], to = state or "=", roles = name of [roles], a role, or a list of roles,
            reason = true where a reason has to be given }
[words]     only what is to read otherwise than words.toml: [words.states.NAME], [words.moves]
[[clocks]]  as models.ClockRule; extend, main, urgency and kinds may be left out
"""

from collections.abc import Mapping
from typing import Any

Facts = Mapping[str, Any]
CLOCK_DEFAULTS: dict[str, Any] = {"urgency": [], "kinds": [], "main": False, "extend": 0}
STATE_WORDS = ("label", "label_en", "next", "next_en")


def facts_of(parsed: Facts, words: Facts) -> dict[str, Any]:
    """{"code", "name", "name_en", "basis", "document", "clocks"}, of TOML that `checks.problems_in` finds right."""
    own = parsed.get("words", {})
    name, name_en = parsed["name"], parsed.get("name_en") or parsed["name"]
    return {
        "code": parsed["code"],
        "name": name,
        "name_en": name_en,
        "basis": parsed["basis"],
        "document": {
            "title": [name, name_en],
            "states": [
                _state(each, kind, words["states"][each] | own.get("states", {}).get(each, {}))
                for kind, names in parsed["states"].items()
                for each in names
            ],
            "moves": [
                _move(each, facts, parsed.get("roles", {}), own.get("moves", {}).get(each) or words["moves"][each])
                for each, facts in parsed["moves"].items()
            ],
        },
        "clocks": [CLOCK_DEFAULTS | clock for clock in parsed["clocks"]],
    }


def roles_in(facts: Facts, groups: Facts) -> list[str]:
    """The roles a move names, by a group, one by one, or as a list of both."""
    named = facts["roles"] if isinstance(facts["roles"], list) else [facts["roles"]]
    return list(dict.fromkeys(role for each in named for role in groups.get(each, [each])))


def _state(name: str, kind: str, words: Facts) -> dict[str, Any]:
    return {
        "name": name,
        "kind": kind,
        "label": [words["label"], words["label_en"]],
        "next": [words["next"], words["next_en"]],
    }


def _move(name: str, facts: Facts, groups: Facts, label: list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "from": facts["from"],
        "to": facts["to"],
        "roles": roles_in(facts, groups),
        "reason": facts.get("reason", False),
        "label": label,
    }
