#!/usr/bin/env python3
"""Verifies an exported ledger. Needs Python 3.10 or newer and nothing else; trust no computer but your own.

    python verifier.py DIRECTORY --key PUBLIC_KEY [--key EARLIER_PUBLIC_KEY …]

Take the public key (64 hex characters) from where the city published it, not from the export: without --key the key
found in the export is used and printed, and you must compare it yourself. Prints one line for every problem, then the
totals; ends with status 1 when anything is wrong.

The directory holds three files of one JSON object a line:
- entries.jsonl  {"series", "sequence", "digest", "record"}; digest = SHA-256 of record (UTF-8); the record is JSON and
                 holds its series, its sequence and the digest of the entry before it ("previous", first: 64 zeros).
- series.jsonl   {"name", "length", "head"}: what the database says the newest entry of each series is.
- days.jsonl     {"record", "signature", "public_key", "heads": [[series, length, head], …]}; the Ed25519 signature
                 (RFC 8032) is over the record; its "root" is the hash tree (RFC 6962) over the heads sorted by series,
                 each written "series\\nlength\\nhead"; its "previous" is the SHA-256 of the record of the day before.

The newest trustworthy head of a series (signed if there is one) names the genuine entries back to the first.
"""

import argparse
import hashlib
import itertools
import json
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

GENESIS = "0" * 64
Head = tuple[str, int, str]  # series, length, digest of the entry with that number


class Stored(NamedTuple):
    """An entry as it lies in the database or the export."""

    series: str
    sequence: int
    digest: str
    record: str


class Day(NamedTuple):
    record: str
    signature: str
    public_key: str
    heads: Iterable[Head]  # sorted by series


class Problem(NamedTuple):
    """`kind` is changed, removed or inserted; `what` names an entry ("series 7") or a day."""

    kind: str
    what: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what} ({self.detail})"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- Ed25519 (RFC 8032), verification only; nothing here is secret, so time does not matter ------------------------
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return (w * x % P, y * z % P, x * y % P, w * z % P)


