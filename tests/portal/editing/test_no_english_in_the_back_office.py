"""An administrator reads Chinese on every page of the back office that a link leads to."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import CharField, SlugField, TextField
from django.test import Client
from django.utils.timezone import localdate, now
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Page, Site

from foundation.people.models import Role, Tenure, User
from foundation.people.services import grant_role
from foundation.places.models import Centre
from portal.editing.models import ErrorReport, PublicNumber
from portal.search.models import Function
from tests.people.factories import PersonFactory, PostFactory, city, staff, superuser, unit
from tests.places.factories import VILLAGE, load_county, place
from tests.portal.editing.crawling import pages_of
from tests.portal.editing.editors import draft, press
from tests.portal.page_kit import document, news, notice, paper, picture
from tests.sign_in import sign_in_staff

pytestmark = pytest.mark.django_db

STARTS = (
    "/cms/", "/cms/workflows/list/?show_disabled=true", "/cms/workflows/tasks/index/?show_disabled=true",
    "/cms/locales/", "/cms/snippets/", "/cms/sites/", "/cms/groups/", "/cms/forms/", "/cms/collections/",
)  # fmt: skip
WORDS = re.compile(r"[A-Za-z][A-Za-z'’.-]*[A-Za-z]")
ADDRESSES = re.compile(r"[\w/]+\.(?:csv|png|txt)|https?://\S*|\S+@\S+\.\w+|/[\w/.\[\]-]+/?|\[[a-z_-]+\]")
# What stays in Latin letters: names of products and keys, formats, and what is called so in Chinese, too.
PRODUCTS = {"Wagtail", "JavaScript", "RSS", "YouTube", "Vimeo", "Ctrl", "Alt", "Shift", "Esc", "Enter", "Tab", "Cmd"}
FORMATS = {
    "URL", "URLs", "HTML", "CSV", "XLSX", "TSV", "UTF", "PDF", "WebVTT", "MP4", "WebM", "MB", "KB", "ID",
    "JPEG", "PNG", "GIF", "WEBP", "AVIF", "SVG", "ICO", "JPG", "HEIC", "TOML", "MP", "WebP", "GB", "IP",
}  # fmt: skip
MEANT = {
    "ICP",  # the registration of a web site is called so in Chinese, too
    "English",  # a language is named in itself
    "localhost",  # the host of a site that nobody has set up yet
}
ALLOWED = PRODUCTS | FORMATS | MEANT


@pytest.fixture
def administrator() -> User:
    """Somebody who may see everything there is: the roles of all who work in the back office, and the superuser's."""
    user = superuser()
    PersonFactory(user=user, name="管理员", phone_verified_at=now())
    for code in ("administrator", "auditor", "editor"):
        grant_role(user=user, role=Role.objects.get(code=code), on=city(), granted_by=None, at=now())
    return user


@pytest.fixture
def rows(administrator: User) -> None:
    """One row for each list, so that there is something to edit, to inspect and to look back on."""
    load_county()
    Centre.objects.create(place=place(VILLAGE), name="幸福村社会治理服务站", address="村口", hours="全天")
    bureau = unit()
    staff("unit_officer", on=bureau)
    post = PostFactory(unit=bureau)
    Tenure.objects.create(post=post, person=PersonFactory(is_official=True), starts_on=localdate())
    ErrorReport.objects.create(path="/contact/", what="电话号码过期了", reported_at=now())
    PublicNumber.objects.create(number="13800138000", owner="接访科")
    Collection.get_first_root_node().add_child(name="照片")
    picture()
    document()
    news()
    notice()
    paper()
    Redirect.objects.create(old_path="/old", redirect_link="/new/", site=Site.objects.get())
    page = draft(by=administrator)
    press(administrator, page, "action-submit")


def stored_words() -> Iterator[str]:
    """English values: what editors write for the English site, codes, and names of accounts."""
    for model in apps.get_models():
        yield f"{model._meta.app_label}.{model._meta.model_name}"
        for field in model._meta.concrete_fields:
            is_english = field.name.endswith("_en") or field.name in {"code", "username", "url_name", "slug"}
            if is_english and type(field) in {CharField, TextField, SlugField}:
                yield from model._default_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
    yield from Function.objects.values_list("words", flat=True)
    yield from Page.objects.filter(locale__language_code="en").values_list("title", flat=True)


def english_in(text: str, stored: re.Pattern[str]) -> list[str]:
    words = WORDS.findall(ADDRESSES.sub(" ", text))
    if set(words) <= ALLOWED:
        return []
    return [word for word in WORDS.findall(stored.sub(" ", ADDRESSES.sub(" ", text))) if word not in ALLOWED]


def test_no_page_of_the_back_office_is_left_in_english(administrator: User, rows: None) -> None:
    client = sign_in_staff(Client(), administrator)
    longest_first = sorted({" ".join(value.split()) for value in stored_words()}, key=len, reverse=True)
    stored = re.compile("|".join(re.escape(value) for value in longest_first))
    first_seen: dict[str, str] = {}
    pages = 0
    for address, texts in pages_of(client, *STARTS):
        pages += 1
        for text in texts:
            first_seen.setdefault(" ".join(text.split()), address)
    left = [f"{address}: {text}" for text, address in first_seen.items() if english_in(text, stored)]
    assert not left, "\n".join(left)
    assert pages > 150, "the links of the menu were not followed"
