"""The pages and files of open data as a visitor gets them, the tamper test, and that pages say what the files say."""

import html
import io
import json
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dashboards import releasing
from dashboards.folding import fold_all
from dashboards.opendata import tables
from dashboards.opendata.keeping import Keeper, keeper
from dashboards.opendata.package import FILES, Edition, Package, zipped
from dashboards.opendata.verify_figures import unzipped
from dashboards.opendata.words import Words
from dashboards.publishing import known_codes
from dashboards.releasing import freeze_year
from matters.models import Channel
from tests.dashboards.open_city import changed, lines_of, package_of, patch, place_of, said
from tests.dashboards.test_metrics import judged
from tests.dashboards.test_publishing import forget, make_up
from tests.matters.casework import answered
from tests.matters.factories import MatterFactory, another_town, category, city, moment, town
from tests.reception_days.factories import BookingFactory

pytestmark = pytest.mark.django_db
TODAY, NOW = date(2027, 2, 2), moment(2027, 2, 2)
DATA, CHECK = "/figures/data/", "/figures/data/check/"


@pytest.fixture(autouse=True)
def _in_february(monkeypatch):
    for module in ("publishing.series", "forms", "views.opendata", "views.tamper"):
        monkeypatch.setattr(f"dashboards.{module}.localdate", lambda: TODAY)
    keeper.forget()
    yield
    keeper.forget()


@pytest.fixture
def history():
    """A little of everything in the last months of 2026, and one matter in 2027."""
    for month, here, there in ((9, 7, 12), (10, 3, 9), (11, 6, 17), (12, 8, 0)):
        for place, number in ((town(), here), (another_town(), there)):
            for _each in range(number):
                MatterFactory(place=place, registered_at=moment(2026, month, 3), channel=Channel.PHONE)
    for number in range(7):
        judged(answered(place=town(), category=category()), "yes" if number else "no", 5 if number else 1)
    BookingFactory()
    MatterFactory(registered_at=moment(2027, 1, 5))
    fold_all(at=NOW)


class Fixed:
    def get(self, today: date) -> int:
        return 2026


@pytest.fixture(scope="module")
def kept_tables() -> dict[Edition, dict[str, bytes]]:
    """What was built once of years of numbers that are made up."""
    return {}


@pytest.fixture
def released(db, monkeypatch, kept_tables):
    """2026 of a city made up of numbers, and a year that runs."""
    from dashboards.opendata import keeping

    city()
    build = releasing.build

    def built(edition: Edition, today: date) -> Package:
        kept = Edition(edition.year)
        if kept not in kept_tables:
            kept_tables[kept] = made_up_tables() if edition.year == 2026 else build(edition, today).tables
        return Package(edition, today, kept_tables[kept])

    monkeypatch.setattr(releasing, "_first", Fixed())
    monkeypatch.setattr(keeping, "build", built)
    monkeypatch.setattr(releasing, "build", built)
    return freeze_year(2026, at=NOW)


def made_up_tables() -> dict[str, bytes]:
    with pytest.MonkeyPatch.context() as patched:
        patch(patched, make_up(patched), 1)
        patched.setattr(tables, "_city_name", lambda: tables.Name(city().code, Words("望澜市", "Wanglan")))
        found = package_of(release=0).tables
    forget()
    return found


@pytest.fixture
def really_released(history):
    return freeze_year(2026, at=NOW)


def get(path: str, **headers: str):
    return Client().get(path, headers=headers)


def text_of(response) -> str:
    return re.sub(
        r"\s+", " ", html.unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", body(response), flags=re.S))
    )


def body(response) -> str:
    return response.content.decode()


# --- The page --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("prefix", "final", "running"), [("", "已定稿", "暂行"), ("/en", "Final", "Provisional")])
def test_the_page_says_what_there_is(released, prefix, final, running):
    response = get(prefix + DATA)
    words = text_of(response)
    assert response.is_public_page
    assert final in words
    assert running in words
    assert released.sha256 in words
    assert "CC-BY-4.0" in words
    assert '<script type="application/ld+json">' in body(response)
    assert body(response).count("<h1") == 1
    assert " style=" not in body(response)
    assert len(response.content) < 150_000


def test_the_pages_data_for_search_engines_is_a_dataset(released):
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', body(get(DATA)), re.S)
    found = json.loads(block[1])
    assert found["@type"] == "Dataset"
    assert found["temporalCoverage"] == "2026-01-01/2027-12-31"
    assert found["license"].startswith("https://creativecommons.org/")


