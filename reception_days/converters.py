"""Dates in addresses."""

from datetime import date

from django.urls import register_converter

from foundation.numbers import converters  # noqa: F401  # registers "public_number"


class DateConverter:
    """2026-12-15"""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


register_converter(DateConverter, "reception_date")
