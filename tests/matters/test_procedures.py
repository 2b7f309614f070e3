"""Procedures: who may make which move from where, written by hand; how long each step may take; versions."""

from copy import deepcopy
from datetime import date, datetime
from importlib import import_module

import pytest
from django.apps import apps

from foundation.moves.exceptions import MoveNotAllowed
from matters.exceptions import WrongProcedure
from matters.models import MatterState, Procedure, ProcedureVersion
from matters.procedures.shipped import CODES, shipped
from matters.services.clocks import due_of
from matters.services.procedures import current_version, load_procedures, publish_version
from tests.matters.factories import MatterFactory, moment

pytestmark = pytest.mark.django_db

CITIZEN, DESK, OFFICER, LEAD, WATCH = "citizen", "dispatcher", "unit_officer", "unit_lead", "supervisor"
AGENT, WINDOW, HOTLINE, RECEPTION, SYSTEM = (
    "callback_agent", "window_clerk", "hotline_operator", "reception_officer", "system",
)  # fmt: skip
CADRE, GRID, REVIEWER = "village_cadre", "grid_worker", "petition_reviewer"
ROLES = {CITIZEN, DESK, OFFICER, LEAD, WATCH, AGENT, WINDOW, HOTLINE, RECEPTION, SYSTEM, CADRE, GRID, REVIEWER}
NEVER = {"deputy", "leader", "leader_secretary", "editor", "auditor", "administrator", "mediator"}

# What a 12345 request allows, by hand: state → role → moves. What is not written here is forbidden.
HOTLINE_MOVES = {
    MatterState.REGISTERED: {
        CITIZEN: {"withdraw"},
        SYSTEM: {"answer_directly", "undo_import"},
        DESK: {"ask_information", "answer_directly", "decline", "dispatch", "merge", "split"},
        WINDOW: {"answer_directly"},
        HOTLINE: {"answer_directly"},
        RECEPTION: {"answer_directly"},
    },
    MatterState.NEEDS_INFORMATION: {
        CITIZEN: {"supply_information", "withdraw"},
        DESK: {"answer_directly", "decline", "dispatch", "merge"},
        WINDOW: {"answer_directly", "supply_information"},
        HOTLINE: {"answer_directly", "supply_information"},
        RECEPTION: {"answer_directly", "supply_information"},
        CADRE: {"supply_information"},
        GRID: {"supply_information"},
        SYSTEM: {"answer_directly", "supply_information"},
    },
    MatterState.DISPATCHED: {
        CITIZEN: {"withdraw"},
        DESK: {"redispatch", "merge", "split", "urge", "supervise", "joint", "lead"},
        OFFICER: {"sign", "ask_return"},
        LEAD: {"sign", "ask_return"},
        WATCH: {"urge", "supervise", "joint", "lead"},
    },
    MatterState.RETURN_REQUESTED: {
        CITIZEN: {"withdraw"},
        DESK: {"uphold_return", "refuse_return", "urge", "supervise", "joint"},
        WATCH: {"urge", "supervise", "joint"},
    },
    MatterState.HANDLING: {
        CITIZEN: {"withdraw"},
        DESK: {
            "redispatch", "grant_extension", "refuse_extension", "merge", "split", "urge", "supervise", "joint", "lead",
        },
        OFFICER: {"ask_return", "ask_extension", "submit_reply"},
        LEAD: {"ask_return", "ask_extension", "submit_reply"},
        WATCH: {"grant_extension", "refuse_extension", "urge", "supervise", "joint", "lead"},
    },
    MatterState.AWAITING_APPROVAL: {
        CITIZEN: {"withdraw"},
        DESK: {"grant_extension", "refuse_extension", "urge", "supervise", "lead"},
        LEAD: {"send_back_reply", "approve_reply"},
        WATCH: {"grant_extension", "refuse_extension", "urge", "supervise", "lead"},
    },
    MatterState.REPLIED: {
        CITIZEN: {"accept_verdict", "rework", "withdraw"},
        AGENT: {"accept_verdict", "rework"},
        SYSTEM: {"close_silent", "undo_import"},
        DESK: {"supervise", "lead"},
        WATCH: {"supervise", "lead"},
    },
    MatterState.CLOSED: {
        CITIZEN: {"reopen"},
        AGENT: {"rework_recheck", "reopen", "supervise_recheck"},
        DESK: {"reopen", "explain_closed"},
        WATCH: {"reopen", "explain_closed"},
        SYSTEM: {"undo_import"},
    },
    MatterState.DECLINED: {CITIZEN: {"object"}},
    MatterState.WITHDRAWN: {},
    MatterState.MERGED: {},
    MatterState.VOID: {},
}  # fmt: skip


