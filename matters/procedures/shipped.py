"""The procedures the portal ships, read from matters/data/procedures."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from matters.procedures.reading import facts_of

FOLDER = Path(__file__).resolve().parent.parent / "data" / "procedures"
CODES = ("petition", "hotline", "grid_event", "dispute", "onsite")


def shipped(code: str) -> dict[str, Any]:
    """{"code", "name", "name_en", "basis", "document", "clocks"}; the document as in `definition`."""
    return facts_of(_read(code), shipped_words())


def shipped_words() -> dict[str, Any]:
    """{"states": {name: {"label", "label_en", "next", "next_en"}}, "moves": {name: [Chinese, English]}}"""
    return _read("words")


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
