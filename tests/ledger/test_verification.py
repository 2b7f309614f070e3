import hashlib
import itertools
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command

from foundation.ledger import verification, verifier
from foundation.ledger.keys import public_key
from foundation.ledger.models import Entry, Salt, Series, SignedDay
from foundation.ledger.records import sha256
from foundation.ledger.services import append, sign_day
from foundation.ledger.verification import verify
from tests.ledger.factories import AT, chain, tamper

OTHER_KEY = "b3RoZXItbGVkZ2VyLXNpZ25pbmcta2V5LTMyLWJ5dGU="


def found(**options):
    return [f"{problem.kind} {problem.what}" for problem in verify(**options).problems]


def forge(entry, **changes):
    """The entry's record and digest, changed so that they fit each other."""
    record = verifier.json.loads(entry.record) | changes
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    tamper("UPDATE ledger_entry SET record = %s, digest = %s WHERE id = %s", text, sha256(text), entry.pk)
    return sha256(text)


def entry(number, name="matter:1"):
    return Entry.objects.get(series__name=name, sequence=number)


def test_a_whole_ledger_is_genuine(db):
    chain(6, signed_at=[2, 4])
    chain(3, name="matter:2")
    report = verify()
    assert (report.problems, report.entries, report.series, report.days) == ([], 9, 2, 2)


def test_an_empty_ledger_is_genuine(db):
    assert found() == []


def test_a_changed_text_is_named(db):
    chain()
    tamper("UPDATE ledger_entry SET record = replace(record, '\"n\":3', '\"n\":33') WHERE sequence = 3")
    assert found() == ["changed matter:1 3"]


def test_a_changed_text_with_a_fitting_digest_is_named(db):
    chain()
    forge(entry(3), payload={"n": 33})
    assert found() == ["changed matter:1 3"]


def test_a_text_that_can_no_longer_be_read_is_named(db):
    chain()
    tamper("UPDATE ledger_entry SET record = 'gone' WHERE sequence = 3")
    assert found() == ["changed matter:1 3"]


def test_a_changed_column_beside_the_record_is_named(db):
    chain()
    tamper("UPDATE ledger_entry SET digest = %s WHERE sequence = 3", "0" * 64)
    assert found() == ["changed matter:1 3"]


def test_a_removed_entry_is_named(db):
    chain()
    tamper("DELETE FROM ledger_entry WHERE sequence = 3")
    assert found() == ["removed matter:1 3"]


def test_two_removed_entries_are_named(db):
    chain()
    tamper("DELETE FROM ledger_entry WHERE sequence IN (3, 4)")
    assert found() == ["removed matter:1 3", "removed matter:1 4"]


def test_removed_first_and_last_entries_are_named(db):
    chain()
    tamper("DELETE FROM ledger_entry WHERE sequence IN (1, 5, 6)")
    assert found() == ["removed matter:1 1", "removed matter:1 5–6"]


def test_a_removed_entry_is_named_even_when_the_later_ones_move_up(db):
    chain()
    tamper("DELETE FROM ledger_entry WHERE sequence = 3")
    for number in (4, 5, 6):
        tamper("UPDATE ledger_entry SET sequence = %s WHERE sequence = %s", number - 1, number)
    assert "removed matter:1 3" in found()


def insert(sequence, record):
    series = Series.objects.get(name="matter:1")
    tamper(
        "INSERT INTO ledger_entry (series_id, sequence, kind, record, digest, at) VALUES (%s, %s, 'moved', %s, %s, %s)",
        series.pk,
        sequence,
        record,
        sha256(record),
        AT,
    )


def test_an_entry_put_behind_the_last_one_is_named(db):
    series = chain()
    insert(7, json.dumps({"series": "matter:1", "sequence": 7, "previous": series.head}))
    assert found() == ["inserted matter:1 7"]


def test_an_entry_put_between_two_others_is_named(db):
    chain()
    for number in (6, 5, 4, 3):
        tamper("UPDATE ledger_entry SET sequence = %s WHERE sequence = %s", number + 1, number)
    insert(3, json.dumps({"series": "matter:1", "sequence": 3, "previous": entry(2).digest}))
    assert "inserted matter:1 3" in found()


def rewrite_from(number, **changes):
    """Everything from there on made anew, so that only a signature can tell."""
    previous = forge(entry(number), **changes)
    for later in Entry.objects.filter(sequence__gt=number):
        previous = forge(later, previous=previous)
    tamper("UPDATE ledger_series SET head = %s", previous)


def test_a_history_rewritten_to_the_end_is_found_by_the_signature(db):
    chain(6, signed_at=[4])
    rewrite_from(3, payload={"n": 33})
    assert found() == ["changed matter:1 4"]
    assert "nor are those before it" in verify().problems[0].detail


def test_twin_without_a_signature_a_history_rewritten_to_the_end_looks_genuine(db):
    chain(6)
    rewrite_from(3, payload={"n": 33})
    assert found() == []


