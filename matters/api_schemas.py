"""What the API of matters takes and gives."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from foundation.people.models import Post
from foundation.places.models import Level, Place
from matters.drafts import posts_to_complain_of
from matters.fields import SHORTEST_REQUEST, LongTextField, checked_name
from matters.models import Category, ComplaintKind, Matter, RequestKind
from matters.services.intake import Told
from matters.services.own import possible
from matters.thread import limits_of, thread_of

Kind = Literal["consult", "help", "complaint", "suggestion", "praise"]


class WithNumbers(Schema):
    """Texts of a person, and what they decided about the personal numbers in them."""

    personal_numbers: Literal["", "mask", "keep"] = Field(
        "",
        description="For ID numbers, mobile numbers and bank cards in the texts: cover them up, or keep them "
        "knowingly. Left empty, a text that holds any is refused with personal_numbers, which names the entries.",
    )


class WithFirstDoors(Schema):
    """What the person read before they went on."""

    passed: list[str] = Field(
        [],
        max_length=20,
        description="The `mark` of each problem another_door_first that the person has read and gone past: a text "
        "that tells of danger, violence at home, a judgment or misconduct is answered with whom to call first.",
    )


class CategoryOut(Schema):
    code: str
    name: str
    hint: str
    takes_anonymous: bool = Field(description="A report about it, kind help, may be told without a name.")
    goes_elsewhere: str = Field(description="Where this is handled by law; empty where it is handled here.")


class CategoriesOut(Schema):
    items: list[CategoryOut]


class MatterIn(WithNumbers, WithFirstDoors):
    anonymous: bool = Field(
        False,
        description="Without a name and a phone: a question, a suggestion, or a report where the subject says "
        "takes_anonymous. Needs no proved phone; nobody can ask back or call.",
    )
    name: str = Field("", description="Needed unless it is anonymous.")
    text: str = Field(description="What happened, up to 2,000 characters.")
    request: str = Field(description="What is asked for, up to 2,000 characters.")
    kind: Kind
    category: str = Field("", description="A code of /categories; empty where the person is not sure.")
    place: str = Field("", description="A place code; empty where it concerns the whole city.")
    happened: str = Field("", max_length=100, description="When it was, in the person's words.")
    complaint: Literal["", "service", "official"] = ""
    about_post: int | None = Field(None, description="The post complained of, for a complaint about an official.")
    notice_read: bool = Field(False, description="The person has read how data are used and asks for handling.")
    may_be_published: bool = False


class ReceiptOut(Schema):
    number: str
    query_code: str


class StepOut(Schema):
    at: datetime
    label: str
    words: str
    unit: str


class LimitOut(Schema):
    label: str
    at: datetime


class MatterOut(Schema):
    number: str
    state: str
    state_label: str
    outcome: str
    unit: str
    limits: list[LimitOut]
    happened: list[StepOut]
    may: list[str]


class MatterRow(Schema):
    number: str
    state: str
    state_label: str
    registered_at: datetime


class SupplementIn(WithNumbers):
    text: str


class WithdrawIn(Schema):
    sure: Literal[True] = Field(description="True: the person was asked once more.")


class VerdictIn(WithNumbers):
    was_contacted: bool
    solved: Literal["yes", "partly", "no"]
    satisfaction: int = Field(ge=1, le=5, description="5 is very satisfied, 1 very dissatisfied.")
    reason: str = Field("", description="Needed where it is not solved or the person is dissatisfied.")
    wants_rework: bool = Field(True, description="Whether the unit should try again after a low verdict.")


def category_out(row: Category) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.display_name,
        "hint": row.display_hint,
        "takes_anonymous": row.takes_anonymous,
        "goes_elsewhere": f"{row.display_redirect_text} {row.redirect_phones}".strip() if row.is_redirecting else "",
    }


def matter_row(matter: Matter) -> dict[str, Any]:
    return {
        "number": matter.number,
        "state": matter.state,
        "state_label": str(matter.state_label),
        "registered_at": matter.registered_at,
    }


def matter_out(matter: Matter, *, at: datetime) -> dict[str, Any]:
    """What the page of the matter shows of its course; the person's own text is not repeated."""
    return {
        "number": matter.number,
        "state": matter.state,
        "state_label": str(matter.state_label),
        "outcome": matter.outcome,
        "unit": matter.unit.display_name if matter.unit else "",
        "limits": [{"label": str(limit.label), "at": limit.at} for limit in limits_of(matter, at=at)],
        "happened": [
            {
                "at": step.at,
                "label": str(step.label),
                "words": step.words,
                "unit": step.unit.display_name if step.unit else "",
            }
            for step in thread_of(matter)
        ],
        "may": sorted(possible(matter, at=at)),
    }


def told_from(told: MatterIn, *, phone: str, language: str) -> Told:
    """The same fields and checks as on the pages. Raises ValidationError naming every entry that is wrong."""
    wrong: dict[str, Any] = {}
    found: dict[str, Any] = {}

    def check(name: str, find: Callable[[], Any]) -> None:
        try:
            found[name] = find()
        except ValidationError as error:
            wrong[name] = error.error_list

    if told.anonymous:
        found["name"], phone = "", ""
    else:
        check("name", lambda: checked_name(told.name))
    check("text", lambda: LongTextField().clean(told.text))
    check("request", lambda: LongTextField(shortest=SHORTEST_REQUEST).clean(told.request))
    check("category", lambda: _category(told.category))
    check("place", lambda: _place(told.place))
    check("about_post", lambda: _complained_of(told))
    if wrong:
        raise ValidationError(wrong)
    return Told(
        **found,
        kind=RequestKind(told.kind),
        happened=told.happened,
        complaint_kind=ComplaintKind.SERVICE if told.complaint == "service" else ComplaintKind.NONE,
        phone=phone,
        phone_was_proved=bool(phone),
        consents_to_handling=told.notice_read,
        consents_to_publication=told.may_be_published,
        language=language,
    )


def _category(code: str) -> Category | None:
    category = Category.objects.active().filter(code=code).first() if code else None
    if code and category is None:
        raise ValidationError(_("There is no such subject. Leave it empty if you are not sure."))
    return category


def _place(code: str) -> Place:
    current = Place.objects.current()
    place = (current.filter(code=code) if code else current.at_level(Level.CITY).order_by("path")).first()
    if place is None:
        raise ValidationError(_("There is no such place. Leave it empty if it concerns the whole city."))
    return place


def _complained_of(told: MatterIn) -> Post | None:
    if told.complaint != "official":
        return None
    post = posts_to_complain_of().filter(pk=told.about_post).first() if told.about_post else None
    if post is None:
        raise ValidationError(_("Say which official the complaint is about."))
    return post
