"""Dates and public numbers in addresses."""

from datetime import date

from django.urls import register_converter

from foundation.numbers.services import is_valid_number


class DateConverter:
    """2026-12-15"""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


class NumberConverter:
    """A public number in its printed form, check character included."""

    regex = r"\d{8}-[0-9A-Z]{6}-[0-9A-Z]"

    def to_python(self, value: str) -> str:
        if not is_valid_number(value):
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DateConverter, "reception_date")
register_converter(NumberConverter, "public_number")
