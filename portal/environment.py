"""Typed reads of the environment: the only place that touches os.environ for settings."""

import os
from enum import StrEnum
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


class Mode(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be one of 1/0, true/false, yes/no, on/off.")


def integer(name: str, default: int) -> int:
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from error


def at_least(name: str, default: int, *, minimum: int) -> int:
    """A whole number with a floor that nobody may go below."""
    value = integer(name, default)
    if value < minimum:
        raise ImproperlyConfigured(f"{name} is {value}; it must be {minimum} or more.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list; empty items are dropped."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def path(name: str, default: Path) -> Path:
    value = text(name)
    return Path(value) if value else default


def mode() -> Mode:
    value = text("PORTAL_MODE", Mode.DEVELOPMENT)
    try:
        return Mode(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"PORTAL_MODE must be one of {', '.join(Mode)}, not {value!r}.") from error


def secret(name: str, *, development: str) -> str:
    """A value that production must be given, and that must not be the one printed in this repository."""
    value = text(name)
    if mode() is not Mode.PRODUCTION:
        return value or development
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Production does not start without it; `make keys` prints fresh values."
        )
    if value == development:
        raise ImproperlyConfigured(f"{name} still has the development value that everybody can read. Make your own.")
    return value


def required_words(name: str, *, development: str) -> list[str]:
    """A list that production must be given."""
    values = words(name)
    if values:
        return values
    if mode() is Mode.PRODUCTION:
        raise ImproperlyConfigured(f"{name} is not set. Production does not start without it.")
    return words(name, development) or [development]
