"""Which topics may be listened to, and by whom. Apps register theirs in `AppConfig.ready`."""

import re
from collections.abc import Callable, Iterable
from typing import Any

MOST_TOPICS = 10
LONGEST_TOPIC = 100
SHAPE = re.compile(r"[a-z0-9_.:-]+")

Rule = Callable[[Any, str], bool]  # (request with `user` and `session`, topic)

_patterns: set[re.Pattern[str]] = set()
_guarded: dict[re.Pattern[str], Rule] = {}


class TopicRefused(ValueError):
    """Too many, misshapen, or not registered."""


def register_topic(pattern: str) -> None:
    """A regular expression for whole topics such as `reception_days\\.floor:[a-z0-9-]+`; anybody may listen."""
    _patterns.add(re.compile(pattern))


def register_guarded_topic(pattern: str, may_listen: Rule) -> None:
    """The same for topics that only some may listen to. They are asked once, when they connect: publish no facts."""
    _guarded[re.compile(pattern)] = may_listen


def is_public(topic: str) -> bool:
    return _is_shaped(topic) and any(pattern.fullmatch(topic) for pattern in _patterns)


def is_registered(topic: str) -> bool:
    return is_public(topic) or rule_of(topic) is not None


def rule_of(topic: str) -> Rule | None:
    """Who may listen to a guarded topic; None for a public one, and for one nobody registered."""
    if not _is_shaped(topic) or is_public(topic):
        return None
    return next((rule for pattern, rule in _guarded.items() if pattern.fullmatch(topic)), None)


def _is_shaped(topic: str) -> bool:
    return len(topic) <= LONGEST_TOPIC and SHAPE.fullmatch(topic) is not None


def checked_topics(names: Iterable[str]) -> frozenset[str]:
    topics = frozenset(filter(None, names))
    if not topics or len(topics) > MOST_TOPICS or not all(map(is_registered, topics)):
        raise TopicRefused
    return topics
