"""Showing why something was found: the words marked in titles, and the passage around them."""

import re

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from foundation.text_search.words import LETTER, Word, fold, is_han

SNIPPET = 110  # characters
BEFORE = 25
Span = tuple[int, int]


def marked(text: str, words: list[Word]) -> SafeString:
    """The text, escaped, with what was asked for in <mark>."""
    spans = spans_of(text, words)
    pieces: list[SafeString] = []
    end = 0
    for start, stop in spans:
        pieces += [conditional_escape(text[end:start]), format_html("<mark>{}</mark>", text[start:stop])]
        end = stop
    pieces.append(conditional_escape(text[end:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def snippet(text: str, words: list[Word]) -> SafeString:
    """The passage with most of what was asked for, or the beginning."""
    start = _best_start(text, spans_of(text, words))
    cut = text[start : start + SNIPPET]
    more_before, more_after = "…" if start else "", "…" if start + SNIPPET < len(text) else ""
    return format_html("{}{}{}", more_before, marked(cut, words), more_after)


def spans_of(text: str, words: list[Word]) -> list[Span]:
    """Where the words stand in the text as written, touching ones joined."""
    folded, origin = _folded_with_origin(text)
    pattern = _pattern(words)
    if pattern is None:
        return []
    spans: list[Span] = []
    position = 0
    while match := pattern.search(folded, position):
        start, stop = origin[match.start()], origin[match.end() - 1] + 1
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(stop, spans[-1][1]))
        else:
            spans.append((start, stop))
        position = match.start() + 1  # pairs of characters overlap
    return spans


def _pattern(words: list[Word]) -> re.Pattern[str] | None:
    if not words:
        return None
    return re.compile("|".join(_one(word) for word in sorted(words, key=lambda word: -len(word.text))))


def _one(word: Word) -> str:
    if is_han(word.text):
        return re.escape(word.text)
    return f"(?<!{LETTER}){re.escape(word.text)}" + (f"{LETTER}*" if word.goes_on else f"(?!{LETTER})")


def _folded_with_origin(text: str) -> tuple[str, list[int]]:
    """Folding may change the number of characters: for each folded one, where it came from."""
    pieces = [fold(character) for character in text]
    origin = [place for place, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), origin


def _best_start(text: str, spans: list[Span]) -> int:
    if not spans:
        return 0
    counts = {start: sum(stop - begin for begin, stop in spans if start <= begin < start + SNIPPET - BEFORE)
              for start, _ in spans[:200]}  # fmt: skip
    best = max(counts, key=lambda start: (counts[start], -start))
    return max(0, min(best - BEFORE, len(text) - SNIPPET)) if len(text) > SNIPPET else 0
