"""The entries of the main navigation. An entry shows as soon as its page exists."""

from functools import lru_cache
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Entry(NamedTuple):
    label: str | Promise
    url_name: str
    args: tuple[str, ...] = ()


MAIN = (
    Entry(_("Home"), "wagtail_serve", ("",)),
    Entry(_("I have something to say"), "matters:new"),
    Entry(_("Book a reception"), "reception_days:days"),
    Entry(_("Who serves me"), "places:who_serves_me"),
    Entry(_("Look up my matter"), "matters:look_up"),
    Entry(pgettext_lazy("navigation", "Figures"), "dashboards:overview"),
    Entry(pgettext_lazy("menu", "My page"), "people:my_page"),
)


class Link(NamedTuple):
    label: str
    url: str
    current: str = ""


@lru_cache(maxsize=64)
def _address(language: str, url_name: str, args: tuple[str, ...]) -> str:
    """`language` is there for the cache: reverse() answers for the active language."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""


def address(url_name: str, *args: str) -> str:
    """The address in the active language, or "" where the page does not exist (yet)."""
    return _address(get_language() or "", url_name, args)


def main_links(path: str) -> list[Link]:
    home = address("wagtail_serve", "")
    links = []
    for entry in MAIN:
        if url := address(entry.url_name, *entry.args):
            links.append(Link(str(entry.label), url, here(path, url, home)))
    return links


def here(path: str, url: str, home: str = "") -> str:
    """The aria-current of a link: the page itself, or the part of the site it lies in."""
    if path == url:
        return "page"
    return "true" if path.startswith(url) and url != home else ""
