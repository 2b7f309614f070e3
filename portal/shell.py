"""What every page shows around its content. Each part is worked out only when a template asks for it."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from portal.display import Display, read_display
from portal.kept import remember
from portal.navigation import Link, address, here, main_links
from portal.pages.menus import at_the_foot, in_main_navigation
from portal.site_marks import Mark, SiteMarks

LANGUAGE_NAMES = {"zh-hans": ("zh-Hans", "简体中文"), "en": ("en", "English")}


class Shell:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    # --- The pieces around a page: the same for all readers of one address who chose the same display ---
    @property
    def header(self) -> SafeString:
        if self.request.META.get("QUERY_STRING"):
            return self._header()  # readers choose these freely
        who = (self.is_signed_in, self.is_acting)
        key = ("header", get_language(), self.request.path, self.request.method, self.display, who)
        return remember(key, self._header)

    def _header(self) -> SafeString:
        return render_to_string("portal/header.html", {"shell": self})

    @property
    def footer(self) -> SafeString:
        return remember(("footer", get_language()), lambda: render_to_string("portal/footer.html", {"shell": self}))

    @cached_property
    def has_session(self) -> bool:
        """Without the cookie nobody is signed in, and asking the session would only cost time."""
        return settings.SESSION_COOKIE_NAME in self.request.COOKIES

    @cached_property
    def is_signed_in(self) -> bool:
        return self.has_session and getattr(self.request, "user", AnonymousUser()).is_authenticated

    @cached_property
    def is_acting(self) -> bool:
        """Staff after the second step: their desk is one click away on every page."""
        return self.is_signed_in and bool(getattr(self.request.user, "is_acting", False))

    @cached_property
    def marks(self) -> SiteMarks:
        return remember(("marks",), SiteMarks.load)

    # --- Words of this city -------------------------------------------------------------------
    @property
    def description(self) -> str:
        """What search engines show below the name of a page that says nothing about itself."""
        return _("One door for every matter: report it, book the leaders' reception day, see who serves you.")

    @property
    def name(self) -> str:
        return self.marks.in_language("name") or settings.WAGTAIL_SITE_NAME

    @property
    def tagline(self) -> str:
        return self.marks.in_language("tagline")

    @property
    def organiser(self) -> str:
        return self.marks.in_language("organiser")

    @property
    def contact(self) -> list[str]:
        return [part for part in (self.marks.contact_phone, self.marks.contact_email) if part]

    @property
    def window_address(self) -> str:
        return self.marks.in_language("window_address") or _("the centre near you")

    # --- Ways ---------------------------------------------------------------------------------
    @property
    def home_url(self) -> str:
        return address("wagtail_serve", "")

    @property
    def window_url(self) -> str:
        return address("places:centres") or self.home_url

    @property
    def online_url(self) -> str:
        return address("matters:new") or self.home_url

    @property
    def search_url(self) -> str:
        return address("places:who_serves_me")

    @property
    def site_search_url(self) -> str:
        return address("search:results")

    @property
    def sign_out_url(self) -> str:
        return address("people:sign_out")

    @cached_property
    def navigation(self) -> list[Link]:
        """The rooms of the house, then what editors put beside them."""
        path = self.request.path
        pages = remember(("menu", get_language()), lambda: in_main_navigation(get_language() or "zh-hans"))
        return main_links(path) + [Link(page.title, page.url, here(path, page.url)) for page in pages]

    @property
    def footer_links(self) -> list[Link]:
        links = [Link(page.title, page.url) for page in at_the_foot(get_language() or "zh-hans")]
        if report_url := self.marks.report_error_url or address("editing:report"):
            links.insert(0, Link(_("Report an error on this site"), report_url))
        return links

    @property
    def registration_marks(self) -> list[Mark]:
        return self.marks.registration_marks()

    # --- Display ------------------------------------------------------------------------------
    @cached_property
    def display(self) -> Display:
        return read_display(self.request)

    @property
    def theme(self) -> str:
        return self.display.theme

    @property
    def size(self) -> str:
        return "" if self.display.size == "normal" else self.display.size

    @property
    def size_choices(self) -> list[Link]:
        names = {"normal": _("Standard size"), "large": _("Large print"), "larger": _("Larger still")}
        shown = {"normal": ("large",), "large": ("larger", "normal"), "larger": ("large", "normal")}
        return [Link(names[size], self._display_url(size=size)) for size in shown[self.display.size]]

    @property
    def theme_choices(self) -> list[Link]:
        names = {"light": _("Light"), "dark": _("Dark"), "auto": _("Automatic")}
        return [Link(name, self._display_url(theme=theme)) for theme, name in names.items() if theme != self.theme]

    def _display_url(self, **choice: str) -> str:
        here = self.request.get_full_path() if self.request.method == "GET" else self.request.path
        return f"{address('display')}?{urlencode(choice | {'next': here})}"

    # --- Languages ----------------------------------------------------------------------------
    @cached_property
    def other_language(self) -> dict[str, str]:
        language = "en" if get_language() == "zh-hans" else "zh-hans"
        code, label = LANGUAGE_NAMES[language]
        return {"code": code, "label": label, "url": self._url_in(language)}

    def _url_in(self, language: str) -> str:
        """The same page; the front page where it does not exist in that language."""
        if page := getattr(self.request, "wagtail_page", None):
            return str(page.url_in(language))
        here = self.request.get_full_path() if self.request.method == "GET" else self.request.path
        there = translate_url(here, language)
        if there != here:
            return there
        with override(language):
            return address("wagtail_serve", "")

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """Both languages of a page that anybody may read, for search engines; Chinese for readers of a third."""
        if not getattr(self.request, "wagtail_page", None):
            return []
        own, _name = LANGUAGE_NAMES[get_language() or "zh-hans"]
        other = self.other_language
        both = {own: settings.PORTAL_URL + self.request.path, other["code"]: settings.PORTAL_URL + other["url"]}
        return [*both.items(), ("x-default", both["zh-Hans"])]
