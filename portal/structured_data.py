"""What pages say to machines (schema.org): who runs this site, what the page is, when the next reception day is."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import strip_tags
from django.utils.translation import get_language, gettext

from portal.live_parts import next_reception_day
from portal.pages.addresses import absolute
from portal.pages.base import PublicPage
from portal.pages.home import HomePage
from portal.shell import Shell

Node = dict[str, Any]
LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}
ARTICLES = {"NewsArticle", "Article"}


def data_of(page: PublicPage, shell: Shell, groups: Any = None) -> list[Node]:
    """`groups` are the questions of a FAQ page as its template got them."""
    found = [organisation(shell)]
    if isinstance(page, HomePage):
        return [*found, website(shell), *next_day(shell)]
    found += [breadcrumbs(page, shell)]
    if page.structured_type in ARTICLES:
        found.append(article(page, shell))
    if groups:
        found.append(questions(groups))
    return found


def _organisation_id() -> str:
    return f"{settings.PORTAL_URL}/#organisation"


def organisation(shell: Shell) -> Node:
    contact = {"@type": "ContactPoint", "telephone": shell.marks.hotline, "contactType": "customer service"}
    node = {
        "@type": "GovernmentOrganization",
        "@id": _organisation_id(),
        "name": shell.organiser or shell.name,
        "url": settings.PORTAL_URL + shell.home_url,
        "logo": settings.PORTAL_URL + static("img/icon-512.png"),
        "contactPoint": contact,
    }
    street = shell.marks.in_language("window_address")
    return node | ({"address": {"@type": "PostalAddress", "streetAddress": street}} if street else {})


def website(shell: Shell) -> Node:
    return {
        "@type": "WebSite",
        "name": shell.name,
        "url": settings.PORTAL_URL + shell.home_url,
        "inLanguage": _language(),
        "publisher": {"@id": _organisation_id()},
    }


def next_day(shell: Shell) -> list[Node]:
    """The next reception day as an event, or nothing while none is announced."""
    day = next_reception_day()
    if day is None:
        return []
    place = {"@type": "Place", "name": day.place or shell.organiser, "address": day.address or shell.window_address}
    return [
        {
            "@type": "Event",
            "name": gettext("Leadership reception day"),
            "startDate": day.date.isoformat(),
            "endDate": day.date.isoformat(),
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "location": place,
            "organizer": {"@id": _organisation_id()},
            "isAccessibleForFree": True,
            "url": settings.PORTAL_URL + day.url,
        }
    ]


def breadcrumbs(page: PublicPage, shell: Shell) -> Node:
    steps = [(shell.name if not number else title, url) for number, (title, url) in enumerate(page.crumbs)]
    items = [
        {"@type": "ListItem", "position": position, "name": title, "item": settings.PORTAL_URL + (url or page.url)}
        for position, (title, url) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def article(page: PublicPage, shell: Shell) -> Node:
    node = {
        "@type": page.structured_type,
        "headline": page.title,
        "description": page.summary,
        "inLanguage": page.words_language or _language(),
        "datePublished": page.shown_on.isoformat() if page.shown_on else None,
        "dateModified": page.last_published_at.isoformat() if page.last_published_at else None,
        "mainEntityOfPage": absolute(page),
        "author": {"@id": _organisation_id()},
        "publisher": {"@id": _organisation_id()},
    }
    return {name: value for name, value in node.items() if value}


def questions(groups: Any) -> Node:
    answers = [
        {
            "@type": "Question",
            "name": row["question"],
            "acceptedAnswer": {"@type": "Answer", "text": strip_tags(str(row["answer"])).strip()},
        }
        for _anchor, group in groups
        for row in group["questions"]
    ]
    return {"@type": "FAQPage", "inLanguage": _language(), "mainEntity": answers}


def _language() -> str:
    return LANGUAGES[get_language() or "zh-hans"]
