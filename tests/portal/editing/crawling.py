"""Walks the back office by its links, one page of each kind, and reads what a person or a screen reader would."""

import json
import re
from collections import deque
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.test import Client

SPOKEN = {"title", "placeholder", "aria-label", "alt", "data-w-tooltip-content-value"}
LINKS = {"href", "data-url", "data-chooser-url"}
SHOWN_BY_SCRIPTS = {"label", "helpText", "help_text", "title", "description", "placeholder", "group", "heading"}
SILENT = {"script", "style", "code"}  # code: names of columns that a file must have
# Public pages in a frame, answers for programs, parts of pages that were read already, and what is no page at all.
NOT_READ = re.compile(
    r"/(logout|jsi18n|preview|bulk|results|chosen|dismissibles|api|block-preview)/|[?&]export=|/sprite|/preview"
)


class Reader(HTMLParser):
    """Collects texts and links; JSON that scripts turn into a page is read as well."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.links: list[str] = []
        self.inside: list[str] = []
        self.is_json = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value}
        if tag in SILENT:
            self.inside.append(tag)
            self.is_json = given.get("type") == "application/json"
        self.texts += [given[name] for name in SPOKEN & given.keys()]
        if tag == "input" and given.get("type") in {"submit", "button"} and "value" in given:
            self.texts.append(given["value"])
        self.links += [given[name] for name in LINKS & given.keys()]
        for name, value in given.items():
            if name.startswith("data-") and value[0] in "[{":
                self.read_json(value)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and tag == self.inside[-1]:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.texts.append(data)
        elif self.is_json and self.inside[-1] == "script":
            self.read_json(data)

    def read_json(self, source: str) -> None:
        try:
            found = json.loads(source)
        except ValueError:
            return
        for key, value in strings_in(found):
            if value.startswith("/cms/"):
                self.links.append(value)
            elif "</" in value:
                self.read_html(value)
            elif key in SHOWN_BY_SCRIPTS:
                self.texts.append(value)

    def read_html(self, source: str) -> None:
        part = Reader()
        part.feed(source)
        self.texts += part.texts
        self.links += part.links


def strings_in(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from strings_in(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from strings_in(one, key)


def kind_of(address: str) -> str:
    """Two edit pages of one list are one kind, and so are the uses of two types of page."""
    path = re.sub(r"/\d+(?=/|$)", "/N", re.split(r"[?#]", address)[0])
    return re.sub(r"/(usage|create)/portal/\w+", r"/\1/portal/T", path)


def pages_of(client: Client, *starts: str) -> Iterator[tuple[str, list[str]]]:
    """Each page with the texts on it; fails on a link that is broken. A refusal leads on to the next of its kind."""
    asked: set[str] = set()
    seen: set[str] = set()
    waiting = deque(starts)
    while waiting:
        address = waiting.popleft()
        is_known = address in asked or kind_of(address) in seen
        if is_known or NOT_READ.search(address) or not address.startswith("/cms/"):
            continue
        asked.add(address)
        answer = client.get(address)
        if answer.status_code in {301, 302}:
            waiting.append(urljoin(address, answer["Location"]))
            continue
        assert answer.status_code == 200, f"{answer.status_code} at {address}"
        seen.add(kind_of(address))
        reader = Reader()
        if "json" in answer["Content-Type"]:
            reader.read_json(answer.content.decode())
        elif "html" in answer["Content-Type"]:
            reader.feed(answer.content.decode())
        waiting.extend(urljoin(address, link) for link in reader.links)
        yield address, reader.texts
