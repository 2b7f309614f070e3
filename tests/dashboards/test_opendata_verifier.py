"""The script that recomputes the figures: run as anybody would, on files as published and on changed ones."""

import ast
import hashlib
import json
import sys

import pytest

from dashboards.opendata.verify_figures import WORDS, Finding, sentence, verify
from tests.dashboards.open_city import (
    VERIFIER,
    changed,
    lines_of,
    package_of,
    patch,
    place_of,
    run_verifier,
    said,
)
from tests.dashboards.test_publishing import made_up

__all__ = ["made_up"]

pytestmark = pytest.mark.one_engine


@pytest.fixture
def files(monkeypatch, made_up):
    patch(monkeypatch, made_up, 1)
    return package_of().files


def rehashed(files):
    """By somebody who changes the list of files too, so that only the sums can tell."""
    described = json.loads(files["datapackage.json"])
    for each in described["resources"]:
        each["hash"] = f"sha256:{hashlib.sha256(files[each['path']]).hexdigest()}"
    return {**files, "datapackage.json": json.dumps(described).encode()}


def numbers(found) -> list[tuple[str, int, str, str, str]]:
    return [
        (each["file"], each["line"], each["column"], each["says"], each["should"])
        for each in found["findings"]
        if each["code"] in ("number", "number_or")
    ]


def codes(found) -> set[str]:
    return {each["code"] for each in found["findings"]}


