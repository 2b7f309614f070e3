"""Who may open what: every address of the portal, classified by hand. A table made from the code would prove nothing.

Outcomes are what a visitor experiences: "ok" a page, "sent on" somewhere sensible, "sign in" and "staff sign in" the
two doors, "second step", "forbidden", "missing" (also for what one may not know of), "method" (wrong method).
"""

from dataclasses import dataclass, field
from enum import StrEnum

ROLES = (
    "reception_officer", "window_clerk", "hotline_operator", "dispatcher", "unit_officer", "supervisor",
    "unit_lead", "petition_reviewer",
    "callback_agent", "grid_worker", "village_cadre", "mediator", "deputy", "leader", "leader_secretary",
    "organisation_liaison", "editor", "site_reviewer_1", "site_reviewer_2", "site_reviewer_3", "auditor",
    "administrator",
)  # fmt: skip
CITIZENS = ("owner", "stranger")
BEFORE = " before the second step"


class Kind(StrEnum):
    """PUBLIC: everybody. OWN: whoever is signed in, about themselves. STAFF: acting staff. ROLE: acting, in a role."""

    PUBLIC = "public"
    OWN = "own"
    ROLE = "role"
    STAFF = "staff"


@dataclass(frozen=True)
class Row:
    """`route` as the resolver spells it, `sample` an address of that kind. `found` is what those let in experience."""

    route: str
    kind: Kind
    sample: str
    roles: tuple[str, ...] = ()
    found: str = "ok"
    refused: str = "forbidden"
    but: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    is_optional: bool = False

    def expected(self, who: str) -> str:
        role = who.removesuffix(BEFORE)
        if who in self.but:
            return self.but[who]
        if self.kind is Kind.PUBLIC:
            return self.found
        if self.kind is Kind.OWN:
            return "sign in" if who == "anonymous" else self.but.get(role, self.found)
        if who == "anonymous":
            return "staff sign in"
        if who in CITIZENS:
            return "forbidden"
        if who.endswith(BEFORE):
            return "second step"
        return self.found if self.kind is Kind.STAFF or role in self.roles else self.refused


def public(route: str, sample: str | None = None, **facts: object) -> Row:
    return Row(route, Kind.PUBLIC, route if sample is None else sample, **facts)  # type: ignore[arg-type]


def own(route: str, sample: str | None = None, **facts: object) -> Row:
    return Row(route, Kind.OWN, sample or route, **facts)  # type: ignore[arg-type]


def role(route: str, roles: tuple[str, ...], sample: str | None = None, **facts: object) -> Row:
    return Row(route, Kind.ROLE, sample or route, roles, **facts)  # type: ignore[arg-type]


SIGNED_IN = dict.fromkeys((*CITIZENS, *ROLES, *(one + BEFORE for one in ROLES)), "sent on")
ONLY_THE_OWNER = dict.fromkeys(("stranger", *ROLES, *(one + BEFORE for one in ROLES)), "missing")
SEES_BOOKINGS = ("reception_officer", "window_clerk", "leader", "leader_secretary")
ANSWERS_BOOKINGS = ("reception_officer", "window_clerk")
REGISTERS_OTHERS = ("reception_officer", "window_clerk", "hotline_operator", "village_cadre", "grid_worker")
MAKES_CALLS = ("reception_officer", "window_clerk", "hotline_operator", "callback_agent")
KEEPS_DAYS = ("reception_officer",)
REVIEWERS = ("site_reviewer_1", "site_reviewer_2", "site_reviewer_3")
BACK_OFFICE = ("editor", *REVIEWERS, "auditor", "administrator")
SEES_MATTERS = (
    "reception_officer", "window_clerk", "hotline_operator", "dispatcher", "unit_officer", "unit_lead", "supervisor",
    "petition_reviewer",
)  # fmt: skip
ONLY_TELL_CALLERS = dict.fromkeys(("reception_officer", "window_clerk", "hotline_operator"), "missing")
HANDLES_MATTERS = ("unit_officer", "unit_lead")
ROUTES_MATTERS = ("dispatcher", "administrator")
PUBLISHES = ("dispatcher", "supervisor")
TEXT_STEP = ("grid_worker", "village_cadre", "deputy")

