"""The procedures the portal ships, read from matters/data/procedures."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "data" / "procedures"
CODES = ("petition", "hotline", "grid_event", "dispute", "onsite")
CLOCK_DEFAULTS: dict[str, Any] = {"urgency": [], "kinds": [], "main": False, "extend": 0}


def shipped(code: str) -> dict[str, Any]:
    """{"code", "name", "name_en", "basis", "document", "clocks"}; the document as in `definition`."""
    facts, words = _read(code), _read("words")
    return {
        "code": facts["code"],
        "name": facts["name"],
        "name_en": facts["name_en"],
        "basis": facts["basis"],
        "document": {
            "title": [facts["name"], facts["name_en"]],
            "states": [
                _state(name, kind, words["states"][name]) for kind, names in facts["states"].items() for name in names
            ],
            "moves": [_move(name, each, facts["roles"], words["moves"]) for name, each in facts["moves"].items()],
        },
        "clocks": [CLOCK_DEFAULTS | clock for clock in facts["clocks"]],
    }


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _state(name: str, kind: str, words: dict[str, str]) -> dict[str, Any]:
    return {
        "name": name,
        "kind": kind,
        "label": [words["label"], words["label_en"]],
        "next": [words["next"], words["next_en"]],
    }


def _move(name: str, facts: dict[str, Any], roles: dict[str, list[str]], words: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "name": name,
        "from": facts["from"],
        "to": facts["to"],
        "roles": roles.get(facts["roles"], [facts["roles"]]),
        "reason": facts.get("reason", False),
        "label": words[name],
    }