def test_before_the_first_matter_there_are_no_files():
    assert "暂无数据文件" in text_of(get(DATA))
    city()
    assert "There are no files yet" in text_of(get("/en" + DATA))
    assert json.loads(get(f"{DATA}catalogue.jsonld").content)["dcat:dataset"][1:] == []
    assert get(f"{DATA}2026/figures.zip").status_code == 404


def test_a_figures_page_and_the_overview_lead_to_the_data(released):
    assert 'href="/figures/data/#figure-received"' in body(get("/figures/received/"))
    assert 'href="/figures/data/"' in body(get("/figures/"))
    assert 'id="figure-received"' in body(get(DATA))


# --- The files -------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", [*FILES, "figures.zip"])
def test_a_file_is_open_to_everybody_and_asked_for_once(released, name):
    first = get(f"{DATA}2026/{name}")
    assert first.status_code == 200
    assert first["Access-Control-Allow-Origin"] == "*"
    assert first["Cache-Control"] == "no-cache"
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = get(f"{DATA}2026/{name}", **headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again["Access-Control-Allow-Origin"] == "*"


def test_the_files_of_a_release_never_change(really_released):
    first = get(f"{DATA}2026/1/figures.zip")
    MatterFactory(registered_at=moment(2026, 11, 9), place=town())
    fold_all(at=NOW)
    from foundation.memory import Memory

    Memory.forget_all()
    freeze_year(2026, at=NOW)
    assert "immutable" in first["Cache-Control"]
    assert get(f"{DATA}2026/1/figures.zip").content == first.content
    assert get(f"{DATA}2026/2/figures.zip").content == get(f"{DATA}2026/figures.zip").content != first.content
    assert 'href="/figures/data/2026/1/figures.zip"' in body(get(DATA))
    assert "第 2 版" in text_of(get(DATA))


def test_a_year_that_runs_is_made_when_asked_for(released):
    response = get(f"{DATA}2027/figures.zip")
    files = unzipped(response.content)
    assert json.loads(files["datapackage.json"])["status"] == "provisional"
    periods = {line["period"] for line in lines_of(files["city.csv"])}
    assert periods == {"2027-01", "2027-02", "2027"}
    reasons = {line["not_shown"] for line in lines_of(files["place.csv"]) if line["period"] == "2027-02"}
    assert "not_over" in reasons


@pytest.mark.parametrize(
    "path", ["2025/figures.zip", "1999/city.csv", "2031/city.csv", "2026/3/city.csv", "2026/passwd", "2027/1/city.csv"]
)
def test_what_there_is_not_is_not_found(released, path):
    for prefix in ("", "/en"):
        assert get(f"{prefix}{DATA}{path}").status_code == 404


def test_the_catalogue_and_the_script_are_files_too(released):
    found = get(f"{DATA}catalogue.jsonld")
    assert found["Content-Type"] == "application/ld+json"
    assert found["Access-Control-Allow-Origin"] == "*"
    assert get(f"{DATA}catalogue.jsonld", **{"If-None-Match": found["ETag"]}).status_code == 304
    assert {each["@type"] for each in found.json()["dcat:dataset"]} == {"dcat:DatasetSeries", "dcat:Dataset"}
    script = get(f"{DATA}verify_figures.py")
    assert script.content == unzipped(get(f"{DATA}2026/figures.zip").content)["verify_figures.py"]


def test_a_process_makes_a_year_at_most_once_a_minute(history, monkeypatch):
    made = []
    from dashboards.opendata import keeping

    build = keeping.build
    monkeypatch.setattr(keeping, "build", lambda *asked: made.append(asked) or build(*asked))
    kept = Keeper()
    first = kept.get(2027, NOW, TODAY)
    assert kept.get(2027, NOW + timedelta(seconds=59), TODAY) is first
    assert len(made) == 1
    later = kept.get(2027, NOW + timedelta(hours=1), TODAY)
    assert len(made) == 2
    assert later.at == first.at, "the same numbers keep their time"


# --- Pages and files say the same ------------------------------------------------------------------
def tables_of(page: str) -> dict[str, list[list[str]]]:
    """By the id of each panel its lines: the name, then what each cell shows."""
    found = {}
    for name, panel in re.findall(r'<figure class="figure-panel" id="([^"]+)">(.*?)</figure>', page, re.S):
        rows = re.findall(r"<tr>(.*?)</tr>", panel.partition("<tbody>")[2], re.S)
        found[name] = [[shown(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)] for row in rows]
    return found


def shown(cell: str) -> str:
    cell = re.sub(r'<span class="(visually-hidden|figure-basis)">.*?</span>', "", cell, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", "", cell)).strip()


def as_shown(line: dict[str, str], kind: str, recomputed: str | None) -> str:
    """What a page makes of a line, from the recomputed number where there is one."""
    if line["not_shown"]:
        return f"<{line['below']}" if line["not_shown"] == "small" else "—"
    number = float(recomputed or line["value"])
    if kind == "share":
        exact = int(line["part"]) / int(line["whole"]) if line["part"] else number
        return f"{exact:.1%}"
    return f"{number:,.0f}" if kind == "count" else f"{number:.1f}"


def test_every_number_on_the_pages_is_what_the_script_recomputes(really_released, tmp_path):
    files = unzipped(really_released.content.open().read())
    found = said(tmp_path, files)
    assert found["findings"] == []
    recomputed = {(table, figure, row, period): value for table, figure, row, period, value in found["recomputed"]}
    kinds = {line["code"]: line["kind"] for line in lines_of(files["figures.csv"])}
    compared = 0
    for code in known_codes():
        page = tables_of(body(get(f"/figures/{code}/?since=2026-01&until=2026-12")))
        for panel, table in ((f"months-{code.replace('_', '-')}", "city"), *((f"by-{n}", n) for n in DIMENSIONS)):
            lines = [line for line in lines_of(files[f"{table}.csv"]) if line["figure"] == code]
            told = {}
            for line in lines:
                key = line["period"] if table == "city" else line["name_zh"] if line["period"] == "2026" else None
                value = recomputed.get((table, code, line["row"], line["period"]))
                told[key] = as_shown(line, kinds[code], value)
            for name, *values in page.get(panel, []):
                if name in told:
                    assert values == [told[name]], (code, panel, name)
                    compared += 1
    assert compared > 24 * 14


DIMENSIONS = ("place", "unit", "category", "channel")


def test_the_cards_of_the_overview_are_the_years_lines(really_released):
    files = unzipped(really_released.content.open().read())
    page = body(get("/figures/?since=2026-01&until=2026-12"))
    cards = re.findall(
        r'<h3 class="h4"><a href="/figures/(\w+)/[^>]*>.*?<p class="figure-value">(.*?)</p>', page, re.S
    )  # fmt: skip
    kinds = {line["code"]: line["kind"] for line in lines_of(files["figures.csv"])}
    lines = {line["figure"]: line for line in lines_of(files["city.csv"]) if line["period"] == "2026"}
    assert len(cards) > 15
    for code, value in cards:
        assert shown(value).removesuffix(" 天").removesuffix("天") == as_shown(lines[code], kinds[code], None), code


# --- The tamper test -------------------------------------------------------------------------------
def send(content: bytes, prefix: str = "", name: str = "place.csv"):
    return Client().post(prefix + CHECK, {"file": SimpleUploadedFile(name, content)})


def test_an_unchanged_file_is_said_to_be_as_published(released):
    files = unzipped(released.content.open().read())
    for content in (files["place.csv"], files["figures.csv"], released.content.open().read()):
        assert "byte for byte" in text_of(send(content, "/en"))
    assert "逐字节相同" in text_of(send(files["city.csv"]))


def test_a_changed_number_is_named_with_file_line_and_column(released):
    files = unzipped(released.content.open().read())
    place = place_of(files, "city.csv", figure="received", period="2026-11")
    before = lines_of(files["city.csv"])[place]["value"]
    tampered = changed(files, "city.csv", lambda lines: lines[place].update(value="99"))
    for content in (tampered["city.csv"], zipped(tampered)):
        words = text_of(send(content, "/en"))
        assert "One place is not as published" in words
        assert f"city.csv {place + 2} value 99 {before} received / {city().code} / 2026-11" in words
        assert "It finds by itself" in words
    assert f"city.csv {place + 2} value 99 {before}" in text_of(send(tampered["city.csv"]))


def test_a_hidden_cell_that_was_filled_is_named(released):
    files = unzipped(released.content.open().read())
    place = next(place for place, line in enumerate(lines_of(files["place.csv"])) if line["not_shown"] == "small")
    tampered = changed(files, "place.csv", lambda lines: lines[place].update(value="3", not_shown="", below=""))
    words = text_of(send(tampered["place.csv"], "/en"))
    assert "3 places are not as published" in words
    assert f"place.csv {place + 2} value 3 —" in words


def test_another_way_of_writing_the_same_numbers_is_no_change(released):
    files = unzipped(released.content.open().read())
    content = files["city.csv"].decode("utf-8-sig").replace("\r\n", "\n").encode()
    assert "Every number is as published" in text_of(send(content, "/en"))


def test_rows_that_were_removed_and_added_are_named(released):
    files = unzipped(released.content.open().read())
    tampered = changed(files, "place.csv", lambda lines: [*lines[1:], lines[1] | {"row": "elsewhere"}])
    words = text_of(send(tampered["place.csv"], "/en"))
    assert "the published file has no such line" in words
    assert "a line of the published file is missing" in words


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("city.csv", b"0" * 61 * 1024 * 1024)
    return out.getvalue()


def of_year(year: int) -> bytes:
    from dashboards.opendata.verify_figures import COLUMNS

    line = ["received", "x", "x", "x", f"{year}-01", "1", "", "", "", "", ""]
    return (",".join(COLUMNS) + "\r\n" + ",".join(line) + "\r\n").encode()


GARBAGE = (",".join(f"c{n}" for n in range(50)) + "\n").encode() + b"1\n" * 50


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: b"", "The file is empty."),
        (lambda: b"x" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
        (bomb, "unpacks to more than ours"),
        (lambda: b"PK\x03\x04broken", "cannot be opened"),
        (lambda: zipped({"a.txt": b"hello"}), "not one of our files"),
        (lambda: "figure,row,name_zh,数\n".encode("gb18030"), "not text in UTF-8"),
        (lambda: GARBAGE, "not one of our files"),
        (lambda: b"a,b\r\n1,2\r\n", "not one of our files"),
        (lambda: b"%PDF-1.7", "not one of our files"),
        (lambda: b"\x00" * 100, "not one of our files"),
        (lambda: b"," * 1_000_000, "not one of our files"),
        (lambda: of_year(1999), "no figures of that year. There are files of: 2027, 2026"),
    ],
    ids=["empty", "large", "bomb", "broken", "other zip", "encoding", "50 columns", "other csv", "pdf", "zeros",
         "commas",
         "other year"],
)  # fmt: skip
def test_what_is_not_ours_is_refused_with_what_to_do(released, content, words):
    given = content()
    response = send(given, "/en")
    assert response.status_code == 400
    assert words in text_of(response)
    chinese = text_of(send(given))
    assert words not in chinese
    assert "请" in chinese or "现有年份" in chinese


