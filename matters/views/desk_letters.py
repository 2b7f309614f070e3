"""The publication desk: one drafts, the person agrees, another lets it out."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from foundation.api.paging import BadCursor, Page, page_of
from foundation.people.decorators import staff_required
from matters.desk.forms.letters import KeepPrivateForm, LetterForm
from matters.exceptions import NotPublishable, SamePerson, TextRefused
from matters.models import Matter, Publication, PublicationState
from matters.services.publishing import draft_publication, keep_private, proposed_letter, publish, why_not

PUBLISH = "matters.publish"
PAGE = 50
OLDEST_DRAFT, NEWEST = ("drafted_at", "pk"), ("-drafted_at", "-pk")
TABS: dict[str, Any] = {
    "review": (lambda rows: rows.to_review(), OLDEST_DRAFT),
    "waiting": (lambda rows: rows.waiting_for_person(), OLDEST_DRAFT),
    "published": (lambda rows: rows.public(), ("-published_at", "-pk")),
    "ended": (lambda rows: rows.ended(), NEWEST),
}


@never_cache
@staff_required(PUBLISH)
@require_safe
def letters(request: HttpRequest) -> HttpResponseBase:
    """What may be drafted first; then what waits, is public, or was taken back."""
    tab = request.GET.get("tab", "")
    cursor = request.GET.get("after")
    found: Page[Any] = _drafts(request, tab, cursor) if tab in TABS else _to_draft(request, cursor)
    context = {
        "tab": tab if tab in TABS else "",
        "rows": found.items,
        "next_url": f"?tab={tab}&after={found.next}" if found.next else "",
        "first_url": f"?tab={tab}" if cursor else "",
    }
    return render(request, "matters/desk/letters/list.html", context)


def _paged(rows: Any, cursor: str | None, order: tuple[str, ...]) -> Page[Any]:
    try:
        return page_of(rows, cursor=cursor, order=order, size=PAGE)
    except BadCursor:
        return page_of(rows, cursor=None, order=order, size=PAGE)


def _to_draft(request: HttpRequest, cursor: str | None) -> Page[Any]:
    agreed_anew = Publication.objects.ended_by_the_person().values("pk")
    rows = Matter.objects.visible_to(request.user, PUBLISH).publishable()
    rows = rows.filter(Q(publication=None) | Q(publication__in=agreed_anew))
    return _paged(rows.select_related("category", "unit"), cursor, ("-replied_at", "-pk"))


def _drafts(request: HttpRequest, tab: str, cursor: str | None) -> Page[Any]:
    narrow, order = TABS[tab]
    rows = narrow(Publication.objects.visible_to(request.user))
    return _paged(rows.select_related("matter", "category", "unit", "drafted_by"), cursor, order)


def _matter(request: HttpRequest, number: str) -> Matter:
    rows = Matter.objects.visible_to(request.user, PUBLISH).select_related("category", "place", "unit", "person")
    return get_object_or_404(rows, number=number)


def _letter(request: HttpRequest, number: str) -> Publication:
    rows = Publication.objects.visible_to(request.user).select_related("matter", "category", "unit", "place")
    return get_object_or_404(rows, matter__number=number)


@never_cache
@staff_required(PUBLISH)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, number: str) -> HttpResponseBase:
    """Filled in with masked words; what is refused stays as it was typed."""
    matter = _matter(request, number)
    known = Publication.objects.filter(matter=matter).exclude(text="").first()
    begun = {"title": known.title, "text": known.text, "reply": known.reply} if known else proposed_letter(matter)
    form = LetterForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid() and _drafted(request, matter, form):
        messages.success(request, _("The person is shown this draft now. It waits for their word."))
        return redirect("matters:desk_letter", number)
    context = {"matter": matter, "form": form, "refused": why_not(matter), "letter": known}
    return render(request, "matters/desk/letters/draft.html", context)


def _drafted(request: HttpRequest, matter: Matter, form: LetterForm) -> bool:
    try:
        draft_publication(matter=matter, actor=request.user, at=now(), **form.own_fields())  # type: ignore[arg-type]
    except NotPublishable as refusal:
        form.add_error(refusal.field or None, refusal.why)
    except TextRefused as refusal:
        form.add_error(refusal.field, _("This text is empty or too long."))
    else:
        return True
    return False


@never_cache
@staff_required(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, number: str) -> HttpResponseBase:
    """The letter as everybody would read it, and what may be done with it. A POST lets it out."""
    found = _letter(request, number)
    is_own = found.drafted_by_id == request.user.pk
    if request.method == "POST":
        _let_out(request, found)
        return redirect("matters:desk_letter", number)
    context = {
        "letter": found,
        "matter": found.matter,
        "is_own": is_own,
        "may_let_out": found.state == PublicationState.SHOWN and found.agreed_at is not None and not is_own,
        "may_draft": not why_not(found.matter),
        "is_ended": found.state in (PublicationState.REFUSED, PublicationState.WITHDRAWN),
    }
    return render(request, "matters/desk/letters/letter.html", context)


def _let_out(request: HttpRequest, found: Publication) -> None:
    """Only the draft that was on the screen: `seen` names it."""
    if request.POST.get("seen") != found.drafted_at.isoformat():
        messages.error(request, _("The draft was changed meanwhile. Please read it once more."))
        return
    try:
        publish(publication=found, actor=request.user, at=now())  # type: ignore[arg-type]  # acting staff
    except SamePerson:
        messages.error(request, _("This takes two people: who drafted it does not also let it out."))
    except NotPublishable as refusal:
        messages.error(request, refusal.why)
    else:
        messages.success(request, _("It is public now."))


@never_cache
@staff_required(PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def private(request: HttpRequest, number: str) -> HttpResponseBase:
    """Not published, or taken down, with a reason."""
    matter = _matter(request, number)
    form = KeepPrivateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep_private(matter=matter, actor=request.user, at=now(), **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, _("It is not public. The reason is noted."))
        return redirect("matters:desk_letter", number)
    return render(request, "matters/desk/letters/private.html", {"matter": matter, "form": form})