ROWS = [
    # The site's own voice
    public("", ""),
    public("healthz"),
    public("readyz"),
    public("robots.txt"),
    public("favicon.ico", found="sent on"),
    public("manifest.webmanifest"),
    public("service-worker.js"),
    public("offline/"),
    public("sitemap.xml"),
    public("sitemap-<slug:section>.xml", "sitemap-pages.xml"),
    public("feeds/news/"),
    public("feeds/news/atom/"),
    public("feeds/notices/"),
    public("feeds/notices/atom/"),
    public("media/images/<str:name>", "media/images/none.webp", found="missing"),
    public("display/", "display/?size=large", found="sent on"),
    public("components/", is_optional=True),
    public("demo/", found="missing"),
    public(r"^((?:[\w\-]+/)*)$", "accessibility/"),
    public(r"documents/^(\d+)/(.*)$", "documents/1/x/", found="missing"),
    public(
        "documents/authenticate_with_password/<int:restriction_id>/",
        "documents/authenticate_with_password/1/",
        found="missing",
    ),
    public(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        "_util/authenticate_with_password/1/1/",
        found="missing",
    ),
    public("_util/login/", found="staff sign in"),
    public("search/", "search/?q=物业"),
    public("report-error/"),
    public("report-error/thanks/"),
    # Places and who serves there
    public("who-serves-me/"),
    public("places/suggestions/", "places/suggestions/?q=柳湾"),
    public(r"^places/(?P<code>[0-9]{12}(?:[ZSzs][0-9]{3}(?:[0-9]{2})?)?)/$", "places/{village}/"),
    public("centres/"),
    public(r"^centres/(?P<code>[0-9]{12})/$", "centres/{village}/", found="missing"),
    # Doors
    public("sign-in/", but=SIGNED_IN),
    public("sign-in/code/", found="sign in"),
    public("sign-in/same-person/", found="sign in"),
    # Without an identity service in the settings there is no such door (tests/people/test_identity_service.py)
    public("sign-in/city/", found="missing"),
    public("sign-in/city/callback/", found="missing"),
    public("confirm-phone/"),
    public("confirm-phone/code/", found="sent on"),
    public("sign-out/"),
    public("accounts/login/", but=SIGNED_IN),
    public("accounts/2fa/authenticate/", found="sent on", but={"anonymous": "staff sign in"}),
    Row(
        "staff/second-step/",
        Kind.STAFF,
        "staff/second-step/",
        found="sent on",
        but={one + BEFORE: "ok" for one in TEXT_STEP},  # the others have no authenticator yet and set one up first
    ),
    Row("staff/set-up/", Kind.STAFF, "staff/set-up/", but={one + BEFORE: "ok" for one in ROLES}),
    # A person's own pages
    own("my/"),
    own("my/details/"),
    own("my/phone/", found="sent on"),
    own("my/identity/link/", found="missing", method="POST"),
    own("my/identity/unlink/", found="sent on", method="POST"),
    own("my/messages/"),
    own("my/looked-at/"),
    own("my/calendar/", found="sent on"),
    own("my/calendar/off/", found="sent on", method="POST"),
    own("files/<uuid:public_id>/", "files/{missing_uuid}/", found="missing", but={"anonymous": "missing"}),
    # Answers by text message, from the carrier alone
    public("calendar/<slug:token>.ics", "calendar/never-made.ics", found="missing"),
    public("hooks/sms/", found="missing", method="POST"),
    public("hooks/sms/tencent/", found="missing", method="POST"),
    # A matter, opened by number and code: nothing is shown without both
    public("look-up/"),
    public("look-up/code/"),
    public("look-up/code/enter/", found="sent on"),
    public("look-up/matter/", found="sent on"),
    public("look-up/matter/add/", found="sent on"),
    public("look-up/matter/withdraw/", found="sent on"),
    public("look-up/matter/ask/<slug:move>/", "look-up/matter/ask/reopen/", found="sent on"),
    public("look-up/matter/opinion/<slug:which>/", "look-up/matter/opinion/review/", found="sent on"),
    public("look-up/matter/verdict/", found="sent on"),
    public("look-up/matter/publication/", found="sent on"),
    public("look-up/matter/identity/", found="sent on", method="POST"),
    public("look-up/matter/links-off/", found="sent on", method="POST"),
    public("look-up/leave/", found="sent on", method="POST"),
    public("look-up/withdraw/", found="sent on"),
    public("look-up/add/", found="sent on"),
    public("look-up/mandate/", found="sent on"),
    public("look-up/choose/", found="sent on"),
    public("look-up/reschedule/", found="sent on"),
    public("look-up/reminder/", found="sent on"),
    public("look-up/appointment.ics", found="sent on"),
    # Links in messages and QR codes: a token nobody made opens nothing
    public("l/<slug:token>/", "l/never-made/", found="missing"),
    public("r/<slug:token>/", "r/never-made/", found="missing"),
    public("m/<slug:token>/", "m/never-made/", found="missing"),
    public("v/<slug:token>/", "v/never-made/", found="missing"),
    # Opens the matter for the rest of the visit, so it comes after the rows above
    own("my/matters/<public_number:number>/", "my/matters/{number}/", found="sent on", but=ONLY_THE_OWNER),
    own("my/bookings/<public_number:number>/", "my/bookings/{number}/", found="sent on", but=ONLY_THE_OWNER),
    # The way to a matter: a step without the ones before it leads back to them
    public("matters/new/"),
    public("matters/new/elsewhere/<slug:code>/", "matters/new/elsewhere/nothing/", found="missing"),
    *(
        public(f"matters/new/{step}/", found="sent on")
        for step in (
            "kind", "details", "personal", "papers", "where", "similar", "who", "notice", "check", "receipt"
        )
    ),
    public("matters/new/forget/", found="sent on", method="POST"),
    # Reception days, and the way to a booking: a step without the ones before it leads back to them
    public("reception/"),
    public("reception/<reception_date:on>/", "reception/{day}/"),
    public("reception/register/", found="sent on"),
    public("reception/register/about/"),
    public("reception/register/elsewhere/<slug:code>/", "reception/register/elsewhere/nothing/", found="missing"),
    public("reception/register/leader/", found="sent on"),
    public("reception/register/when/", found="sent on"),
    public("reception/register/notice/", found="sent on"),
    public("reception/register/details/", found="sent on"),
    public("reception/register/personal/", found="sent on"),
    public("reception/register/papers/", found="sent on"),
    public("reception/register/whom/", found="sent on"),
    public("reception/register/person/", found="sent on"),
    public("reception/register/coming/", found="sent on"),
    public("reception/register/mandate/", found="sent on"),
    public("reception/register/check/", found="sent on"),
    public("reception/register/receipt/appointment.ics", found="sent on"),
    public("reception/register/receipt/", found="sent on"),
    public("reception/register/forget/", found="sent on", method="POST"),
    # Desks
    Row("desk/", Kind.STAFF, "desk/"),
    Row("desk/", Kind.STAFF, "desk/"),
    role("desk/people/<uuid:public_id>/reveal/", ANSWERS_BOOKINGS, "desk/people/{person}/reveal/"),
    role("desk/calls/", MAKES_CALLS),
    role("desk/calls/letters/", MAKES_CALLS),
    role("desk/calls/<uuid:public_id>/", MAKES_CALLS, "desk/calls/{missing_uuid}/", found="missing"),
    role(
        "desk/calls/<uuid:public_id>/letter/",
        MAKES_CALLS,
        "desk/calls/{missing_uuid}/letter/",
        found="missing",
        method="POST",
    ),
    # Answered letters, and the desk that prepares them
    public("letters/", "letters/?q=电梯"),
    public("letters/left-out/"),
    public("letters/<int:pk>/", "letters/999999/", found="missing"),
    # Public figures
    public("figures/"),
    public("figures/now.json"),
    public("figures/towns/"),
    public(r"^figures/towns/(?P<code>[0-9]{12})/$", "figures/towns/{village}/", found="missing"),
    public(r"^figures/villages/(?P<code>[0-9]{12})/$", "figures/villages/{village}/"),
    public("figures/units/"),
    public("figures/units/<slug:code>/", "figures/units/nobody/", found="missing"),
    public("figures/kinds/"),
    public("figures/kinds/<slug:code>/", "figures/kinds/housing/"),
    public("figures/ways-in/"),
    public("figures/ways-in/<slug:code>/", "figures/ways-in/phone/"),
    public("figures/compare/"),
    public("figures/hall/"),
    public("figures/reception-days/"),
    public("figures/who-serves/"),
    public("figures/data/"),
    public("figures/data/catalogue.jsonld"),
    public("figures/data/verify_figures.py"),
    public("figures/data/check/"),
    public("figures/data/<int:year>/<str:name>", "figures/data/1999/figures.zip", found="missing"),
    public("figures/data/<int:year>/<int:number>/<str:name>", "figures/data/1999/1/figures.zip", found="missing"),
    public("figures/<slug:code>.csv", "figures/received.csv"),
    public("figures/<slug:code>.json", "figures/received.json"),
    public("figures/<slug:code>/", "figures/received/"),
    role("desk/letters/", PUBLISHES),
    role("desk/letters/<public_number:number>/", PUBLISHES, "desk/letters/{number}/", found="missing"),
    role("desk/letters/<public_number:number>/draft/", PUBLISHES, "desk/letters/{number}/draft/"),
    role("desk/letters/<public_number:number>/private/", PUBLISHES, "desk/letters/{number}/private/"),
    role("desk/matters/import/", ("dispatcher",)),
    role("desk/matters/import/<int:pk>/undo/", ("dispatcher",), "desk/matters/import/0/undo/", found="missing"),
    # Matters, by role
    role("desk/matters/numbers/", ("dispatcher",)),
    role("desk/matters/numbers/import/", ("dispatcher",)),
    role("desk/matters/", SEES_MATTERS),
    role("desk/matters/inbox/", HANDLES_MATTERS),
    role("desk/matters/reviews/", ("petition_reviewer",)),
    role("desk/matters/new/", REGISTERS_OTHERS),
    role("desk/matters/new/slip/", REGISTERS_OTHERS, found="sent on"),
    role("desk/matters/new/mine/", REGISTERS_OTHERS),
    role("desk/matters/grid/", REGISTERS_OTHERS),
    role("desk/matters/task-forces/", ("supervisor",)),
    role(
        "desk/matters/task-forces/<int:pk>/end/", ("supervisor",), "desk/matters/task-forces/0/end/", found="missing",
    ),
    role("desk/matters/rules/", ROUTES_MATTERS),
    role(
        "desk/matters/rules/<int:pk>/end/", ROUTES_MATTERS, "desk/matters/rules/0/end/", found="missing",
        method="POST",
    ),
    role("desk/matters/calls/", ("callback_agent",)),
    role("desk/matters/calls/<int:pk>/", ("callback_agent",), "desk/matters/calls/0/", found="sent on"),
    role(
        "desk/matters/calls/<int:pk>/take/", ("callback_agent",), "desk/matters/calls/0/take/", found="missing",
        method="POST",
    ),
    role("desk/matters/<public_number:number>/", SEES_MATTERS, "desk/matters/{number}/"),
    role("desk/matters/<public_number:number>/reveal/", SEES_MATTERS, "desk/matters/{number}/reveal/"),
    role(
        "desk/matters/<public_number:number>/documents/", SEES_MATTERS, "desk/matters/{number}/documents/",
        but=ONLY_TELL_CALLERS,
    ),
    role(
        "desk/matters/<public_number:number>/decision/", SEES_MATTERS, "desk/matters/{number}/decision/",
        found="missing",
    ),
    role(
        "desk/matters/<public_number:number>/opinion/<slug:which>/", SEES_MATTERS,
        "desk/matters/{number}/opinion/review/", found="missing",
    ),
    role(
        "desk/matters/<public_number:number>/rule/", ROUTES_MATTERS, "desk/matters/{number}/rule/", found="sent on",
        but={"administrator": "missing"}, method="POST",
    ),
    role(
        "desk/matters/<public_number:number>/<slug:name>/", SEES_MATTERS, "desk/matters/{number}/dispatch/",
        found="sent on", but={"dispatcher": "ok"},
    ),
    role("desk/reception/", SEES_BOOKINGS),
    role("desk/reception/voice/", REGISTERS_OTHERS),
    role("desk/reception/voice/hold/", REGISTERS_OTHERS, method="POST"),
    role("desk/reception/voice/slip/", REGISTERS_OTHERS, found="sent on"),
    role("desk/reception/voice/mine/", REGISTERS_OTHERS),
    role("desk/reception/help/", REGISTERS_OTHERS),
    role("desk/reception/help/caller/", REGISTERS_OTHERS, found="sent on"),
    role("desk/reception/help/caller/time/", REGISTERS_OTHERS, found="sent on"),
    role("desk/reception/help/caller/choose/", REGISTERS_OTHERS, found="sent on"),
    role("desk/reception/help/caller/reminder/", REGISTERS_OTHERS, found="sent on", method="POST"),
    role("desk/reception/help/caller/mandate/", REGISTERS_OTHERS, found="sent on"),
    role("desk/reception/help/caller/withdraw/", REGISTERS_OTHERS, found="sent on"),
    role("desk/reception/new/", KEEPS_DAYS),
    role("desk/reception/new/<slug:kind>/", KEEPS_DAYS, "desk/reception/new/onsite/"),
    role("desk/reception/calendar/", SEES_BOOKINGS),
    role("desk/reception/<int:pk>/", SEES_BOOKINGS, "desk/reception/{day_pk}/"),
    # The sample is a day people book; only the other kinds have a plan
    role("desk/reception/<int:pk>/plan/", SEES_BOOKINGS, "desk/reception/{day_pk}/plan/", found="missing"),
    role("desk/reception/<int:pk>/plan/change/", KEEPS_DAYS, "desk/reception/{day_pk}/plan/change/", found="missing"),
    role("desk/reception/<int:pk>/sessions/", KEEPS_DAYS, "desk/reception/{day_pk}/sessions/"),
    role(
        "desk/reception/<int:pk>/sessions/<int:session_pk>/<slug:change>/",
        KEEPS_DAYS,
        "desk/reception/{day_pk}/sessions/0/room/",
        found="missing",
    ),
    role("desk/reception/<int:pk>/change/<slug:change>/", KEEPS_DAYS, "desk/reception/{day_pk}/change/cancel/"),
    role(
        "desk/reception/<int:pk>/publish/",
        KEEPS_DAYS,
        "desk/reception/{day_pk}/publish/",
        found="sent on",
        method="POST",
    ),
    role("desk/reception/<int:pk>/bookings/", SEES_BOOKINGS, "desk/reception/{day_pk}/bookings/"),
    role(
        "desk/reception/<int:pk>/bookings/export/",
        ANSWERS_BOOKINGS,
        "desk/reception/{day_pk}/bookings/export/",
        method="POST",
    ),
    role("desk/reception/<int:pk>/sheets/", ANSWERS_BOOKINGS, "desk/reception/{day_pk}/sheets/"),
    role(
        "desk/reception/bookings/<public_number:number>/choose/",
        ANSWERS_BOOKINGS,
        "desk/reception/bookings/{number}/choose/",
        found="sent on",
    ),
    role("desk/reception/bookings/<public_number:number>/", SEES_BOOKINGS, "desk/reception/bookings/{number}/"),
    role(
        "desk/reception/bookings/<public_number:number>/reminder/",
        REGISTERS_OTHERS,
        "desk/reception/bookings/{number}/reminder/",
        found="sent on",
        method="POST",
    ),
    role(
        "desk/reception/bookings/<public_number:number>/reschedule/",
        REGISTERS_OTHERS,
        "desk/reception/bookings/{number}/reschedule/",
    ),
    role(
        "desk/reception/bookings/<public_number:number>/<slug:move>/",
        ANSWERS_BOOKINGS,
        "desk/reception/bookings/{number}/confirm/",
        but={"window_clerk": "sent on"},  # a clerk answers questions; who is received the office decides
    ),
    role("cms/", BACK_OFFICE),
    # API
    public("api/v1/docs"),
    public("api/v1/openapi.json"),
    public("api/v1/phone/codes", found="method"),
    public("api/v1/phone/tokens", found="method"),
    public("api/v1/matters/categories"),
    Row("api/v1/matters", Kind.PUBLIC, "api/v1/matters", but={"anonymous": "401"}),
    Row("api/v1/matters/matter", Kind.PUBLIC, "api/v1/matters/matter", found="422", but={"anonymous": "401"}),
    public("api/v1/matters/matter/supplements", found="method"),
    public("api/v1/matters/matter/withdraw", found="method"),
    public("api/v1/matters/matter/verdict", found="method"),
    public("api/v1/reception/days"),
    public("api/v1/reception/days/<int:day_id>", "api/v1/reception/days/{day_pk}"),
    public("api/v1/reception/days/<int:day_id>/sessions", "api/v1/reception/days/{day_pk}/sessions"),
    public("api/v1/reception/days/<int:day_id>/times", "api/v1/reception/days/{day_pk}/times"),
    public("api/v1/reception/days/<int:day_id>/holds", "api/v1/reception/days/{day_pk}/holds", found="method"),
    public("api/v1/reception/holds/extend", found="method"),
    public("api/v1/reception/holds/release", found="method"),
    Row("api/v1/reception/bookings", Kind.PUBLIC, "api/v1/reception/bookings", but={"anonymous": "401"}),
    Row("api/v1/reception/booking", Kind.PUBLIC, "api/v1/reception/booking", found="422", but={"anonymous": "401"}),
    public("api/v1/reception/booking/reschedule", found="method"),
    public("api/v1/reception/booking/mandate", found="method"),
    public("api/v1/reception/booking/withdraw", found="method"),
    public("api/v1/", found="missing"),
    public("api/<path:rest>", "api/nothing", found="missing"),
]  # fmt: skip


