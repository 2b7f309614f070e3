"""What a refusal means to a client of the API: a stable code, the reason, and what to do next."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.api.problems import register_problem
from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed, ReasonMissing
from matters.exceptions import (
    AccusationNotTaken,
    AlreadyAsked,
    AnotherDoorFirst,
    CategoryRedirects,
    NameNeeded,
    NoSuchMatter,
    NoticeNotRead,
    PersonalNumbers,
    ReasonNeeded,
    TextRefused,
    VerdictGiven,
)


def _refusal(exception: type[Exception], code: str, title: Any, next_step: Any, status: int = 409) -> None:
    register_problem(exception, status=status, code=code, title=title, detail=lambda _error: next_step)


_refusal(
    NoticeNotRead, "notice_not_read", _("The notice on how data are used has not been read."),
    _("Show the notice to the person, and send notice_read as true when they agree."), 422,
)  # fmt: skip
_refusal(
    NoSuchMatter, "no_such_matter", _("No matter is opened by what you sent."),
    _("Check the number and the query code on the receipt, or prove the phone given when registering."), 404,
)  # fmt: skip
_refusal(
    ReasonNeeded, "reason_needed", _("A low verdict says why."),
    _("Send in `reason` what is still wrong, so that it can be put right."), 422,
)  # fmt: skip
_refusal(ReasonMissing, "reason_needed", _("This needs a reason in words."), _("Send it in `words`."), 422)
_refusal(VerdictGiven, "verdict_given", _("This answer has been judged already."), _("Read the matter again."))
_refusal(AlreadyAsked, "asked_already", _("This can be asked for once, and it was."), _("Read the matter again."))
_refusal(
    MoveNotAllowed, "not_possible_now", _("This is not possible in the present state."),
    _("Read it again: it says what is possible now."),
)  # fmt: skip
_refusal(
    MovedMeanwhile, "changed_meanwhile", _("It was changed at this moment."),
    _("Read it again, then decide."),
)  # fmt: skip
_refusal(
    AccusationNotTaken, "accusation_not_taken",
    _("An accusation of an official is taken by the discipline office, phone 12388, not here."),
    _("Nothing was stored. What concerns the matter itself can be registered without the accusation."),
)  # fmt: skip
register_problem(
    TextRefused, status=422, code="text_refused", title=_("A text is empty or longer than 2,000 characters."),
    detail=lambda error: error.field,
)  # fmt: skip
register_problem(
    CategoryRedirects, status=409, code="belongs_elsewhere",
    title=_("By law another body handles this subject. Nothing was stored."),
    detail=lambda error: f"{error.category.display_redirect_text} {error.category.redirect_phones}".strip(),
)  # fmt: skip
register_problem(
    NameNeeded, status=422, code="name_needed",
    title=_("This needs a name and a proved phone, so that somebody can ask and answer."),
    detail=lambda _error: _(
        "Without a name: a question, a suggestion, or a report where the subject says takes_anonymous."
    ),
)  # fmt: skip


def _whom_to_call(error: AnotherDoorFirst) -> dict[str, Any]:
    calls = [{"number": call.number, "who": str(call.who)} for call in error.signpost.calls]
    return {"call_first": calls, "mark": error.signpost.mark}


register_problem(
    AnotherDoorFirst, status=422, code="another_door_first", title=lambda error: error.signpost.title,
    detail=lambda error: _(
        "Call first: %(calls)s. Nothing was stored. Show this to the person; whoever has read it and goes on sends "
        "`mark` in `passed`."
    ) % {"calls": " · ".join(f"{call.number} {call.who}" for call in error.signpost.calls)},
    more=_whom_to_call,
)  # fmt: skip


def _where_they_are(error: PersonalNumbers) -> list[dict[str, str]]:
    """Masked: what came in clear is never repeated."""
    return [
        {"pointer": f"/body/{field}", "detail": ", ".join(each.masked for each in rows)}
        for field, rows in error.found.items()
    ]


register_problem(
    PersonalNumbers, status=422, code="personal_numbers",
    title=_("The text holds personal numbers. Nothing was stored."),
    detail=lambda _error: _(
        "Show the person which, and send `personal_numbers` as “mask” to have them covered up, or as “keep” where they "
        "are needed."
    ),
    errors=_where_they_are,
)  # fmt: skip
