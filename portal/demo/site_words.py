"""The texts of the demo site (data/site/*.toml), turned into the blocks pages are made of.

One line, one thing: `## heading`, `- point`, `1. step | explanation`, `= name | fact`, `> words | who said them`,
`! tone | title | text`, `# name | number | unit | period` with `# source | who` at last, `| caption | heading | …` and
then one row a line; anything else is a paragraph.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.html import escape

FOLDER = Path(__file__).parent / "data" / "site"
KINDS = {"- ": "list", "1. ": "steps", "= ": "facts", "> ": "quote", "! ": "callout", "# ": "figures", "| ": "table"}
Block = tuple[str, Any]


@cache
def texts(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def blocks(text: str) -> list[Block]:
    """The text as the value of a body, paragraphs and lists that follow one another in one block."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return list(_joined(_pieces(lines)))


def html(text: str) -> str:
    """The same for a rich text field, which knows words only."""
    return "".join(value for kind, value in blocks(text) if kind == "text")


def _pieces(lines: list[str]) -> Iterator[Block]:
    for kind, group in groupby(lines, key=_kind):
        parts = [[part.strip() for part in _bare(line).split("|")] for line in group]
        yield from _MAKERS[kind](parts)


def _kind(line: str) -> str:
    return next((kind for mark, kind in KINDS.items() if line.startswith(mark)), "words")


def _bare(line: str) -> str:
    return next((line.removeprefix(mark) for mark in KINDS if line.startswith(mark)), line)


def _words(rows: list[list[str]]) -> Iterator[Block]:
    for line, *_rest in rows:
        heading = line.startswith("## ")
        tag, words = ("h2", line[3:]) if heading else ("p", line)
        yield "text", f"<{tag}>{escape(words)}</{tag}>"


def _list(rows: list[list[str]]) -> Iterator[Block]:
    yield "text", "<ul>" + "".join(f"<li>{escape(row[0])}</li>" for row in rows) + "</ul>"


def _steps(rows: list[list[str]]) -> Iterator[Block]:
    yield "steps", {"heading": "", "steps": [{"title": title, "text": text} for title, text in rows]}


def _facts(rows: list[list[str]]) -> Iterator[Block]:
    yield "facts", {"heading": "", "facts": [{"name": name, "value": value} for name, value in rows]}


def _quotes(rows: list[list[str]]) -> Iterator[Block]:
    for text, who in rows:
        yield "quote", {"text": text, "who": who}


def _callouts(rows: list[list[str]]) -> Iterator[Block]:
    for tone, title, text in rows:
        yield "callout", {"tone": tone, "title": title, "text": text}


def _figures(rows: list[list[str]]) -> Iterator[Block]:
    *counted, (_source, source) = rows
    figures = [dict(zip(("name", "number", "unit", "period"), row, strict=True)) for row in counted]
    yield "sourced_figures", {"heading": "", "figures": figures, "source": source}


def _table(rows: list[list[str]]) -> Iterator[Block]:
    (caption, *headings), *body = rows
    table = {
        "columns": [{"type": "text", "heading": heading} for heading in headings],
        "rows": [{"values": row} for row in body],
        "caption": "",
    }
    yield "table", {"caption": caption, "table": table, "first_column_names_rows": True}


_MAKERS = {
    "words": _words, "list": _list, "steps": _steps, "facts": _facts, "quote": _quotes, "callout": _callouts,
    "figures": _figures, "table": _table,
}  # fmt: skip


def _joined(pieces: Iterator[Block]) -> Iterator[Block]:
    for kind, group in groupby(pieces, key=lambda piece: piece[0]):
        values = [value for _kind, value in group]
        yield from [("text", "".join(values))] if kind == "text" else [(kind, value) for value in values]