def _times(scalar: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point, scalar = _add(point, point), scalar >> 1
    return result


def _point(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def _base() -> Point:
    point = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    assert point is not None
    return point


BASE = _base()


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """RFC 8032 §5.1.7."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, r, s = _point(public_key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= Q:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % Q
    left, right = _times(s, BASE), _add(r, _times(challenge, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


# --- The hash tree over a day's heads (RFC 6962 §2.1) --------------------------------------------------------------
def tree_root(heads: Iterable[Head]) -> str:
    """Of heads sorted by series, which are read one by one: no more is held than the tree is high."""
    tops: list[tuple[int, bytes]] = []  # of whole trees, height and root, the highest first
    for series, length, head in heads:
        height, top = 0, hashlib.sha256(b"\x00" + f"{series}\n{length}\n{head}".encode()).digest()
        while tops and tops[-1][0] == height:
            height, top = height + 1, _above(tops.pop()[1], top)
        tops.append((height, top))
    if not tops:
        return hashlib.sha256(b"").hexdigest()
    top = tops.pop()[1]
    while tops:
        top = _above(tops.pop()[1], top)
    return top.hex()


def _above(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def check_days(days: Iterable[Day], trusted: Collection[str]) -> tuple[list[Problem], dict[str, dict[int, str]]]:
    """Problems of the signed days, and what the sound ones say: {series: {length: head}}."""
    problems: list[Problem] = []
    anchors: dict[str, dict[int, str]] = {}
    for day, wrong in checked_days(days, trusted):
        problems += wrong
        if is_sound(wrong):
            for series, length, head in day.heads:
                anchors.setdefault(series, {})[length] = head
    return problems, anchors


def checked_days(days: Iterable[Day], trusted: Collection[str]) -> Iterator[tuple[Day, list[Problem]]]:
    """Each day, oldest first, with what is wrong with it and with its place after the one before."""
    previous = GENESIS
    for position, day in enumerate(days, start=1):
        name, faults = _day_faults(day, previous, trusted)
        yield day, [Problem(kind, f"day {name or position}", detail) for kind, detail in faults]
        previous = sha256(day.record)


def is_sound(problems: Iterable[Problem]) -> bool:
    """Whether a day with these problems may speak for its series."""
    return not any(problem.kind == "changed" for problem in problems)


def _day_faults(day: Day, previous: str, trusted: Collection[str]) -> tuple[str, list[tuple[str, str]]]:
    """The day's name and what is wrong with it. Nothing unsigned is read further than needed to name it."""
    faults = []
    try:
        facts = json.loads(day.record)
        name, root, before = str(facts["day"]), facts["root"], facts["previous"]
        is_genuine = is_signed(bytes.fromhex(day.public_key), day.record.encode(), bytes.fromhex(day.signature))
    except (ValueError, KeyError, TypeError):
        return "", [("changed", "cannot be read")]
    if not is_genuine:
        faults.append(("changed", "the signature is wrong"))
    if day.public_key not in trusted:
        faults.append(("changed", f"signed with the unknown key {day.public_key}"))
    if tree_root(day.heads) != root:
        faults.append(("changed", "its heads are not the signed ones"))
    if before != previous:
        faults.append(("removed", "the day signed before it is not the one here"))
    return name, faults


# --- One series -----------------------------------------------------------------------------------------------------
class SeriesCheck:
    """Walks from the newest trustworthy head back to the first entry; what the walk does not meet is not genuine."""

    def __init__(self, name: str, entries: Sequence[Stored], length: int, head: str, signed: dict[int, str]):
        self.name, self.entries, self.length, self.head, self.signed = name, entries, length, head, signed
        self.by_digest = {sha256(entry.record): entry for entry in entries}
        self.by_number = {entry.sequence: entry for entry in entries}
        self.met: set[int] = set()
        self.problems: dict[tuple[int, str], Problem] = {}

    def say(self, kind: str, number: int, detail: str, last: int = 0) -> None:
        numbers = f"{number}–{last}" if last > number else str(number)
        self.problems.setdefault((number, kind), Problem(kind, f"{self.name} {numbers}", detail))

    def run(self) -> list[Problem]:
        number, expected = self._start()
        while number > 0:
            if number in self.signed:
                self._compare(number, expected)
                expected = self.signed[number]
            number, expected = self._step(number, expected)
        for entry in self.entries:
            if id(entry) not in self.met:
                self.say("inserted", entry.sequence, "no genuine entry leads to it")
        return [problem for _, problem in sorted(self.problems.items())]

    def _start(self) -> tuple[int, str]:
        """The number and digest of the newest entry there ought to be."""
        number = max([self.length, *self.signed])
        expected = self.head if number == self.length else self.signed[number]
        last = max(self.by_number, default=0)
        if number > last and expected not in self.by_digest:
            self.say("removed", last + 1, "the newest of the series", last=number)
            return last, self.by_number[last].digest if last else ""
        if number > self.length:
            self.say("changed", number, "the series row is shorter than what was signed")
        return number, expected

    def _compare(self, number: int, expected: str) -> None:
        """The entry after a signed one must lead to it; if it leads elsewhere, it is the one that was rewritten."""
        if self.signed[number] in self.by_digest and expected != self.signed[number]:
            self.say("changed", min(number + 1, self.length), "does not lead to the signed entry")

    def _step(self, number: int, expected: str) -> tuple[int, str]:
        """Looks at the entry with this number; returns the number and digest to look for next."""
        entry = self.by_digest.get(expected)
        facts = facts_of(entry)
        if entry is None or facts is None or facts.sequence > number:
            return self._gap(number)
        if facts.sequence < number:
            self.say("removed", facts.sequence + 1, "the series claims to hold it", last=number)
        self.met.add(id(entry))
        if (entry.series, entry.sequence, entry.digest) != (self.name, facts.sequence, expected):
            self.say("changed", facts.sequence, f"stored as {entry.series} {entry.sequence}")
        if facts.series != self.name or (facts.sequence == 1 and facts.previous != GENESIS):
            self.say("changed", facts.sequence, "belongs to another chain")
        return facts.sequence - 1, facts.previous

    def _gap(self, number: int) -> tuple[int, str]:
        """The expected entry is not here: changed if another stands in its place, else removed."""
        entry, before = self.by_number.get(number), self.by_number.get(number - 1)
        if entry is None or id(entry) in self.met:
            entry = None
            self.say("removed", number, "nothing with its digest is left")
        else:
            self.met.add(id(entry))
            doubt = (
                "; nor are those before it, back to the last signed one, vouched for" if number in self.signed else ""
            )
            self.say("changed", number, f"its digest is not the one the chain holds{doubt}")
        facts = facts_of(entry)
        return number - 1, facts.previous if facts else before.digest if before else ""


class Facts(NamedTuple):
    series: str
    sequence: int
    previous: str


def facts_of(entry: Stored | None) -> Facts | None:
    """What a record says of itself, or None where it can no longer be read."""
    try:
        record = json.loads(entry.record) if entry else {}
        return Facts(str(record["series"]), int(record["sequence"]), str(record["previous"]))
    except (ValueError, KeyError, TypeError):
        return None


def check_series(name: str, entries: Sequence[Stored], length: int, head: str, signed: dict[int, str]) -> list[Problem]:
    """`length` and `head` are the database's word, `signed` is what sound days say: {length: head}."""
    return SeriesCheck(name, entries, length, head, signed).run()


# --- The exported files ---------------------------------------------------------------------------------------------
def lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open("rb") as stream:
        for line in stream:
            yield json.loads(line)


def read_days(directory: Path) -> list[Day]:
    rows = lines(directory / "days.jsonl")
    return [Day(d["record"], d["signature"], d["public_key"], _sorted(d["heads"])) for d in rows]


def _sorted(heads: Iterable[Sequence[Any]]) -> list[Head]:
    return sorted((series, length, head) for series, length, head in heads)


def verify_export(directory: Path, trusted: set[str]) -> tuple[list[Problem], str]:
    """Problems, and one line of totals. An empty `trusted` accepts the keys in the export and names them."""
    days = read_days(directory)
    keys = trusted or {day.public_key for day in days}
    problems, signed = check_days(days, keys)
    claims = {row["name"]: (row["length"], row["head"]) for row in lines(directory / "series.jsonl")}
    entries = (Stored(e["series"], e["sequence"], e["digest"], e["record"]) for e in lines(directory / "entries.jsonl"))
    more, total = check_all(entries, claims, signed)
    totals = f"{total} entries, {len(claims)} series, {len(days)} signed days, keys {', '.join(sorted(keys)) or '-'}"
    return problems + more, totals


def check_all(
    entries: Iterable[Stored], claims: dict[str, tuple[int, str]], signed: dict[str, dict[int, str]]
) -> tuple[list[Problem], int]:
    """Entries must come series by series. Returns the problems and how many entries were read."""
    problems: list[Problem] = []
    seen: set[str] = set()
    total = 0
    for name, group in itertools.groupby(entries, key=lambda entry: entry.series):
        found = list(group)
        total += len(found)
        if name in seen:
            problems.append(Problem("inserted", f"{name} {found[0].sequence}", "away from its series"))
        else:
            seen.add(name)
            problems += check_series(name, found, *claims.get(name, (0, GENESIS)), signed.get(name, {}))
    for name in sorted((claims.keys() | signed.keys()) - seen):
        problems += check_series(name, [], *claims.get(name, (0, GENESIS)), signed.get(name, {}))
    return problems, total


def main() -> int:
    parser = argparse.ArgumentParser(description="Verify an exported ledger.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--key", action="append", default=[], help="public key in hex, as published by the city")
    options = parser.parse_args()
    try:
        problems, totals = verify_export(options.directory, set(options.key))
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stdout.write(f"The export cannot be read: {error!r}\n")
        return 2
    said = [*map(str, problems), totals]
    if not options.key:
        said.append("No --key given: compare the key above with the one the city has published.")
    said.append(f"{len(problems)} problems" if problems else "Everything is genuine.")
    sys.stdout.write("\n".join(said) + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
