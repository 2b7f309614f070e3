"""What the buttons below a list of personal numbers say: cover them up, or leave them knowingly."""

from collections.abc import Container

from django.http import HttpRequest

from matters.services.personal_numbers import Numbers


def pressed(data: Container[str]) -> Numbers:
    """Nothing is decided until one of the two is pressed, as the text may have changed meanwhile."""
    buttons = (each for each in (Numbers.MASK, Numbers.KEEP) if each in data)
    return next(buttons, Numbers.UNDECIDED)


def decision_of(request: HttpRequest) -> Numbers:
    return pressed(request.POST)


def is_sending(request: HttpRequest) -> bool:
    """A form with several buttons: the one that sends, or one that decides and sends."""
    return "send" in request.POST or decision_of(request) != Numbers.UNDECIDED
