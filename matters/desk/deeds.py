"""Every button of the desks: which form it shows, and the one service it calls.

Which of them somebody sees comes from the procedure's table (`user_moves`); what is no move says itself who may.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from foundation.moves.exceptions import MovedMeanwhile
from matters.desk.forms.deed import DeedForm, UnitWordsForm, WordsForm
from matters.desk.forms.handling import ExtensionForm, NoteForm, ReplyForm, ReturnForm, SendBackForm
from matters.desk.forms.triage import (
    AnswerForm,
    AskForm,
    DeclineForm,
    DispatchForm,
    ExclusionDecisionForm,
    ExclusionForm,
    ExternalNumberForm,
    MergeForm,
    RedispatchForm,
    RulingForm,
    SplitForm,
    SupplyForm,
    UpholdForm,
)
from matters.desk.forms.watching import CaseLeadForm, JointForm, SuperviseForm, TaskForceForm
from matters.desk.page import may_read_notes
from matters.exceptions import CannotMerge, NumberTaken, PendingHere
from matters.models import Extension, Matter, ReturnRequest
from matters.permissions import user_moves
from matters.services import extending, handling, linking, rechecking, returns, reviewing, supervising, triage

if TYPE_CHECKING:
    from foundation.people.models import User

DESK, EXCLUDE, SUPERVISE = "matters.triage", "matters.exclude", "matters.supervise"


@dataclass(frozen=True)
class Doing:
    """Who does it to what, when, and what they typed."""

    matter: Matter
    actor: "User"
    roles: set[str]
    at: datetime
    told: dict[str, Any]

    @property
    def act(self) -> dict[str, Any]:
        """What every service of a move takes."""
        return {"actor": self.actor, "roles": self.roles, "at": self.at}

    @property
    def plain(self) -> dict[str, Any]:
        return {"matter": self.matter, **self.act, **self.told}


def _always(matter: Matter) -> bool:
    return True


@dataclass(frozen=True)
class Deed:
    """`offered`: whether there is anything to do it to. `may`: who may, where it is no move of the table."""

    form: type[DeedForm]
    do: Callable[[Doing], object]
    done: str | Promise
    label: str | Promise = ""
    offered: Callable[[Matter], bool] = _always
    may: Callable[["User", Matter], bool] | None = None
    shows: str = ""
    group: str = field(default="more", kw_only=True)


def _return(matter: Matter) -> ReturnRequest:
    asked = matter.return_requests.filter(ruled_at=None).first()
    if asked is None:
        raise MovedMeanwhile("no return is asked for")
    asked.matter = matter
    return asked


def _extension(matter: Matter) -> Extension:
    asked = matter.extensions.filter(is_granted=None).first()
    if asked is None:
        raise MovedMeanwhile("no extension is asked for")
    asked.matter = matter
    return asked


def _merge(doing: Doing) -> None:
    """Only into what the dispatcher may see."""
    into = Matter.objects.visible_to(doing.actor, DESK).filter(number=doing.told["into"]).first()
    if into is None:
        raise CannotMerge
    linking.merge(matter=doing.matter, into=into, words=doing.told["words"], **doing.act)


def _supply(doing: Doing) -> None:
    triage.supply_information(
        matter=doing.matter, text=doing.told["text"], at=doing.at, actor=doing.actor, roles=doing.roles, channel="desk"
    )


def _dispatch(doing: Doing) -> None:
    """What is pending in another system is noted first; a matter the user may not see is not named."""
    told = dict(doing.told)
    system, number = told.pop("system"), told.pop("number")
    if number:
        try:
            linking.note_pending(matter=doing.matter, system=system, number=number, at=doing.at)
        except PendingHere as known:
            if Matter.objects.visible_to(doing.actor).filter(pk=known.matter.pk).exists():
                raise
            raise NumberTaken(number) from known
    triage.dispatch(matter=doing.matter, **doing.act, **told)


def _task_force(doing: Doing) -> None:
    told = doing.told
    force = told["force"] or supervising.form_task_force(
        name=told["name"], task=told["task"], led_by=told["led_by"], units=told["units"], actor=doing.actor,
        at=doing.at, began_on=localdate(doing.at),
    )  # fmt: skip
    supervising.give_to_task_force(force=force, matter=doing.matter, actor=doing.actor, at=doing.at)


def _note(doing: Doing) -> None:
    unit = doing.matter.unit if doing.actor.has_perm("matters.handle", doing.matter) else None
    handling.add_note(matter=doing.matter, actor=doing.actor, at=doing.at, unit=unit, **doing.told)


def _ask_exclusion(doing: Doing) -> None:
    if not _not_excluded(doing.matter):
        raise MovedMeanwhile("asked for already")
    reviewing.ask_exclusion(matter=doing.matter, actor=doing.actor, at=doing.at, **doing.told)


def _decide_exclusion(doing: Doing) -> None:
    is_approved = doing.told["decision"] == "yes"
    reviewing.decide_exclusion(
        exclusion=doing.matter.exclusion, is_approved=is_approved, actor=doing.actor, at=doing.at
    )


def _not_excluded(matter: Matter) -> bool:
    return getattr(matter, "exclusion", None) is None


def _exclusion_is_open(matter: Matter) -> bool:
    asked = getattr(matter, "exclusion", None)
    return asked is not None and asked.is_approved is None


def _has(permission: str, *others: str) -> "Callable[[User, Matter], bool]":
    return lambda user, matter: any(user.has_perm(each, matter) for each in (permission, *others))


def _reviews(move: str) -> Callable[[Doing], object]:
    return lambda doing: reviewing.decide_review(move=move, **doing.plain)


DEEDS: dict[str, Deed] = {
    "dispatch": Deed(DispatchForm, _dispatch, _("Dispatched."), group="first"),
    "sign": Deed(DeedForm, lambda doing: handling.sign(**doing.plain), _("Signed for."), group="first"),
    "submit_reply": Deed(
        ReplyForm, lambda doing: handling.submit_reply(**doing.plain), _("Handed in. The unit's lead checks it."),
        shows="reply", group="first",
    ),
    "approve_reply": Deed(
        DeedForm, lambda doing: handling.approve_reply(**doing.plain),
        _("Approved. The person has the answer and is asked what they think of it."), shows="draft", group="first",
    ),
    "send_back_reply": Deed(
        SendBackForm, lambda doing: handling.send_back_reply(**doing.plain), _("Sent back to the officer."),
        shows="draft", group="first",
    ),
    "uphold_return": Deed(
        UpholdForm, lambda doing: returns.uphold_return(request=_return(doing.matter), **doing.act, **doing.told),
        _("Ruled. It has gone to the other unit."), shows="return", group="first",
    ),
    "refuse_return": Deed(
        RulingForm, lambda doing: returns.refuse_return(request=_return(doing.matter), **doing.act, **doing.told),
        _("Ruled. The unit keeps it."), shows="return", group="first",
    ),
    "grant_extension": Deed(
        WordsForm,
        lambda doing: extending.grant_extension(extension=_extension(doing.matter), **doing.act, **doing.told),
        _("Granted. The person is told until when and why."),
        offered=lambda matter: matter.extensions.filter(is_granted=None).exists(), shows="extension", group="first",
    ),
    "refuse_extension": Deed(
        UnitWordsForm,
        lambda doing: extending.refuse_extension(extension=_extension(doing.matter), **doing.act, **doing.told),
        _("Refused. The limit stays."),
        offered=lambda matter: matter.extensions.filter(is_granted=None).exists(), shows="extension", group="first",
    ),
    "decide_review": Deed(WordsForm, _reviews("decide_review"), _("Decided. The person is told."), group="first"),
    "decide_re_review": Deed(WordsForm, _reviews("decide_re_review"), _("Decided. The person is told."), group="first"),
    "reopen": Deed(
        WordsForm, lambda doing: rechecking.reopen_after_recheck(**doing.plain),
        _("Open again. The person is told; send it to a unit now."), offered=rechecking.awaits_decision, group="first",
    ),
    "explain_closed": Deed(
        WordsForm, lambda doing: rechecking.explain_closed(**doing.plain), _("Written down. The person is told."),
        offered=rechecking.awaits_decision, group="first",
    ),
    "answer_directly": Deed(
        AnswerForm, lambda doing: triage.answer_directly(**doing.plain), _("Answered. The person is told."),
        group="first",
    ),
    "ask_information": Deed(
        AskForm, lambda doing: triage.ask_for_information(**doing.plain), _("Asked. The person is told."),
        offered=lambda matter: not matter.events.filter(move="ask_information").exists(), group="first",
    ),
    "supply_information": Deed(SupplyForm, _supply, _("Added. The desk goes on with it."), group="first"),
    "decline": Deed(
        DeclineForm, lambda doing: triage.decline(**doing.plain),
        _("Declined. The person is told the reason and the lawful way."), group="first",
    ),
    "ask_return": Deed(
        ReturnForm, lambda doing: returns.ask_return(**doing.plain), _("Asked. The dispatcher rules on it."),
        offered=returns.can_be_returned,
    ),
    "ask_extension": Deed(
        ExtensionForm, lambda doing: extending.ask_extension(**doing.plain), _("Asked. The desk decides."),
        offered=lambda matter: extending.longest_extension(matter)[0] > 0
        and not matter.extensions.exclude(is_granted=False).exists(),
    ),
    "redispatch": Deed(
        RedispatchForm, lambda doing: triage.dispatch(move="redispatch", **doing.plain), _("Dispatched anew."),
    ),
    "urge": Deed(UnitWordsForm, lambda doing: supervising.urge(**doing.plain), _("Urged. It is on record.")),
    "supervise": Deed(
        SuperviseForm, lambda doing: supervising.supervise(**doing.plain), _("Supervised. It is on record.")
    ),
    "joint": Deed(
        JointForm, lambda doing: supervising.handle_jointly(**doing.plain), _("The units are called together.")
    ),
    "lead": Deed(
        CaseLeadForm, lambda doing: supervising.give_case_lead(**doing.plain), _("The leader answers for it now.")
    ),
    "merge": Deed(MergeForm, _merge, _("Joined. Both people are told.")),
    "split": Deed(SplitForm, lambda doing: linking.split(**doing.plain), _("Split. The new matter is on the list.")),
    "note": Deed(NoteForm, _note, _("Noted."), _("Write a note"), may=may_read_notes),
    "task_force": Deed(
        TaskForceForm, _task_force, _("Given to the task force."), _("Give it to a task force"),
        offered=lambda matter: matter.is_open, may=_has(SUPERVISE, DESK),
    ),
    "external_number": Deed(
        ExternalNumberForm,
        lambda doing: linking.add_external_number(matter=doing.matter, at=doing.at, **doing.told),
        _("Added."), _("Add a number of another system"), may=_has(DESK),
    ),
    "exclude": Deed(
        ExclusionForm, _ask_exclusion, _("Asked. Somebody else decides."), _("Leave it out of the rates"),
        offered=_not_excluded, may=_has(EXCLUDE),
    ),
    "decide_exclusion": Deed(
        ExclusionDecisionForm, _decide_exclusion, _("Decided."), _("Decide on leaving it out"),
        offered=_exclusion_is_open, may=_has(EXCLUDE), shows="exclusion",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Button:
    name: str
    label: Any
    group: str


def buttons(user: "User", matter: Matter) -> list[Button]:
    """What the user may do with it now, in the order of the desk's work."""
    moves = {move.name: move.label for move in user_moves(user, matter)}
    found = []
    for name, deed in DEEDS.items():
        is_open = name in moves if deed.may is None else deed.may(user, matter)
        if is_open and deed.offered(matter):
            found.append(Button(name, moves.get(name) or deed.label, deed.group))
    return found