def test_what_was_written_after_the_signature_must_follow_it(db):
    chain(6, signed_at=[4])
    rewrite_from(5, previous="f" * 64)
    assert found() == ["changed matter:1 5"]


def test_a_signed_end_cut_off_is_named_though_the_series_row_agrees(db):
    chain(6, signed_at=[6])
    tamper("DELETE FROM ledger_entry WHERE sequence > 4")
    tamper("UPDATE ledger_series SET signed_length = 4, length = 4, head = %s", entry(4).digest)
    assert found() == ["removed matter:1 5–6"]


def test_a_series_row_that_lies_is_named(db):
    chain(6, signed_at=[4])
    tamper("UPDATE ledger_series SET length = 2000000000")
    assert found() == ["removed matter:1 7–2000000000"]


def test_changed_heads_of_a_signed_day_are_named(db):
    chain(6, signed_at=[4])
    tamper("UPDATE ledger_signedhead SET head = %s", entry(3).digest)
    assert found() == ["changed day 2026-11-26"]


def test_a_changed_signed_day_is_named(db):
    chain(6, signed_at=[4])
    tamper("UPDATE ledger_signedday SET record = replace(record, '\"series\":1', '\"series\":2')")
    assert found() == ["changed day 2026-11-26"]


def test_a_removed_signed_day_is_named(db):
    chain(6, signed_at=[2, 4])
    tamper("DELETE FROM ledger_signedhead WHERE length = 2")
    tamper("DELETE FROM ledger_signedday WHERE day = '2026-11-24'")
    assert found() == ["removed day 2026-11-26"]


def test_a_day_signed_with_another_key_is_named_unless_it_is_trusted(db, settings):
    chain(2, signed_at=[2])
    earlier = public_key()
    settings.LEDGER_SIGNING_KEY = OTHER_KEY
    assert found() == ["changed day 2026-11-24"]
    assert found(also_trusted=frozenset([earlier])) == []
    settings.LEDGER_TRUSTED_KEYS = [earlier]
    assert found() == []


def test_one_day_checks_only_the_series_that_moved(db):
    chain(2, signed_at=[2])
    chain(2, name="matter:2")
    sign_day(date(2026, 11, 30))
    tamper("UPDATE ledger_entry SET digest = 'x' WHERE sequence = 1")
    assert found(day=date(2026, 11, 30)) == ["changed matter:2 1"]
    assert len(found()) == 2


def test_of_a_citys_series_no_more_are_held_than_a_few_at_a_time(db, monkeypatch):
    for number in range(1, 8):
        chain(2, name=f"matter:{number}")
    sign_day(date(2026, 11, 30))
    for number in (2, 7):
        tamper("DELETE FROM ledger_entry WHERE sequence = 2 AND record LIKE %s", f'%"matter:{number}"%')
    in_one, held = found(), []
    monkeypatch.setattr(verification, "AT_ONCE", 3)
    monkeypatch.setattr(verification, "_witnesses", [lambda names: held.append(list(names.values())) or iter(())])
    check_all = verification.check_all
    monkeypatch.setattr(
        verification, "check_all", lambda entries, *facts: held.append(facts) or check_all(entries, *facts)
    )
    assert found() == in_one == ["removed matter:2 2", "removed matter:7 2"]
    assert [[len(facts) for facts in each] for each in held[::2]] == [[3, 3], [3, 3], [1, 1]]
    assert held[1::2] == [[f"matter:{number}" for number in some] for some in ((1, 2, 3), (4, 5, 6), (7,))]
    assert (verify().entries, verify().series) == (12, 7)


def test_a_days_heads_are_read_one_by_one_in_the_order_that_was_signed(db):
    for name in ("matter:B", "matter:a-1", "matter:a1", "matter:2"):  # a database sorts words otherwise than bytes
        chain(1, name=name)
    sign_day(date(2026, 11, 30))
    read = verification._as_day(SignedDay.objects.get())
    assert iter(read.heads) is read.heads  # no list of them
    assert verifier.tree_root(read.heads) == json.loads(read.record)["root"]
    assert found() == []


@pytest.mark.parametrize("gone", [set(pair) for pair in itertools.combinations(range(1, 6), 2)])
def test_any_two_removed_entries_are_found(db, gone):
    chain(5, signed_at=[3])
    tamper(f"DELETE FROM ledger_entry WHERE sequence IN ({', '.join(map(str, gone))})")
    said = " ".join(str(problem) for problem in verify().problems)
    assert "removed" in said
    assert "changed" not in said
    assert "inserted" not in said


def test_the_command_names_the_entry_and_fails(db, capsys):
    chain()
    call_command("verify_ledger")
    tamper("DELETE FROM ledger_entry WHERE sequence = 3")
    with pytest.raises(CommandError, match="1 problems"):
        call_command("verify_ledger")
    assert "removed: matter:1 3" in capsys.readouterr().out


