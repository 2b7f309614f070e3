"""What stands in the files of open data: the published values, well described, and nothing that is hidden."""

import json

import pytest
from frictionless import Package as FrictionlessPackage
from frictionless import system

from dashboards.metrics import all_metrics
from dashboards.metrics.measures import Histogram
from dashboards.opendata import tables
from dashboards.opendata.catalogue import Offered, catalogue
from dashboards.opendata.fields import FIGURES
from dashboards.opendata.package import CSV_FILES, FILES, Edition, sha256, zipped
from dashboards.opendata.verify_figures import COLUMNS, unzipped
from dashboards.publishing import Dimension, known_codes
from tests.dashboards.open_city import lines_of, package_of, patch
from tests.dashboards.test_publishing import YEAR, made_up

__all__ = ["made_up"]

pytestmark = pytest.mark.one_engine


@pytest.fixture
def package(monkeypatch, made_up):
    patch(monkeypatch, made_up, 1)
    return package_of()


def test_the_files_are_those_that_are_listed(package):
    assert tuple(package.files) == FILES
    listed = json.loads(package.files["datapackage.json"])["resources"]
    assert {each["path"] for each in listed} == set(FILES) - {"datapackage.json"}
    for each in listed:
        content = package.files[each["path"]]
        assert (each["bytes"], each["hash"]) == (len(content), f"sha256:{sha256(content)}")