def test_without_a_file_one_is_asked_for():
    assert "Choose a file first." in text_of(Client().post("/en" + CHECK))


def test_with_no_figures_at_all_nothing_is_ours():
    assert send(of_year(2026)).status_code == 400


def test_the_form_asks_for_its_token():
    assert Client(enforce_csrf_checks=True).post(CHECK, {"file": SimpleUploadedFile("a.csv", b"x")}).status_code == 403
    assert "csrfmiddlewaretoken" in body(get(CHECK))
    assert not getattr(get(CHECK), "is_public_page", False)


def test_too_many_files_are_not_checked(released, monkeypatch):
    from dashboards.views import tamper
    from foundation.requests.limits import Limit

    monkeypatch.setattr(tamper, "PER_READER", (Limit(2, 600),))
    answers = [send(b"a,b\n", "/en") for _each in range(3)]
    assert "Too many files have been checked." in text_of(answers[2])
    assert "Too many" not in text_of(answers[1])


def test_nothing_of_a_file_is_kept(released, settings):
    def kept() -> set[str]:
        folders = (settings.PRIVATE_FILES_ROOT, settings.MEDIA_ROOT)
        return {str(each) for folder in folders if folder.exists() for each in folder.rglob("*")}

    before = kept()
    send(GARBAGE)
    send(released.content.open().read(), name="figures.zip")
    assert kept() == before


def test_a_strangers_text_is_shown_as_text(released):
    files = unzipped(released.content.open().read())
    tampered = changed(files, "city.csv", lambda lines: lines[0].update(value="<script>alert(1)</script>" + "x" * 200))
    page = body(send(tampered["city.csv"], "/en"))
    assert "<script>alert" not in page
    assert "x" * 100 not in page


def test_years_begin_with_the_first_that_has_a_figure(history):
    assert releasing.years(TODAY) == [2027, 2026]
