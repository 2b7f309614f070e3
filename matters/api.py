"""Telling a matter, and one's own matter. The pages call the same services.

Whoever writes has proved a phone (foundation.people.api), tells what needs no name, or opens one matter with its number
and query code, in headers: nothing personal stands in an address. Every POST needs an Idempotency-Key; sent again it
answers the same.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import get_language, gettext_noop
from django.views.decorators.cache import never_cache
from ninja import Header, Router, Status
from ninja.decorators import decorate_view

from foundation.api.auth import signed_in
from foundation.api.idempotency import REPLAYED, key_of, once
from foundation.api.paging import PageOf, page_of
from foundation.people.api import Asker, PhoneNotProved
from foundation.people.doors import client_of
from matters import api_problems  # noqa: F401  # registers what refusals mean
from matters.api_keys import OPENS_A_MATTER, TELLS_A_MATTER, QueryCode, people_of
from matters.api_schemas import (
    CategoriesOut,
    MatterIn,
    MatterOut,
    MatterRow,
    ReceiptOut,
    SupplementIn,
    VerdictIn,
    WithdrawIn,
    category_out,
    matter_out,
    matter_row,
    told_from,
)
from matters.exceptions import NoSuchMatter
from matters.models import Category, Channel, Matter
from matters.services import find_by_number_and_code, withdraw_matter
from matters.services.first_doors import refuse_unread
from matters.services.intake import take_in
from matters.services.own import add_own_words, judge_answer

API_CHANNEL = Channel.APP
router = Router(tags=["matters"])


@router.get(
    "/categories",
    response=CategoriesOut,
    summary=gettext_noop("What a matter can be about"),
    description=gettext_noop("The plain words a citizen picks from; those handled elsewhere say where."),
)
def categories(request: HttpRequest) -> Any:
    return {"items": [category_out(row) for row in Category.objects.public_choices()]}


def _asker(request: HttpRequest) -> Asker:
    asker: Asker = request.auth  # type: ignore[attr-defined]  # set by ninja
    return asker


@router.post(
    "",
    response={201: ReceiptOut},
    auth=TELLS_A_MATTER,
    summary=gettext_noop("Tell a matter"),
    description=gettext_noop(
        "Registers it under the phone that was proved, or without a name. Refused with another_door_first, "
        "name_needed, belongs_elsewhere, accusation_not_taken, notice_not_read, personal_numbers; then nothing is "
        "stored. The query code is told here and nowhere else. Without a name anybody who sends the same "
        "key and body again gets the same answer: make a fresh key for each matter."
    ),
)
@decorate_view(never_cache)
def register(request: HttpRequest, response: HttpResponse, told: MatterIn) -> Any:
    key, asker = key_of(request), None if told.anonymous else _asker(request)
    if asker is not None and not isinstance(asker, Asker):
        raise PhoneNotProved
    at = now()
    refuse_unread(told.text, told.request, at=at, names_somebody=told.complaint == "official", passed=told.passed)
    receipt = take_in(
        key=f"{asker.who if asker else 'nobody'}\n{key}",
        told=told_from(told, phone=asker.phone if asker else "", language=get_language() or ""),
        at=at,
        channel=API_CHANNEL,
        actor=asker.user if asker else None,
        numbers=told.personal_numbers,
    )
    if receipt.is_replay:
        response[REPLAYED] = "true"
    return Status(201, {"number": receipt.number, "query_code": receipt.query_code})


NUMBER: Any = Header(..., alias="Matter-Number")  # type: ignore[type-arg]  # a function, typed as a class


def _opened(request: HttpRequest, number: str, at: datetime) -> Matter:
    """By its query code, or by the phone proved by the one who registered. Raises NoSuchMatter,
    TooManyTries."""
    rows = Matter.objects.select_related("unit", "person")
    if isinstance(request.auth, QueryCode):  # type: ignore[attr-defined]  # set by ninja
        code = request.auth.code  # type: ignore[attr-defined]
        found = find_by_number_and_code(number=number, code=code, client=client_of(request), at=at)
        return rows.get(pk=found.pk)
    matter = rows.filter(number=number, person__in=people_of(_asker(request), at)).first()
    if matter is None:
        raise NoSuchMatter
    return matter


@router.get(
    "/matter",
    response=MatterOut,
    auth=OPENS_A_MATTER,
    summary=gettext_noop("Read one matter"),
    description=gettext_noop(
        "The one named by Matter-Number, opened by the header Query-Code or by the phone proved when registering."
    ),
)
@decorate_view(never_cache)
def matter(request: HttpRequest, number: str = NUMBER) -> Any:
    at = now()
    return matter_out(_opened(request, number, at), at=at)


def _changed(request: HttpRequest, scope: str, found: Matter, change: Callable[[], object]) -> HttpResponse:
    """Makes the change once and answers with the matter as it is then."""

    def act() -> dict[str, Any]:
        change()
        fresh = Matter.objects.select_related("unit").get(pk=found.pk)
        return matter_out(fresh, at=now())

    return once(request, scope, act, who=f"matter {found.number}")


@router.post(
    "/matter/supplements",
    response={201: MatterOut},
    auth=OPENS_A_MATTER,
    summary=gettext_noop("Add to it"),
    description=gettext_noop(
        "What the office asked for, or anything else that belongs to it, while the matter is open."
    ),
)
@decorate_view(never_cache)
def supplement(request: HttpRequest, added: SupplementIn, number: str = NUMBER) -> HttpResponse:
    at = now()
    found = _opened(request, number, at)

    return _changed(
        request, "matters.supplement", found,
        lambda: add_own_words(
            matter=found, text=added.text, at=at, actor=_account(request), channel=API_CHANNEL,
            numbers=added.personal_numbers,
        ),
    )  # fmt: skip


@router.post(
    "/matter/withdraw",
    response={201: MatterOut},
    auth=OPENS_A_MATTER,
    summary=gettext_noop("Let it go"),
    description=gettext_noop("Nobody works on it any more. Ask the person once more before sending this."),
)
@decorate_view(never_cache)
def withdraw(request: HttpRequest, wanted: WithdrawIn, number: str = NUMBER) -> HttpResponse:
    at = now()
    found = _opened(request, number, at)
    return _changed(
        request, "matters.withdraw", found,
        lambda: withdraw_matter(matter=found, at=at, actor=_account(request), channel=API_CHANNEL),
    )  # fmt: skip


@router.post(
    "/matter/verdict",
    response={201: MatterOut},
    auth=OPENS_A_MATTER,
    summary=gettext_noop("Judge the answer"),
    description=gettext_noop(
        "Once an answer. A low one needs a reason and goes back to the unit unless `wants_rework` is false."
    ),
)
@decorate_view(never_cache)
def verdict(request: HttpRequest, given: VerdictIn, number: str = NUMBER) -> HttpResponse:
    at = now()
    found = _opened(request, number, at)

    return _changed(
        request, "matters.verdict", found,
        lambda: judge_answer(
            matter=found, channel=API_CHANNEL, at=at, numbers=given.personal_numbers,
            **given.dict(exclude={"personal_numbers"}),
        ),
    )  # fmt: skip


def _account(request: HttpRequest) -> Any:
    return request.auth.user if isinstance(request.auth, Asker) else None  # type: ignore[attr-defined]  # ninja's


@router.get(
    "",
    response=PageOf[MatterRow],
    auth=signed_in,
    summary=gettext_noop("The matters of one's account"),
    description=gettext_noop(
        "The newest first. Only with a session that is signed in; read one for what is possible now."
    ),
)
@decorate_view(never_cache)
def matters(request: HttpRequest, cursor: str | None = None, size: int = 25) -> Any:
    mine = Matter.objects.filter(person__user=request.user.pk)
    page = page_of(mine, cursor=cursor, order=("-registered_at", "-pk"), size=size)
    return {"items": [matter_row(each) for each in page.items], "next": page.next}