def test_the_command_signs_yesterday(db, capsys):
    chain(1)
    call_command("sign_ledger")
    assert SignedDay.objects.get().heads.count() == 1
    assert public_key() in capsys.readouterr().out


# --- The stand-alone verifier ---------------------------------------------------------------------------------------
def run_verifier(folder, *arguments):
    """In an interpreter without site packages and away from the source."""
    command = [sys.executable, "-I", "-S", str(folder / "verifier.py"), str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env={"PYTHONIOENCODING": "utf-8"})


@pytest.fixture
def folder(db, tmp_path):
    chain(6, signed_at=[2, 4])
    chain(2, name="matter:2")
    call_command("export_ledger", tmp_path)
    return tmp_path


def test_an_export_is_verified_with_the_standard_library_alone(folder):
    result = run_verifier(folder, "--key", public_key())
    assert "8 entries, 2 series, 2 signed days" in result.stdout
    assert (result.returncode, result.stderr) == (0, "")


def test_without_a_key_it_says_that_the_key_must_be_compared(folder):
    assert "compare the key" in run_verifier(folder).stdout


def test_a_key_that_is_not_the_published_one_is_refused(folder):
    result = run_verifier(folder, "--key", "ab" * 32)
    assert result.returncode == 1
    assert "unknown key" in result.stdout


def edit(file: Path, line, change):
    rows = file.read_text().splitlines()
    change(rows, line)
    file.write_text("\n".join(rows) + "\n")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows, n: rows.pop(n), "removed: matter:1 3"),
        (lambda rows, n: rows.insert(n, rows[n]), "inserted: matter:1 3"),
        (lambda rows, n: rows.__setitem__(n, rows[n].replace('\\"n\\":3', '\\"n\\":9')), "changed: matter:1 3"),
    ],
)
def test_a_tampered_export_is_named(folder, change, said):
    edit(folder / "entries.jsonl", 2, change)
    result = run_verifier(folder, "--key", public_key())
    assert result.returncode == 1
    assert said in result.stdout


def test_an_export_that_cannot_be_read_is_an_error_of_its_own(folder):
    (folder / "entries.jsonl").write_text("not json\n")
    assert run_verifier(folder).returncode == 2


def test_an_export_holds_no_salt_and_no_personal_value(db, tmp_path):
    append("matter:1", "registered", {}, AT, {"phone": "13800138000"})
    call_command("export_ledger", tmp_path)
    exported = "".join(file.read_text() for file in tmp_path.iterdir())
    assert "13800138000" not in exported
    assert Salt.objects.get().salt not in exported


# RFC 8032 §7.1, tests 1 to 3
@pytest.mark.parametrize(
    ("key", "message", "signature"),
    [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ],
)
def test_the_vectors_of_rfc_8032(key, message, signature):
    key, message, signature = map(bytes.fromhex, (key, message, signature))
    assert verifier.is_signed(key, message, signature)
    assert not verifier.is_signed(key, message + b"x", signature)
    assert not verifier.is_signed(key, message, signature[:-1] + bytes([signature[-1] ^ 1]))
    assert not verifier.is_signed(key, message, signature[:32])


def test_our_signature_check_agrees_with_the_library():
    for number in range(5):
        private = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        public, message = private.public_key().public_bytes_raw(), bytes([number]) * number
        signature = private.sign(message)
        assert verifier.is_signed(public, message, signature)
        too_large = int.from_bytes(signature[32:], "little") + verifier.Q
        assert not verifier.is_signed(public, message, signature[:32] + too_large.to_bytes(32, "little"))


def test_the_hash_tree_is_the_one_of_rfc_6962():
    heads = [("b", 1, "x"), ("a", 2, "y"), ("c", 3, "z")]
    a, b, c = (hashlib.sha256(b"\x00" + leaf).digest() for leaf in (b"a\n2\ny", b"b\n1\nx", b"c\n3\nz"))
    pair = hashlib.sha256(b"\x01" + a + b).digest()
    assert verifier.tree_root(sorted(heads)) == hashlib.sha256(b"\x01" + pair + c).hexdigest()


@pytest.mark.parametrize("size", range(1, 18))
def test_the_hash_tree_is_split_at_the_greatest_power_of_two(size):
    def root(leaves):  # RFC 6962 §2.1, word for word
        if len(leaves) == 1:
            return hashlib.sha256(b"\x00" + leaves[0]).digest()
        k = 1 << (len(leaves) - 1).bit_length() - 1
        return hashlib.sha256(b"\x01" + root(leaves[:k]) + root(leaves[k:])).digest()

    heads = [(f"{number:02}", number, "x") for number in range(size)]
    leaves = [f"{series}\n{length}\n{head}".encode() for series, length, head in heads]
    assert verifier.tree_root(heads) == root(leaves).hex()
