"""A year's figures as a Frictionless Data Package: its files by name, and all of them as one archive."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings

from dashboards.opendata.fields import FIGURES, LIST, Field
from dashboards.opendata.licence import LICENCE
from dashboards.opendata.tables import city_lines, dimension_lines, figures_of, months_of
from dashboards.opendata.words import ENGLISH, Words, in_language
from dashboards.publishing import Dimension, city, composite_weights, known_codes
from foundation.exchange.services import write_csv

HERE = Path(__file__).parent
DESCRIPTION, VERIFIER = "datapackage.json", "verify_figures.py"
TABLES = ("city", *Dimension.values)
CSV_FILES = ("figures.csv", *(f"{name}.csv" for name in TABLES))
TEXTS = ("README.zh.md", "README.md")
FILES = (DESCRIPTION, *CSV_FILES, *TEXTS, VERIFIER)
SPECIFICATION = "https://specs.frictionlessdata.io/data-package/"
TITLES = {
    "figures": Words("指标和定义", "Figures and their definitions"),
    "city": Words("全市", "The whole city"),
    "place": Words("按乡镇（街道）", "By town"),
    "unit": Words("按承办单位", "By unit"),
    "category": Words("按事项类别", "By kind of matter"),
    "channel": Words("按渠道", "By way in"),
}
Files = dict[str, bytes]


@dataclass(frozen=True)
class Edition:
    """Which edition of a year it is: a release by its number, or what there is so far (0)."""

    year: int
    release: int = 0

    @property
    def name(self) -> str:
        return f"figures-{self.year}" + (f"-r{self.release}" if self.release else "-provisional")

    @property
    def version(self) -> str:
        return f"{self.year}.{self.release}.0"

    @property
    def archive(self) -> str:
        return f"{self.name}.zip"

    @property
    def title(self) -> Words:
        return Words(f"公众参与治理公开数据 {self.year} 年", f"Public figures of participation, {self.year}")

    @property
    def state(self) -> Words:
        if self.release:
            return Words(
                f"正式发布，第 {self.release} 版。文件不再改动；如有更正，另出新版。",
                f"Release {self.release}. These files do not change; a correction is a new release beside it.",
            )
        return Words(
            "暂行数据：年度尚未定稿，数字随时可能变动。",
            "Provisional: the year is not final yet and its numbers may still change.",
        )


@dataclass(frozen=True)
class Package:
    """What was published of a year, as files."""

    edition: Edition
    made_on: date
    tables: Files  # the CSV files, which the numbers stand in

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same numbers and names, whenever it was made."""
        return sha256(b"".join(sha256(self.tables[name]).encode() for name in CSV_FILES))

    @cached_property
    def files(self) -> Files:
        files = self.tables | {name: self._text(name) for name in TEXTS}
        files[VERIFIER] = (HERE / VERIFIER).read_bytes()
        described = self._description([_resource(name, content) for name, content in files.items()])
        return {DESCRIPTION: described, **files}

    @cached_property
    def archive(self) -> bytes:
        return zipped(self.files)

    def _text(self, name: str) -> bytes:
        address = f"{settings.PORTAL_URL}/figures/data/"
        text = (HERE / "texts" / name).read_text(encoding="utf-8")
        both = {"title": self.edition.title, "state": self.edition.state, "licence": LICENCE.title}
        facts = {
            f"{name}_{language}": getattr(words, language) for name, words in both.items() for language in Words._fields
        }
        return text.format(
            **facts, **_listed(FIGURES, "fields"), **_listed(LIST, "list"), spdx=LICENCE.spdx, licence_url=LICENCE.url,
            publisher=settings.WAGTAIL_SITE_NAME, page=address, page_en=f"{settings.PORTAL_URL}/en/figures/data/",
            archive=self.edition.archive,
        ).encode()  # fmt: skip

    def _description(self, resources: list[dict[str, Any]]) -> bytes:
        address, edition = f"{settings.PORTAL_URL}/figures/data/", self.edition
        licence = {"name": LICENCE.spdx, "path": LICENCE.url, "title": LICENCE.title.en}
        found = {
            "profile": "data-package",
            "name": edition.name,
            "id": f"{address}{edition.year}/{edition.release}/" if edition.release else f"{address}{edition.year}/",
            "title": f"{edition.title.en} / {edition.title.zh}",
            "description": f"{edition.state.en} / {edition.state.zh}",
            "version": edition.version,
            "homepage": address,
            "created": f"{self.made_on:%Y-%m-%d}T00:00:00Z",
            "keywords": ["participation", "public services", "接访", "政务公开"],
            "licenses": [licence],
            "sources": [{"title": settings.WAGTAIL_SITE_NAME, "path": settings.PORTAL_URL}],
            "contributors": [{"title": settings.WAGTAIL_SITE_NAME, "path": settings.PORTAL_URL, "role": "publisher"}],
            "status": "final" if edition.release else "provisional",
            "weights": composite_weights(),
            "resources": resources,
        }
        return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def build(edition: Edition, today: date) -> Package:
    """From what is published now. The work of a moment, not of every request: see keeping."""
    months = months_of(edition.year, today)
    series = city(known_codes(), months)
    tables = {"figures.csv": _csv(LIST, (figure.cells for figure in figures_of(series)))}
    tables["city.csv"] = _csv(FIGURES, city_lines(series, months))
    for dimension in Dimension:
        tables[f"{dimension.value}.csv"] = _csv(FIGURES, dimension_lines(dimension, months))
    return Package(edition, today, tables)


def _csv(fields: Sequence[Field], rows: Iterable[Sequence[Any]]) -> bytes:
    """In no language: the words of both stand in it."""
    return in_language(ENGLISH, lambda: write_csv([field.name for field in fields], rows))


def _listed(fields: Sequence[Field], name: str) -> dict[str, str]:
    return {
        f"{name}_{language}": "\n".join(f"- `{field.name}`: {getattr(field.words, language)}" for field in fields)
        for language in Words._fields
    }


def _resource(name: str, content: bytes) -> dict[str, Any]:
    stem, _dot, ending = name.rpartition(".")
    found: dict[str, Any] = {
        "name": stem.lower().replace(".", "-"),
        "path": name,
        "bytes": len(content),
        "hash": f"sha256:{sha256(content)}",
        "format": ending,
    }
    if ending != "csv":
        return found | {"profile": "data-resource", "mediatype": "text/markdown" if ending == "md" else "text/x-python"}
    title = TITLES[stem]
    return found | {
        "profile": "tabular-data-resource",
        "title": f"{title.en} / {title.zh}",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": _schema(stem),
    }


def _schema(stem: str) -> dict[str, Any]:
    if stem == "figures":
        return {"fields": [field.schema() for field in LIST], "missingValues": [""], "primaryKey": ["code"]}
    key = {"fields": ["figure"], "reference": {"resource": "figures", "fields": ["code"]}}
    return {
        "fields": [field.schema() for field in FIGURES],
        "missingValues": [""],
        "primaryKey": ["figure", "row", "period"],
        "foreignKeys": [key],
    }


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def zipped(files: Files) -> bytes:
    """The same files make the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()
