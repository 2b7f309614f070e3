"""What a refusal means to a client of the API: a stable code, the reason, and what to do next."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.api.problems import register_problem
from foundation.moves.exceptions import MovedMeanwhile, MoveNotAllowed, ReasonMissing
from matters.exceptions import (
    AccusationNotTaken,
    AlreadyAsked,
    CategoryRedirects,
    NoSuchMatter,
    NoticeNotRead,
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
