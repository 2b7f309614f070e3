"""What the buttons below a list of personal numbers say: cover them up, or leave them knowingly."""

from django.http import HttpRequest

from matters.services.personal_numbers import Numbers


def decision_of(request: HttpRequest) -> Numbers:
    """Nothing is decided until one of the two is pressed, as the text may have changed meanwhile."""
    pressed = (each for each in (Numbers.MASK, Numbers.KEEP) if each in request.POST)
    return next(pressed, Numbers.UNDECIDED)


def is_sending(request: HttpRequest) -> bool:
    """A form with several buttons: the one that sends, or one that decides and sends."""
    return "send" in request.POST or decision_of(request) != Numbers.UNDECIDED