# --- As published ------------------------------------------------------------------------------------------------
def test_it_needs_nothing_but_python():
    imported = {
        alias.name.partition(".")[0]
        for node in ast.walk(ast.parse(VERIFIER.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in ([ast.alias(node.module or "")] if isinstance(node, ast.ImportFrom) else node.names)
    }
    assert imported <= sys.stdlib_module_names


@pytest.mark.parametrize("seed", range(12))
def test_what_is_published_agrees_with_itself(monkeypatch, made_up, seed):
    patch(monkeypatch, made_up, seed)
    report = verify(package_of().files)
    assert [sentence(each, "en") for each in report.findings] == []
    assert len(report.recomputed) > 500


def test_it_says_how_much_it_recomputed_and_what_it_could_not(files, tmp_path):
    done = run_verifier(tmp_path, files, "--lang", "en")
    assert done.returncode == 0, done.stdout
    assert "Everything agrees." in done.stdout
    assert "a median of days: bins are published of the whole city only" in done.stdout
    assert "全部相符。" in run_verifier(tmp_path, files).stdout


def test_every_shown_number_is_counted_once(files, tmp_path):
    found = said(tmp_path, files)
    lines = [
        line for name in ("city", "place", "unit", "category", "channel") for line in lines_of(files[f"{name}.csv"])
    ]
    shown = sum(1 for line in lines if line["value"])
    assert len(found["recomputed"]) + sum(found["own"].values()) == shown
    assert sum(found["hidden"].values()) == len(lines) - shown


def test_it_reads_a_folder_too(files, tmp_path):
    import subprocess

    folder = tmp_path / "figures"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    done = subprocess.run([sys.executable, "-I", "-S", str(VERIFIER), str(folder)], check=False, capture_output=True)
    assert done.returncode == 0


WITH_FRACTIONS = ("response", "composite", "days_to_answer")


# --- Changed -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("file", "figure", "column"),
    [("city.csv", "received", "value"), ("place.csv", "received", "value"), ("city.csv", "response", "value"),
     ("city.csv", "resolution", "part"), ("city.csv", "response", "whole"), ("city.csv", "composite", "value"),
     ("city.csv", "overdue", "value"), ("city.csv", "accepted", "value"),
     ("city.csv", "days_to_answer", "value"), ("city.csv", "days_to_answer", "whole")],
)  # fmt: skip
@pytest.mark.parametrize("hides", [False, True], ids=["hash tells", "only the sums tell"])
def test_one_changed_number_is_named(files, tmp_path, file, figure, column, hides):
    place = place_in_full_month(files, file, figure)
    before = lines_of(files[file])[place][column]
    other = "0.123457" if column == "value" and figure in WITH_FRACTIONS else str(int(before) + 3)
    tampered = changed(files, file, lambda lines: lines[place].update({column: other}))
    tampered = rehashed(tampered) if hides else tampered
    found = said(tmp_path, tampered)
    assert (file, place + 2, column, other, before) in numbers(found)
    assert ("hash" in codes(found)) is not hides
    assert run_verifier(tmp_path, tampered).returncode == 1


def all_shown(files, file, figure, period) -> bool:
    rows = [line for line in lines_of(files[file]) if line["figure"] == figure and line["period"] == period]
    return all(line["value"] for line in rows)


def place_in_full_month(files, file, figure) -> int:
    """Of a line whose month is shown in full, so that its sum can be made."""
    for place, line in enumerate(lines_of(files[file])):
        is_wanted = line["figure"] == figure and len(line["period"]) == 7 and line["value"] not in ("", "0")
        if is_wanted and all_shown(files, file, figure, line["period"]):
            return place
    raise LookupError(figure)


def test_a_removed_row_is_missed(files, tmp_path):
    place = place_of(files, "place.csv", figure="received")
    tampered = changed(files, "place.csv", lambda lines: lines[:place] + lines[place + 1 :])
    assert {"hash", "no_line"} <= codes(said(tmp_path, tampered))


def test_an_added_row_is_found(files, tmp_path):
    tampered = changed(files, "place.csv", lambda lines: [*lines, lines[0] | {"value": "9"}])
    assert {"hash", "twice"} <= codes(said(tmp_path, tampered))
    tampered = changed(files, "place.csv", lambda lines: [*lines, lines[0] | {"row": "place-9"}])
    assert {"hash", "no_line"} <= codes(said(tmp_path, tampered))


def test_swapped_names_are_found(files, tmp_path):
    def swap(lines):
        lines[0]["name_zh"], lines[13]["name_zh"] = lines[13]["name_zh"], lines[0]["name_zh"]

    found = said(tmp_path, rehashed(changed(files, "place.csv", swap)))
    assert [each["code"] for each in found["findings"]] == ["name", "name"]


def test_a_number_in_the_place_of_a_hidden_cell_is_found(files, tmp_path):
    place = next(place for place, line in enumerate(lines_of(files["place.csv"])) if line["not_shown"] == "small")
    tampered = changed(files, "place.csv", lambda lines: lines[place].update(value="4"))
    found = said(tmp_path, rehashed(tampered))
    assert [(each["code"], each["line"]) for each in found["findings"]] == [("hidden_shown", place + 2)]


@pytest.mark.parametrize("text", ["many", "-3", "1e9", "1,5", "=1+1", "NaN", " 7"])
def test_what_is_no_number_is_named(files, tmp_path, text):
    place = place_of(files, "city.csv", figure="received")
    found = said(tmp_path, changed(files, "city.csv", lambda lines: lines[place].update(value=text)))
    assert "no_number" in codes(found)


def test_a_missing_and_an_added_file_are_named(files, tmp_path):
    without = {name: content for name, content in files.items() if name != "unit.csv"}
    assert codes(said(tmp_path, without | {"more.csv": b"a,b"})) == {"missing", "extra"}


def test_other_weights_are_found(files, tmp_path):
    def change(lines):
        for line in lines:
            line["parts"] = line["parts"].replace("resolution*50", "resolution*60")

    found = said(tmp_path, rehashed(changed(files, "figures.csv", change)))
    assert "number" in codes(found)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_what_is_no_package_ends_with_two(tmp_path, content):
    import subprocess

    path = tmp_path / "some.zip"
    path.write_bytes(content)
    for name in (str(path), str(tmp_path / "nowhere")):
        done = subprocess.run([sys.executable, "-I", "-S", str(VERIFIER), name], check=False, capture_output=True)
        assert done.returncode == 2
        assert done.stderr


def test_a_table_that_cannot_be_read_is_named(files, tmp_path):
    for content in (b"\xff\xfe\x00", b"", b'"open', b"a,b\r\n1,2\r\n"):
        found = said(tmp_path, files | {"unit.csv": content})
        assert "hash" in codes(found)
        assert len(found["findings"]) >= 2


def test_many_wrong_numbers_are_told_within_bounds(files, tmp_path):
    def change(lines):
        for line in lines:
            line["value"] = str(int(line["value"]) + 1) if line["value"].isdigit() else line["value"]

    found = said(tmp_path, changed(files, "place.csv", change))
    assert 50 < len(found["findings"]) < 400


# --- Words -----------------------------------------------------------------------------------------------------------
def test_everything_it_can_say_it_says_in_both_languages():
    assert all(len(set(words)) == 2 and all(words) for words in WORDS.values())
    finding = Finding("cell", "city.csv", 3, "value", ("received", "c", "2026"), "7", "8")
    assert (
        sentence(finding, "en")
        == "city.csv, line 3, column value, received / c / 2026: not as published, says 7, should be 8"
    )
    assert sentence(finding, "zh") == "city.csv，第 3 行，“value”列，received / c / 2026：与公布的不同，现为 7，应为 8"
