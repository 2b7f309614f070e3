"""How a reader wants to see the pages: text size and theme, kept in two cookies of a few known values."""

from typing import NamedTuple

from django.http import HttpRequest

SIZE_COOKIE, THEME_COOKIE = "portal_size", "portal_theme"
SIZES = ("normal", "large", "larger")
THEMES = ("auto", "light", "dark")


class Display(NamedTuple):
    size: str = "normal"
    theme: str = "auto"


def read_display(request: HttpRequest) -> Display:
    """Anything but a known value counts as not chosen, so that no reader can multiply the cached pages."""
    if "portal_" not in request.META.get("HTTP_COOKIE", ""):
        return Display()
    size, theme = request.COOKIES.get(SIZE_COOKIE), request.COOKIES.get(THEME_COOKIE)
    return Display(size if size in SIZES else "normal", theme if theme in THEMES else "auto")
