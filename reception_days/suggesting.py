"""Who could hear a matter: leaders whose portfolio goes with what it is about. A suggestion, never a ranking."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from reception_days.models import LeaderSession

WORDS = Path(__file__).parent / "data" / "portfolio_words.toml"
MOST_SUGGESTED = 3
NOT_FOR = "not_for"


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def is_fitting(portfolio: str, category: str) -> bool:
    """A part of the portfolio names the subject, and is not about supervising those who handle it."""
    words, not_for = _words().get(category, []), _words()[NOT_FOR]
    parts = [part for part in portfolio.replace("，", "、").split("、") if not any(word in part for word in not_for)]
    return any(word in part for part in parts for word in words)


def suggested(sessions: Iterable[LeaderSession], category: str) -> list[LeaderSession]:
    """Each leader once, in the order given, which is protocol's; at most three, none where nothing fits."""
    fitting: dict[int, LeaderSession] = {}
    for session in sessions:
        if is_fitting(session.portfolio, category):
            fitting.setdefault(session.post_id, session)
    return list(fitting.values())[:MOST_SUGGESTED]
