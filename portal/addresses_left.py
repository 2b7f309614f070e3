"""Addresses of pages that are deleted: they lead to the page above, so that no link to them ends in nothing.

Moved and renamed pages are looked after by wagtail.contrib.redirects itself.
"""

from typing import NamedTuple

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site


class Left(NamedTuple):
    """Paths that led to a page, its own and earlier ones, and where they will lead."""

    site: Site
    paths: list[str]
    target: str


def addresses_of(page: Page) -> Left | None:
    """To be asked before the page goes. None for what no reader could ever open."""
    known = Page.objects.public().filter(pk=page.pk, depth__gt=2, first_published_at__isnull=False)
    stored = known.first()
    parts, above = (stored.get_url_parts(), stored.get_parent()) if stored else (None, None)
    if parts is None or above is None or not parts[2] or not above.url:
        return None
    earlier = Redirect.objects.filter(redirect_page=page.pk).values_list("old_path", flat=True)
    return Left(Site.objects.get(pk=parts[0]), [Redirect.normalise_path(parts[2]), *earlier], above.url)


def lead_on(left: Left) -> None:
    """Not for good: another page may get the address one day. What an editor has set by hand stays."""
    for path in left.paths:
        Redirect.objects.get_or_create(
            old_path=path,
            site=left.site,
            defaults={"redirect_link": left.target, "is_permanent": False, "automatically_created": True},
        )
