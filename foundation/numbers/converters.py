"""Public numbers in addresses."""

from django.urls import register_converter

from foundation.numbers.numbers import is_valid_number


class NumberConverter:
    """A public number in its printed form, check character included."""

    regex = r"\d{8}-[0-9A-Z]{6}-[0-9A-Z]"

    def to_python(self, value: str) -> str:
        if not is_valid_number(value):
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberConverter, "public_number")