def table(code="hotline"):
    return current_version(code, on=date(2026, 11, 23)).table


@pytest.mark.parametrize("state", HOTLINE_MOVES)
@pytest.mark.parametrize("role", sorted(ROLES | NEVER))
def test_who_may_do_what_with_a_12345_request(state, role):
    allowed = {move.name for move in table().allowed(state.value, {role})}
    assert allowed == HOTLINE_MOVES[state].get(role, set())


def test_the_matrix_leaves_no_state_out():
    assert set(table().states) == {state.value for state in HOTLINE_MOVES}


@pytest.mark.parametrize("code", CODES)
def test_a_deputy_a_leader_and_an_administrator_move_nothing(code):
    assert not [move.name for move in table(code).moves.values() if NEVER & set(move.roles)]


@pytest.mark.parametrize("code", CODES)
def test_only_the_citizen_withdraws(code):
    assert table(code).moves["withdraw"].roles == (CITIZEN,)


@pytest.mark.parametrize("code", CODES)
def test_a_unit_neither_reopens_nor_explains_what_the_recheck_found(code):
    moves = table(code).moves
    assert set(moves["reopen"].roles) == {CITIZEN, AGENT, WATCH, DESK}
    assert set(moves["rework_recheck"].roles) == {AGENT}
    assert (set(moves["supervise_recheck"].roles), set(moves["explain_closed"].roles)) == ({AGENT}, {WATCH, DESK})


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("role", sorted(ROLES | NEVER))
def test_nobody_sends_back_what_is_closed_but_the_agent_whose_recheck_found_it_unsolved(code, role):
    with pytest.raises(MoveNotAllowed):
        table(code).check("rework", "closed", {role}, "又坏了。")
    sends_back = {move.name for move in table(code).allowed("closed", {role}) if move.to == "handling"}
    assert sends_back == ({"rework_recheck"} if role == AGENT else set())


def test_only_a_petition_is_reviewed():
    reviewed = {code for code in CODES if "ask_review" in table(code).moves}
    assert reviewed == {"petition"}
    assert table("petition").moves["decide_review"].roles == (REVIEWER,)


# --- Limits of the law (DOMAIN §3), from a Tuesday at ten -------------------------------------------------------------
START = datetime(2026, 2, 3, 10, tzinfo=moment(2026, 2, 3).tzinfo)
LIMITS = {
    ("petition", "accept"): "2026-02-24",  # 15 calendar days, rolled over the Spring Festival
    ("petition", "handle"): "2026-04-07",  # 60 days end on a day off (Tomb-Sweeping), rolled
    ("petition", "ask_review"): "2026-03-05",
    ("hotline", "handle"): "2026-02-10",  # five working days
    ("hotline", "rework"): "2026-02-06",
    ("hotline", "recheck"): "2026-02-10",
    ("grid_event", "handle"): "2026-02-06",
    ("dispute", "handle"): "2026-03-05",
}


@pytest.mark.parametrize(("code", "clock"), LIMITS)
def test_the_limits_end_when_the_law_says(code, clock):
    rules = current_version(code, on=START.date()).clocks.filter(code=clock)
    ordinary = next(rule for rule in rules if rule.fits(urgency="ordinary", kind="help"))
    assert due_of(ordinary, START).legal_on.isoformat() == LIMITS[code, clock]


@pytest.mark.parametrize("code", CODES)
def test_every_limit_names_its_basis(code):
    assert all(clock["basis"] and clock["basis_on"] for clock in shipped(code)["clocks"])


# --- Versions -----------------------------------------------------------------------------------


def shorter(**facts):
    """The 12345 procedure with three days to handle, from the first of December on."""
    new = shipped("hotline")
    clocks = [clock | ({"amount": 3} if clock["code"] == "handle" else {}) for clock in new["clocks"]]
    ordinary = {
        "procedure": Procedure.objects.get(code="hotline"), "valid_from": date(2026, 12, 1), "basis": "新规定",
        "document": new["document"], "clocks": clocks,
    }  # fmt: skip
    return publish_version(**(ordinary | facts))