def test_tables_begin_with_a_bom_and_their_columns(package):
    assert tuple(field.name for field in FIGURES) == COLUMNS
    for name in CSV_FILES[1:]:
        assert package.files[name].startswith(b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n")


def test_frictionless_finds_the_package_valid(package, tmp_path):
    for name, content in package.files.items():
        (tmp_path / name).write_bytes(content)
    with system.use_context(trusted=True):
        report = FrictionlessPackage(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["message"])[:5]
    assert {task.name for task in report.tasks} >= {name.removesuffix(".csv") for name in CSV_FILES}


def test_frictionless_finds_a_changed_file(package, tmp_path):
    for name, content in package.files.items():
        (tmp_path / name).write_bytes(content.replace(b"2026-03,", b"2026-13,") if name == "city.csv" else content)
    with system.use_context(trusted=True):
        assert not FrictionlessPackage(str(tmp_path / "datapackage.json")).validate().valid


def test_each_figure_has_each_month_of_each_row_and_the_year(package):
    lines = lines_of(package.files["place.csv"])
    received = {(line["row"], line["period"]) for line in lines if line["figure"] == "received"}
    periods = [*(f"{month:%Y-%m}" for month in YEAR), "2026"]
    assert received == {
        (row, period) for row in ["place-1", "place-2", "place-3", "place-4", "_rest"] for period in periods
    }


def test_posts_are_told_by_place_only(package):
    assert not any(line["figure"] == "grid_workers" for line in lines_of(package.files["unit.csv"]))
    assert any(line["figure"] == "grid_workers" for line in lines_of(package.files["place.csv"]))


@pytest.mark.parametrize("seed", range(4))
def test_a_hidden_cell_has_no_number_in_any_file(monkeypatch, made_up, seed):
    """Not its own value, nor its part, whole or ninth decile."""
    patch(monkeypatch, made_up, seed)
    files = package_of().files
    hidden = [line for name in CSV_FILES[1:] for line in lines_of(files[name]) if line["not_shown"]]
    assert hidden
    for line in hidden:
        assert line["value"] == ""
        if line["not_shown"] in ("small", "protects", "period", "not_over"):
            assert (line["part"], line["whole"], line["ninth_decile"]) == ("", "", ""), line


def test_the_files_show_exactly_what_is_published(package, monkeypatch):
    """Every line of every table is the published cell, and says why where there is none."""
    from dashboards.publishing import table
    from tests.dashboards.test_publishing import months

    for dimension in Dimension:
        lines = {
            (line["figure"], line["row"], line["period"]): line for line in lines_of(package.files[f"{dimension}.csv"])
        }
        for number in range(1, 13):
            for key, figure in table(dimension, "resolution", months(number, number)).items():
                row = f"{dimension.value}-{key}" if key else "_rest"
                line = lines["resolution", row, f"2026-{number:02}"]
                assert (line["part"], line["whole"]) == tuple(
                    "" if n is None else str(n) for n in (figure.part, figure.whole)
                )
                assert line["not_shown"] == (figure.why or "")


def test_the_same_numbers_are_the_same_bytes(package, monkeypatch, made_up):
    again = package_of()
    assert again.archive == package.archive
    patch(monkeypatch, made_up, 2)
    assert package_of().fingerprint != package.fingerprint


def test_an_archive_is_read_as_it_was_written(package):
    assert unzipped(package.archive) == package.files
    assert zipped(package.files) == package.archive


def test_a_year_that_runs_has_the_months_that_have_begun(package):
    from datetime import date

    running = tables.months_of(2027, date(2027, 3, 9))
    assert [f"{month:%m}" for month in running] == ["01", "02", "03"]
    assert Edition(2027).state.en.startswith("Provisional")


# --- How a figure is worked out from others --------------------------------------------------------------------
def test_what_the_files_say_of_a_figure_is_how_it_is_made(package):
    """Against the measures each is made of: what adds up over months, what is worked out from what."""
    told = {line["code"]: line for line in lines_of(package.files["figures.csv"])}
    assert list(told) == known_codes()
    days = {measure for each in Histogram for measure in each.measures}
    for each in all_metrics():
        line, made = told[each.code], each.of_measures
        if made is None:
            assert line["over_months"] == "last"
        elif set(made.measures) <= days:
            assert (line["kind"], line["over_months"]) == ("days", "none")
        elif each.code != "composite":
            assert line["over_months"] == ("sum" if adds_up(made) else "floor"), each.code


def adds_up(made) -> bool:
    from dashboards.metrics import Count

    one, other = ({measure: 50_000 + 7 * measure * factor for measure in made.measures} for factor in (1, 3))
    both = {measure: one[measure] + other[measure] for measure in one}
    values = [made.make(sums) for sums in (one, other, both)]
    numbers = [(each.number,) if isinstance(each, Count) else (each.part, each.whole) for each in values]
    return numbers[2] == tuple(map(sum, zip(numbers[0], numbers[1], strict=True)))


def test_both_languages_stand_in_the_list_of_figures(package):
    line = next(line for line in lines_of(package.files["figures.csv"]) if line["code"] == "received")
    assert (line["name_zh"], line["name_en"]) == ("登记", "Received")
    assert line["definition_zh"].startswith("算法")
    assert line["definition_en"].startswith("Counted")


def test_the_texts_name_every_column(package):
    for name in ("README.md", "README.zh.md"):
        text = package.files[name].decode()
        assert all(f"`{field.name}`" in text for field in FIGURES)
        assert "{" not in text
        assert "CC-BY-4.0" in text


# --- The catalogue -----------------------------------------------------------------------------------------------
def test_the_catalogue_describes_each_edition(settings):
    first, second = (Offered(Edition(2025, number), None, 1000, "ab" * 32) for number in (1, 2))
    found = catalogue([Offered(Edition(2026)), second, first])
    series, running, latest, earlier = found["dcat:dataset"]
    assert (found["@type"], series["@type"], latest["@type"]) == ("dcat:Catalog", "dcat:DatasetSeries", "dcat:Dataset")
    assert latest["dcat:previousVersion"] == {"@id": earlier["@id"]}
    assert earlier["@id"] == f"{settings.PORTAL_URL}/figures/data/2025/1/"
    assert latest["dct:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert latest["dct:temporal"]["dcat:startDate"] == {"@type": "xsd:date", "@value": "2025-01-01"}
    archive = latest["dcat:distribution"][0]
    assert archive["spdx:checksum"]["spdx:checksumValue"] == {"@type": "xsd:hexBinary", "@value": "ab" * 32}
    assert "spdx:checksum" not in running["dcat:distribution"][0]


def test_every_name_of_the_catalogue_has_its_vocabulary():
    found = catalogue([Offered(Edition(2026))])
    prefixes = {name.partition(":")[0] for name in names_in(found) if not name.startswith("@")}
    assert prefixes <= set(found["@context"])


def names_in(node) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(names_in, node)) if node else set()
    if not isinstance(node, dict):
        return set()
    types = node.get("@type", [])
    named = {types} if isinstance(types, str) else set(types)
    return {name for name in node if name != "@context"} | named | names_in(
        [value for name, value in node.items() if name not in ("@context", "@value")]
    )  # fmt: skip
