"""Loading the shipped procedures, and publishing a changed version."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from foundation.memory import FRESH_FOR
from foundation.people import journal
from matters.exceptions import ReasonNeeded, VersionBegun, WrongProcedure
from matters.models import (
    ClockRule,
    Procedure,
    ProcedureVersion,
    forget_versions,
    kept_version,
    version_on,
)
from matters.procedures.definition import table_from
from matters.procedures.shipped import CODES, shipped

if TYPE_CHECKING:
    from foundation.people.models import User

FIRST_DAY = date(2022, 5, 1)  # the 《信访工作条例》 in force; older matters are imported with the same procedure
PETITION, HOTLINE, GRID_EVENT, DISPUTE, ONSITE = CODES


@transaction.atomic
def load_procedures() -> int:
    """Write the shipped procedures that are missing; what an administrator changed stays. Returns how many."""
    missing = [code for code in CODES if not Procedure.objects.filter(code=code).exists()]
    for code in missing:
        facts = shipped(code)
        procedure = Procedure.objects.create(code=code, name=facts["name"], name_en=facts["name_en"])
        publish_version(
            procedure=procedure, valid_from=FIRST_DAY, basis=facts["basis"], document=facts["document"],
            clocks=facts["clocks"],
        )  # fmt: skip
    return len(missing)


@transaction.atomic
def publish_version(
    *,
    procedure: Procedure,
    valid_from: date,
    basis: str,
    document: dict[str, Any],
    clocks: list[dict[str, Any]],
    actor: "User | None" = None,
    at: datetime | None = None,
) -> ProcedureVersion:
    """A new version, for matters registered from its date on. `clocks` as in the shipped files.

    Raises WrongProcedure where the document contradicts itself or a clock names a move the document has not.
    """
    table = table_from(procedure.code, document)
    if at is not None and valid_from < localdate(at):
        raise WrongProcedure(_("A version begins today or later."))
    for clock in clocks:
        unknown = {*clock["starts"], *clock["stops"]} - table.moves.keys()
        if unknown:
            raise WrongProcedure(f"{clock['code']}: {', '.join(sorted(unknown))}")
    version = ProcedureVersion.objects.create(
        procedure=procedure, valid_from=valid_from, basis=basis, document=document
    )
    ClockRule.objects.bulk_create(_clock(version, order, clock) for order, clock in enumerate(clocks, start=1))
    forget_versions()
    if actor is not None and at is not None:
        journal.record("matters.publish_procedure", version, actor=actor, at=at)
    return version


@transaction.atomic
def withdraw_version(*, version: ProcedureVersion, words: str, actor: "User", at: datetime) -> None:
    """It never begins, and stays in the history with the reason; what was in force before goes on.

    Every process knows it within FRESH_FOR seconds, so that the last minute before the version begins is too late.
    Raises ReasonNeeded, and VersionBegun where it has begun, is followed by a matter, or was withdrawn already.
    """
    words = words.strip()[:300]
    if not words:
        raise ReasonNeeded
    soon = localdate(at + timedelta(seconds=FRESH_FOR))
    withdrawn = ProcedureVersion.objects.to_come(on=soon).filter(pk=version.pk)
    if version.matters.exists() or not withdrawn.update(
        withdrawn_on=localdate(at), withdrawn_why=words, withdrawn_by=actor
    ):
        raise VersionBegun
    forget_versions()
    journal.record("matters.withdraw_procedure", version, actor=actor, at=at, data={"reason": words})


def _clock(version: ProcedureVersion, order: int, facts: dict[str, Any]) -> ClockRule:
    return ClockRule(
        version=version, order=order, code=facts["code"], starts=facts["starts"], stops=facts["stops"],
        urgency=facts["urgency"], kinds=facts["kinds"], amount=facts["amount"], unit=facts["unit"],
        extend=facts["extend"], is_main=facts["main"], basis=facts["basis"], basis_on=facts["basis_on"],
    )  # fmt: skip


def current_version(code: str, *, on: date) -> ProcedureVersion:
    """The version a matter registered that day follows. The oldest one also counts for matters before it."""
    return kept_version(version_on(code, on))