def back_office(prefix: str, roles: tuple[str, ...] = BACK_OFFICE, sample: str | None = None, **facts: object) -> Row:
    """Wagtail sends whoever may not see one of its pages back to its front page, and says so there.

    Staff without the back office are refused before Wagtail is asked.
    """
    denied = {one: "sent on" for one in BACK_OFFICE if one not in roles}
    facts["but"] = denied | facts.get("but", {})  # type: ignore[operator]
    return Row(prefix, Kind.ROLE, sample or prefix, roles, **facts)  # type: ignore[arg-type]


NOBODY: tuple[str, ...] = ()
"""Only who is a superuser: set once at the first start, then through grants."""

PREFIXES = {
    row.route: row
    for row in [
        Row("cms/login/", Kind.PUBLIC, "cms/login/", found="staff sign in"),
        Row("cms/password_reset/", Kind.PUBLIC, "cms/password_reset/", found="missing"),
        # Pages, pictures, papers: editors
        back_office("cms/pages/", ("editor", *REVIEWERS)),
        back_office("cms/images/", ("editor",)),
        back_office("cms/documents/", ("editor",)),
        back_office("cms/forms/", ("editor", *REVIEWERS)),
        back_office("cms/workflows/", NOBODY, "cms/workflows/list/"),
        back_office("cms/collections/", NOBODY),
        back_office("cms/redirects/", NOBODY),
        back_office("cms/translation/", NOBODY, "cms/translation/submit/page/1/"),
        back_office("cms/snippets/", NOBODY),
        back_office("cms/settings/", NOBODY, "cms/settings/portal/sitemarks/{marks}/"),
        back_office("cms/sites/", NOBODY),
        back_office("cms/locales/", NOBODY),
        back_office("cms/groups/", NOBODY),
        # The city: administrators change, the others look
        back_office("cms/place/"),
        back_office("cms/placename/"),
        back_office("cms/placechange/"),
        back_office("cms/unit/"),
        back_office("cms/centre/"),
        back_office("cms/holidaynotice/", ("administrator",)),
        back_office("cms/receptionrules/", ("administrator",)),
        back_office("cms/lawfuldoor/", ("administrator",)),
        back_office("cms/category/", ("administrator",)),
        back_office("cms/routingrule/", ("administrator",)),
        back_office("cms/hotlinenumber/", ("administrator",)),
        back_office("cms/procedureversion/", ("administrator",)),
        back_office("cms/import/", ("administrator",), "cms/import/places/"),
        # Lists that editors keep for the search and the checker, and the errors readers report
        back_office("cms/errorreport/", ("editor",)),
        back_office("cms/watchedword/", ("editor",)),
        back_office("cms/publicnumber/", ("editor",)),
        back_office("cms/function/", ("editor",)),
        back_office("cms/synonyms/", ("editor",)),
        # People: officials and their posts; citizens are in none of these lists (tests/backoffice)
        back_office("cms/person/"),
        back_office("cms/post/"),
        back_office("cms/tenure/"),
        back_office("cms/placegrant/", ("auditor", "administrator")),
        back_office("cms/unitgrant/", ("auditor", "administrator")),
        back_office("cms/role/", ("auditor", "administrator")),
        back_office("cms/users/", ("administrator",)),
        # The record of what staff did
        back_office(
            "cms/reports/",
            ("auditor",),
            "cms/reports/site-history/",
            but=dict.fromkeys(("editor", *REVIEWERS, "administrator"), "forbidden"),
        ),
        # Choosers: what a form of the back office may name
        back_office("cms/place_chooser/"),
        back_office("cms/unit_chooser/"),
        back_office("cms/post_chooser/"),
        back_office("cms/official_chooser/"),
        back_office("cms/account_chooser/"),
        back_office("cms/choose-", sample="cms/choose-page/"),
        back_office("cms/api/", sample="cms/api/main/pages/"),
        back_office("cms/embeds/", sample="cms/embeds/chooser/"),
        # Wagtail's own furniture
        back_office("cms/tag-autocomplete/"),
        back_office("cms/bulk/", found="missing"),
        back_office("cms/editing-sessions/", found="missing"),
        back_office("cms/dismissibles/"),
        back_office("cms/block-preview/", found="missing"),
        back_office("cms/sprite/"),
        back_office("cms/jsi18n/"),
        back_office("cms/test404/"),
        back_office("cms/failwhale/", sample="cms/test404/"),
        back_office("cms/account/"),
        back_office("cms/^.*", sample="cms/nothing-here/", found="missing"),
        Row("cms/logout/", Kind.PUBLIC, "cms/logout/", found="staff sign in", but=dict.fromkeys(BACK_OFFICE, "method")),
    ]
}  # fmt: skip
"""Wagtail's back office by the first part of its addresses. A new viewset brings a new part and must be added here."""

SOCKETS = {"/ws/live/": Kind.PUBLIC, "/sse/live/": Kind.PUBLIC}
"""Answered beside Django: only topics registered as public can be listened to (tests/live)."""