def test_a_running_matter_keeps_its_version():
    old = MatterFactory()
    version = shorter()
    assert current_version("hotline", on=date(2026, 11, 30)) == old.version
    assert current_version("hotline", on=date(2026, 12, 1)) == version
    assert MatterFactory(registered_at=moment(2026, 12, 2)).version == version
    old.refresh_from_db()
    assert old.version != version


def test_a_version_that_contradicts_itself_is_refused():
    wrong = shipped("hotline")["document"]
    astray = {"name": "x", "from": ["nowhere"], "to": "closed", "roles": ["citizen"], "label": ["x", "x"]}
    wrong = wrong | {"moves": [*wrong["moves"], astray]}
    with pytest.raises(WrongProcedure):
        shorter(document=wrong)
    with pytest.raises(WrongProcedure):
        shorter(clocks=[shipped("hotline")["clocks"][0] | {"starts": ["fly"]}])
    assert ProcedureVersion.objects.filter(procedure__code="hotline").count() == 1


def test_a_version_cannot_begin_in_the_past():
    with pytest.raises(WrongProcedure):
        shorter(valid_from=date(2026, 11, 1), at=moment(2026, 11, 23))


def test_a_move_a_procedure_has_not_is_refused():
    matter = MatterFactory(state="closed", outcome="settled")
    with pytest.raises(MoveNotAllowed):
        matter.table.check("ask_review", matter.state, {"citizen"})


def test_loading_again_changes_nothing():
    assert load_procedures() == 0


# --- Portals that ran before ---------------------------------------------------------------------
RECHECK_MOVES = {"rework_recheck", "supervise_recheck", "explain_closed"}
SINCE = [("0025_rechecks_that_find_it_unsolved", "widen"), ("0027_rework_after_a_recheck", "part")]


def brought_up_to_date():
    """Twice, as a migration that was cut off runs again."""
    for name, step in SINCE * 2:
        getattr(import_module(f"matters.migrations.{name}"), step)(apps, None)


def without_recheck(version):
    """As the shipped version was when a re-check moved nothing."""
    moves = [move for move in version.document["moves"] if move["name"] not in RECHECK_MOVES]
    before = {"rework": {"from": ["replied"]}, "reopen": {"roles": ["citizen"]}}
    version.document["moves"] = [move | before.get(move["name"], {}) for move in moves]
    version.save()
    version.clocks.filter(code="recheck").delete()
    for clock in version.clocks.filter(code="ask_review"):
        clock.stops.remove("rework_recheck")
        clock.save()
    for clock in version.clocks.filter(code="rework"):
        clock.starts.remove("rework_recheck")
        clock.save()


def facts(version):
    clocks = version.clocks.values("order", "code", "starts", "stops", "amount", "unit", "basis", "basis_on")
    return deepcopy(version.document), list(clocks)


@pytest.mark.parametrize("code", CODES)
def test_a_version_of_before_gets_what_a_recheck_needs(code):
    version = ProcedureVersion.objects.get(procedure__code=code)
    shipped_now = facts(version)
    without_recheck(version)
    assert facts(version) != shipped_now
    brought_up_to_date()
    version.refresh_from_db()
    assert facts(version) == shipped_now


def test_a_version_a_city_changed_keeps_its_own_rework():
    version = ProcedureVersion.objects.get(procedure__code="hotline")
    without_recheck(version)
    rework = next(move for move in version.document["moves"] if move["name"] == "rework")
    rework["from"] = ["replied", "handling"]
    version.save()
    brought_up_to_date()
    version.refresh_from_db()
    assert rework in version.document["moves"]
    assert "rework_recheck" not in {move["name"] for move in version.document["moves"]}


def test_where_a_city_lets_only_the_person_send_back_a_recheck_does_not():
    version = ProcedureVersion.objects.get(procedure__code="hotline")
    without_recheck(version)
    rework = next(move for move in version.document["moves"] if move["name"] == "rework")
    rework |= {"from": ["replied", "closed"], "roles": [CITIZEN]}
    version.save()
    brought_up_to_date()
    version.refresh_from_db()
    moves = {move["name"]: move for move in version.document["moves"]}
    assert (moves["rework"]["from"], "rework_recheck" in moves) == (["replied"], False)
