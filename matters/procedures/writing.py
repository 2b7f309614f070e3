"""A version of a procedure as TOML, to be read, changed and published anew. The opposite of `reading`."""

import json
from typing import TYPE_CHECKING, Any

from matters.procedures.reading import CLOCK_DEFAULTS, STATE_WORDS
from matters.procedures.shipped import shipped_words

if TYPE_CHECKING:
    from matters.models import ProcedureVersion


def text_of(version: "ProcedureVersion") -> str:
    """Roles stand with each move; words only where they differ from the shipped ones."""
    document = version.document
    name, name_en = document["title"]
    parts = [
        _lines({"code": version.procedure.code, "name": name, "name_en": name_en, "basis": version.basis}),
        f"[states]\n{_lines(_kinds(document['states']))}",
        f"[moves]\n{_lines({move['name']: _move(move) for move in document['moves']})}",
        *_words(document),
        *(f"[[clocks]]\n{_lines(_clock(clock))}" for clock in version.clocks.all()),
    ]
    return "\n".join(parts)


def _lines(facts: dict[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in facts.items())


def _value(value: Any) -> str:
    """As TOML: text as JSON writes it (a subset), lists and tables on one line, days as they are."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, bool | int | str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)


def _kinds(states: list[dict[str, Any]]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for state in states:
        kinds.setdefault(state["kind"], []).append(state["name"])
    return kinds


def _move(move: dict[str, Any]) -> dict[str, Any]:
    facts = {"from": move["from"], "to": move["to"], "roles": move["roles"]}
    return facts | ({"reason": True} if move.get("reason") else {})


def _words(document: dict[str, Any]) -> list[str]:
    known = shipped_words()
    parts = []
    for state in document["states"]:
        words = dict(zip(STATE_WORDS, [*state["label"], *state["next"]], strict=True))
        shipped = known["states"].get(state["name"], {})
        if own := {key: text for key, text in words.items() if shipped.get(key) != text}:
            parts.append(f"[words.states.{state['name']}]\n{_lines(own)}")
    moves = {move["name"]: move["label"] for move in document["moves"]}
    if own_labels := {name: label for name, label in moves.items() if known["moves"].get(name) != label}:
        parts.append(f"[words.moves]\n{_lines(own_labels)}")
    return parts


def _clock(clock: Any) -> dict[str, Any]:
    facts = {
        "code": clock.code, "main": clock.is_main, "urgency": clock.urgency, "kinds": clock.kinds,
        "starts": clock.starts, "stops": clock.stops, "amount": clock.amount, "unit": clock.unit,
        "extend": clock.extend, "basis": clock.basis, "basis_on": clock.basis_on,
    }  # fmt: skip
    return {key: value for key, value in facts.items() if key not in CLOCK_DEFAULTS or value != CLOCK_DEFAULTS[key]}
