"""What is wrong with a procedure's TOML, all of it at once, in the reader's language."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from foundation.moves.table import STAYS, Kind
from matters.exceptions import WrongProcedure
from matters.models import ClockUnit
from matters.procedures.reading import STATE_WORDS, facts_of, roles_in
from matters.procedures.shipped import shipped_words
from matters.states import OPEN_STATES, MatterState, RequestKind, Urgency

Facts = Mapping[str, Any]
TOP = {"code", "name", "name_en", "basis", "roles", "states", "moves", "words", "clocks"}
MOVE = {"from", "to", "roles", "reason"}
CLOCK = {"code", "starts", "stops", "urgency", "kinds", "amount", "unit", "extend", "main", "basis", "basis_on"}
LONGEST_BASIS = 300
MOST = 32_767  # what the column holds
CODE = re.compile(r"[a-z0-9_-]{1,30}")
WHERE = re.compile(r"\(at line (\d+), column (\d+)\)")


def read(text: str, *, code: str, roles: Collection[str]) -> dict[str, Any]:
    """The facts of `reading.facts_of`. `code`: the procedure it is for; `roles`: all there are.

    Raises WrongProcedure with every problem found.
    """
    parsed = _parsed(text)
    problems = list(problems_in(parsed, code=code, roles={*roles, "citizen", "system"}))
    if problems:
        raise WrongProcedure(*problems)
    return facts_of(parsed, shipped_words())


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        found = WHERE.search(str(error))
        if found is None:
            raise WrongProcedure(_("This is no TOML: the text ends too early or is no text of this kind.")) from error
        where = {"line": found[1], "column": found[2]}
        raise WrongProcedure(
            _(
                "Line %(line)s, column %(column)s cannot be read: a quotation mark, bracket, comma or = is missing "
                "there or just before, or a name stands twice."
            )
            % where
        ) from error


def problems_in(parsed: Facts, *, code: str, roles: Collection[str]) -> Iterator[str]:
    yield from _unknown(parsed, TOP, _("at the top"))
    for name in ("code", "name", "basis"):
        if not _is_text(parsed.get(name)):
            yield _("%(name)s is missing at the top, or is no text.") % {"name": name}
    if not isinstance(parsed.get("name_en", ""), str):
        yield _("%(name)s is missing at the top, or is no text.") % {"name": "name_en"}
    if _is_text(parsed.get("code")) and parsed["code"] != code:
        yield _("The text is about “%(theirs)s”, the chosen procedure is “%(ours)s”.") % {
            "theirs": parsed["code"], "ours": code,
        }  # fmt: skip
    if len(str(parsed.get("basis", ""))) > LONGEST_BASIS:
        yield _("basis has more than %(most)s characters.") % {"most": LONGEST_BASIS}
    tables = [name for name in ("states", "moves") if not isinstance(parsed.get(name), dict) or not parsed[name]]
    for name in tables:
        yield _("The section [%(name)s] is missing or empty.") % {"name": name}
    if tables:
        return
    yield from _states(parsed["states"])
    yield from _moves(parsed, roles)
    yield from _words(parsed.get("words", {}), parsed)
    yield from _clocks(parsed.get("clocks"), parsed["moves"])


def _unknown(facts: Facts, known: Collection[str], where: str) -> Iterator[str]:
    for name in facts:
        if name not in known:
            yield _("“%(name)s” is not known %(where)s.") % {"name": name, "where": where}


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _state_names(states: Facts) -> list[str]:
    return [name for names in states.values() if _is_list(names) for name in names]


def _states(states: Facts) -> Iterator[str]:
    """Lists and figures of every procedure rely on which states are open."""
    yield from _unknown(states, list(Kind), _("in [states]; kinds are open, resolved, ended"))
    seen: set[str] = set()
    for kind, names in states.items():
        if not _is_list(names):
            yield _("[states] %(name)s must be a list of names.") % {"name": kind}
            continue
        for name in names:
            if name not in MatterState.values:
                yield _("There is no state “%(name)s”.") % {"name": name}
            elif (kind == Kind.OPEN) != (name in OPEN_STATES):
                yield _("The state “%(name)s” cannot be of the kind “%(kind)s”.") % {"name": name, "kind": kind}
            if name in seen:
                yield _("The state “%(name)s” stands twice.") % {"name": name}
            seen.add(name)
    if next(iter(_state_names(states)), "") != MatterState.REGISTERED:
        yield _("The first state must be “registered”: every matter begins there.")


def _moves(parsed: Facts, roles: Collection[str]) -> Iterator[str]:
    moves, states = parsed["moves"], set(_state_names(parsed["states"]))
    groups = parsed.get("roles", {})
    if not isinstance(groups, dict) or not all(map(_is_list, groups.values())):
        yield _("In [roles], each name must have a list of roles.")
        return
    reached = {MatterState.REGISTERED.value}
    for name, facts in moves.items():
        if name not in shipped_words()["moves"]:
            yield _("There is no move “%(name)s”.") % {"name": name}
        elif not isinstance(facts, dict) or not _is_list(facts.get("from")) or not isinstance(facts.get("to"), str):
            yield _('The move “%(name)s” needs from = [states] and to = "state".') % {"name": name}
        else:
            reached.add(facts["to"])
            yield from _move(name, facts, states, groups, roles)
    if not isinstance(moves.get("register"), dict) or moves["register"].get("from") != []:
        yield _("The move “register” with from = [] is missing: nothing could be taken in.")
    for name in sorted(states - reached):
        yield _("No move leads to the state “%(name)s”.") % {"name": name}


def _move(name: str, facts: Facts, states: Collection[str], groups: Facts, roles: Collection[str]) -> Iterator[str]:
    where = _("in the move “%(name)s”") % {"name": name}
    yield from _unknown(facts, MOVE, where)
    for state in [*facts["from"], facts["to"]]:
        if state not in states and not (state == STAYS and facts["from"] and state == facts["to"]):
            yield _("The move “%(name)s” names the state “%(state)s”, which is not in [states].") % {
                "name": name, "state": state,
            }  # fmt: skip
    if not isinstance(facts.get("reason", False), bool):
        yield _("reason is true or false, %(where)s.") % {"where": where}
    named = facts.get("roles")
    if not (_is_text(named) or (named and _is_list(named))):
        yield _("roles is missing %(where)s.") % {"where": where}
        return
    for role in roles_in(facts, groups):
        if role not in roles:
            yield _("“%(role)s” is neither a role nor a name in [roles], %(where)s.") % {"role": role, "where": where}


def _words(words: Any, parsed: Facts) -> Iterator[str]:
    if not isinstance(words, dict):
        yield _("The section [%(name)s] is missing or empty.") % {"name": "words"}
        return
    yield from _unknown(words, ("states", "moves"), _("in [words]"))
    states = words.get("states", {})
    for name, texts in states.items() if isinstance(states, dict) else ():
        if name not in _state_names(parsed["states"]):
            yield _("There is no state “%(name)s”.") % {"name": name}
        elif not _are_words(texts):
            yield _("The words of “%(name)s” are the texts label, label_en, next and next_en.") % {"name": name}
    moves = words.get("moves", {})
    for name, label in moves.items() if isinstance(moves, dict) else ():
        if name not in parsed["moves"]:
            yield _("There is no move “%(name)s”.") % {"name": name}
        elif not _is_list(label) or len(label) != 2 or not all(map(_is_text, label)):
            yield _("The words of “%(name)s” are a Chinese and an English text.") % {"name": name}


def _are_words(texts: Any) -> bool:
    return isinstance(texts, dict) and set(texts) <= set(STATE_WORDS) and all(map(_is_text, texts.values()))


def _clocks(clocks: Any, moves: Facts) -> Iterator[str]:
    if not isinstance(clocks, list) or not clocks or not all(isinstance(each, dict) for each in clocks):
        yield _("There is no limit: at least one section [[clocks]] is needed.")
        return
    for number, clock in enumerate(clocks, start=1):
        where = _("in limit %(number)s (%(code)s)") % {"number": number, "code": clock.get("code", "?")}
        yield from _clock(clock, moves, where)
    if not any(clock.get("main") is True for clock in clocks):
        yield _("No limit has main = true: a matter is judged on time by that one.")


def _clock(clock: Facts, moves: Facts, where: str) -> Iterator[str]:
    yield from _unknown(clock, CLOCK, where)
    choices = {"urgency": Urgency.values, "kinds": RequestKind.values, "starts": list(moves), "stops": list(moves)}
    for name, known in choices.items():
        given = clock.get(name, [])
        if not _is_list(given) or (name in ("starts", "stops") and not given):
            yield _("%(name)s must be a list of names, %(where)s.") % {"name": name, "where": where}
            continue
        for each in given:
            if each not in known:
                yield _("%(name)s names “%(each)s”, which does not exist, %(where)s.") % {
                    "name": name, "each": each, "where": where,
                }  # fmt: skip
    basis, code, day = clock.get("basis"), clock.get("code"), clock.get("basis_on")
    is_wrong = {
        "code": not isinstance(code, str) or not CODE.fullmatch(code),
        "amount": not _is_number(clock.get("amount"), 1),
        "unit": clock.get("unit") not in ClockUnit.values,
        "extend": not _is_number(clock.get("extend", 0), 0),
        "main": not isinstance(clock.get("main", False), bool),
        "basis": not _is_text(basis) or len(str(basis)) > LONGEST_BASIS,
        "basis_on": not isinstance(day, date) or isinstance(day, datetime),
    }
    for name, wrong in is_wrong.items():
        if wrong:
            yield _("%(name)s is missing or cannot be so, %(where)s: %(how)s.") % {
                "name": name, "where": where, "how": _how()[name],
            }  # fmt: skip


def _how() -> dict[str, str]:
    return {
        "code": _("small letters, digits and _"),
        "amount": _("a whole number from 1"),
        "unit": _("minute, hour, calendar_day or working_day"),
        "extend": _("a whole number from 0"),
        "main": _("true or false"),
        "basis": _("the law or rule, 300 characters at most"),
        "basis_on": _("a day such as 2026-01-01, without quotation marks"),
    }


def _is_number(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST
