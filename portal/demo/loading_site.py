"""The words of the demo site: notices, news, papers, stories, questions, centres; published in both languages."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import get_current_timezone, localdate, now
from django.utils.translation import override
from wagtail.models import Page

from foundation.places.models import Centre
from foundation.requests.public_pages import forget_public_pages
from portal.demo.loading_pictures import picture
from portal.demo.site_words import blocks, html, texts
from portal.models import (
    ArticlePage,
    CentrePage,
    DocumentLibraryPage,
    FaqPage,
    HomePage,
    HonoursPage,
    NewsIndexPage,
    NewsPage,
    NoticeIndexPage,
    NoticePage,
    OrganisationChartPage,
    PolicyDocumentPage,
    PortalDocument,
    SectionPage,
    StoryIndexPage,
    StoryPage,
    TextPage,
)

Twins = dict[str, Page]
Facts = Callable[[str], dict[str, Any]]
LANGUAGES = {"zh-hans": "zh", "en": "en"}
NEWS_SOURCE = {"zh": "市社会治理综合服务中心", "en": "Wanglan Governance Service Centre"}


def load_site(*, at: datetime) -> int:
    """Raises nothing where the pages are there already. Returns how many pages were made."""
    before, today = Page.objects.count(), localdate(at)
    homes = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}
    if set(homes) == set(LANGUAGES) and not SectionPage.objects.filter(slug="about").exists():
        _load_about(homes, today)
        _load_centres(homes)
        _load_faq(homes)
        _load_papers(_lists(DocumentLibraryPage, homes), today)
        _load_news(_lists(NewsIndexPage, homes), today)
        _load_notices(_lists(NoticeIndexPage, homes), today)
        forget_public_pages()
    return Page.objects.count() - before


def _lists(model: type[Page], homes: Twins) -> Twins:
    return {language: model.objects.child_of(home).get() for language, home in homes.items()}


def _add(parents: Twins, model: type[Page], slug: str, facts: Facts, *, on: date | None = None) -> Twins:
    """A page in both languages, tied together and published, with the revision its first change is compared with."""
    made: Twins = {}
    for language, parent in parents.items():
        page = model(slug=slug, locale=parent.locale, **facts(LANGUAGES[language]))
        if made:
            page.translation_key = next(iter(made.values())).translation_key
        page.draft_title, page.last_published_at = page.title, now()
        page.first_published_at = datetime.combine(on, time(9), get_current_timezone()) if on else now()
        with override(language):
            made[language] = parent.add_child(instance=page)
            page.live_revision = page.save_revision(changed=False, log_action=False, clean=False)
            page.save(update_fields=["live_revision"], clean=False)
    return made


def _named(words: dict[str, list[str]]) -> Facts:
    def facts(language: str) -> dict[str, Any]:
        title, intro, *_rest = words[language]
        return {"title": title, "intro": intro}

    return facts


def _load_about(homes: Twins, today: date) -> None:
    words = texts("about")
    section = _add(
        homes, SectionPage, "about", lambda code: _named(words["section"]["about"])(code) | {"show_in_menus": True}
    )
    parts = words["mechanism"]["part"]
    _add(
        section, OrganisationChartPage, "mechanism", lambda code: _named(words["mechanism"])(code) | _chart(parts, code)
    )
    _add(
        section, TextPage, "rights",
        lambda code: _named(words["rights"])(code) | {"body": words["rights"][code][2].strip(), "is_in_footer": True},
    )  # fmt: skip
    _add(
        section, ArticlePage, "told-figures",
        lambda code: _named(words["told-figures"])(code) | {"body": blocks(words["told-figures"][code][2])},
    )  # fmt: skip
    _add(section, HonoursPage, "honours", lambda code: _named(words["honours"])(code) | {"honours": _honours(code)})
    stories = _add(section, StoryIndexPage, "stories", _named(words["stories"]))
    for row in texts("stories")["page"]:
        on = today - timedelta(days=row["day"])
        _add(stories, StoryPage, row["slug"], _story(row, on), on=on)


def _chart(parts: list[dict[str, Any]], language: str) -> dict[str, Any]:
    labels = {
        "reception_days:days": {"zh": "预约接访", "en": "Book a reception"},
        "places:who_serves_me": {"zh": "找谁服务我", "en": "Who serves me"},
    }
    chart = []
    for part in parts:
        name, text = part[language]
        units = [{"name": unit[language][0], "duty": unit[language][1]} for unit in part["units"]]
        links = [{"label": labels[link][language], "destination": link} for link in part["links"]]
        chart.append(("part", {"name": name, "text": text, "units": units, "links": links}))
    return {"chart": chart}


def _honours(language: str) -> list[tuple[str, dict[str, Any]]]:
    rows = []
    for row in texts("honours")["row"]:
        title, holder, note = row[language]
        facts = {"title": title, "holder": holder, "note": note}
        rows.append(("honour", facts | {"level": row["level"], "year": row["year"]}))
    return rows


def _story(row: dict[str, Any], on: date) -> Facts:
    def facts(language: str) -> dict[str, Any]:
        title, place, intro, text = row[language]
        words = {"title": title, "place_name": place, "intro": intro, "body": blocks(text)}
        return words | {"date": on, "picture": picture(row, language)}

    return facts


def _load_centres(homes: Twins) -> None:
    words = texts("about")
    section = _add(homes, SectionPage, "centre-guide", _named(words["section"]["centre-guide"]))
    for row in words["centre"]:
        centre = Centre.objects.filter(place__level=row["level"]).order_by("place__path").first()
        if centre:
            _add(section, CentrePage, row["slug"], _centre(row, centre))


def _centre(row: dict[str, Any], centre: Centre) -> Facts:
    def facts(language: str) -> dict[str, Any]:
        title, intro, on_foot, by_bus, barrier_free = row[language]
        return {
            "title": title, "intro": intro, "on_foot": on_foot, "by_bus": by_bus, "barrier_free": barrier_free,
            "centre": centre, "picture": picture(row, language),
        }  # fmt: skip

    return facts


def _load_faq(homes: Twins) -> None:
    def facts(language: str) -> dict[str, Any]:
        groups = [("group", _questions(group, language)) for group in texts("faq")["group"]]
        return _named(texts("about")["faq"])(language) | {"groups": groups}

    _add(homes, FaqPage, "faq", facts)


def _questions(group: dict[str, Any], language: str) -> dict[str, Any]:
    rows = [{"question": row[language][0], "answer": html(row[language][1])} for row in group["questions"]]
    return {"heading": group[language], "questions": rows}


def _load_papers(lists: Twins, today: date) -> None:
    made: dict[str, Twins] = {}
    for row in texts("papers")["page"]:
        on = today - timedelta(days=row["issued"])
        made[row["slug"]] = _add(lists, PolicyDocumentPage, row["slug"], _paper(row, on, today), on=on)
    for row in texts("papers")["page"]:
        if successor := row.get("replaced_by"):
            for language, page in made[row["slug"]].items():
                page.replaced_by = made[successor][language]
                page.save()


def _paper(row: dict[str, Any], on: date, today: date) -> Facts:
    def facts(language: str) -> dict[str, Any]:
        title, issuer, intro, text = row[language]
        last = today - timedelta(days=row["withdrawn"]) if "withdrawn" in row else None
        return {
            "title": title, "intro": intro, "issuer": issuer, "number": row["number"], "issued_on": on,
            "in_force_from": on + timedelta(days=30), "state": "withdrawn" if last else "in_force",
            "withdrawn_on": last, "body": blocks(text), "file": _file(row, language),
        }  # fmt: skip

    return facts


def _file(row: dict[str, Any], language: str) -> PortalDocument:
    title, issuer, _intro, text = row[language]
    words = "\n\n".join([title, row["number"], issuer, text.replace("## ", "").strip()])
    file = ContentFile(words.encode("utf-8-sig"), name=f"{row['slug']}-{language}.txt")
    return PortalDocument.objects.create(title=title, file=file, file_size=file.size)


def _load_news(lists: Twins, today: date) -> None:
    for row in texts("news")["page"]:
        on = today - timedelta(days=row["day"])
        _add(lists, NewsPage, row["slug"], _news(row, on), on=on)


def _news(row: dict[str, Any], on: date) -> Facts:
    def facts(language: str) -> dict[str, Any]:
        title, intro, text = row[language]
        words = {"title": title, "intro": intro, "body": blocks(text), "source": NEWS_SOURCE[language]}
        return words | {"date": on, "picture": picture(row, language)}

    return facts


def _load_notices(lists: Twins, today: date) -> None:
    for row in texts("notices")["page"]:
        on = today - timedelta(days=row["day"])
        _add(lists, NoticePage, row["slug"], _notice(row, on, today), on=on)


def _notice(row: dict[str, Any], on: date, today: date) -> Facts:
    def facts(language: str) -> dict[str, Any]:
        title, intro, issuer, simple_words, text = row[language]
        period = {f"{end}_on": today + timedelta(days=row[end]) for end in ("begins", "ends") if end in row}
        words = {"title": title, "intro": intro, "issuer": issuer, "simple_words": simple_words, "body": blocks(text)}
        return words | {"date": on, "kind": row["kind"], **period}

    return facts
