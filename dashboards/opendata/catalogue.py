"""What there is, for machines: a DCAT 3 catalogue as JSON-LD, and the page's own schema.org description."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import get_language

from dashboards.opendata.licence import LICENCE
from dashboards.opendata.package import CSV_FILES, DESCRIPTION, SPECIFICATION, TITLES, Edition
from dashboards.opendata.words import Words
from dashboards.publishing import known_codes, name_of

Node = dict[str, Any]
ARCHIVE = "figures.zip"
MEDIA = "https://www.iana.org/assignments/media-types/"
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
WHAT = Words(
    "全市、乡镇（街道）、单位、事项类别和渠道的公开数字，按月和全年，可用随附脚本重新计算。小数字不公布。",
    "The public figures of the city, its towns, units, kinds of matter and ways in, by month and for the year, which "
    "the script beside them recomputes. Small numbers are not shown.",
)
KEYWORDS = Words(
    "接访,诉求,满意率,解决率,政务公开", "participation,reception days,satisfaction,public services,open government"
)


class Offered(NamedTuple):
    """An edition of a year, as the catalogue lists it. What is not final has no size and no hash: it is made when
    asked for."""

    edition: Edition
    at: datetime | None = None
    size: int | None = None
    sha256: str = ""
    note: Words | None = None

    @property
    def path(self) -> str:
        return path_of(self.edition)


def path_of(edition: Edition) -> str:
    return f"/figures/data/{edition.year}/" + (f"{edition.release}/" if edition.release else "")


def address(path: str) -> str:
    return settings.PORTAL_URL + path


def _both(words: Words) -> list[Node]:
    return [{"@language": "zh-Hans", "@value": words.zh}, {"@language": "en", "@value": words.en}]


def _ids(*names: str) -> list[Node]:
    return [{"@id": name} for name in names]


def _typed(value: object, kind: str) -> Node:
    return {"@type": f"xsd:{kind}", "@value": str(value)}


def catalogue(offered: Sequence[Offered]) -> Node:
    """Each edition is a dataset of one series. The latest of a year comes first and names the one before."""
    page = address("/figures/data/")
    publisher = {"@id": f"{page}#publisher"}
    series = {
        "@id": f"{page}#series",
        "@type": "dcat:DatasetSeries",
        "dct:title": _both(Words("公众参与治理公开数据", "Public figures of participation")),
        "dct:description": _both(WHAT),
        "dct:publisher": publisher,
        "dct:license": {"@id": LICENCE.url},
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/ANNUAL"},
    }
    return {
        "@context": CONTEXT,
        "@id": f"{page}catalogue.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _both(Words("公众参与治理公开数据目录", "Catalogue of the public figures")),
        "dct:description": _both(WHAT),
        "dct:language": _ids(
            "http://publications.europa.eu/resource/authority/language/ZHO",
            "http://publications.europa.eu/resource/authority/language/ENG",
        ),
        "dct:license": {"@id": LICENCE.url},
        "dct:publisher": {
            **publisher, "@type": "foaf:Agent", "foaf:name": settings.WAGTAIL_SITE_NAME,
            "foaf:homepage": {"@id": address("/")},
        },
        "foaf:homepage": {"@id": page},
        "dcat:dataset": [series, *(_dataset(each, offered) for each in offered)],
    }  # fmt: skip


def _dataset(each: Offered, offered: Sequence[Offered]) -> Node:
    edition, here = each.edition, address(each.path)
    found: Node = {
        "@id": here,
        "@type": "dcat:Dataset",
        "dct:identifier": edition.name,
        "dct:title": _both(edition.title),
        "dct:description": _both(Words(f"{WHAT.zh}{edition.state.zh}", f"{WHAT.en} {edition.state.en}")),
        "dct:publisher": {"@id": address("/figures/data/#publisher")},
        "dct:license": {"@id": LICENCE.url},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed(date(edition.year, 1, 1), "date"),
            "dcat:endDate": _typed(date(edition.year, 12, 31), "date"),
        },
        "dcat:inSeries": {"@id": address("/figures/data/#series")},
        "dcat:landingPage": {"@id": address("/figures/data/")},
        "dcat:keyword": [
            {"@language": language, "@value": word}
            for language, words in (("zh-Hans", KEYWORDS.zh), ("en", KEYWORDS.en))
            for word in words.split(",")
        ],
        "dcat:version": edition.version,
        "dcat:distribution": [_distribution(each, name) for name in (ARCHIVE, DESCRIPTION, *CSV_FILES)],
    }
    if each.at:
        found["dct:issued"] = _typed(each.at.isoformat(), "dateTime")
    if each.note:
        found["adms:versionNotes"] = _both(each.note)
    earlier = Edition(edition.year, edition.release - 1)
    if edition.release > 1 and any(other.edition == earlier for other in offered):
        found["dcat:previousVersion"] = {"@id": address(path_of(earlier))}
    return found


def _distribution(each: Offered, name: str) -> Node:
    stem, _dot, ending = name.rpartition(".")
    title = TITLES.get(stem, Words("全部文件（压缩包）", "All files (zip)"))
    if name == DESCRIPTION:
        title = Words("数据包描述", "Description of the package")
    media = {"csv": "text/csv", "json": "application/json", "zip": "application/zip"}[ending]
    found: Node = {
        "@id": address(each.path + name),
        "@type": "dcat:Distribution",
        "dct:title": _both(title),
        "dct:license": {"@id": LICENCE.url},
        "dcat:accessURL": {"@id": address("/figures/data/")},
        "dcat:downloadURL": {"@id": address(each.path + name)},
        "dcat:mediaType": {"@id": MEDIA + media},
        "dct:conformsTo": {"@id": SPECIFICATION},
    }
    if name != ARCHIVE:
        return found
    found["dcat:packageFormat"] = {"@id": f"{MEDIA}application/zip"}
    if each.size:
        found["dcat:byteSize"] = _typed(each.size, "nonNegativeInteger")
        found["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(each.sha256, "hexBinary"),
        }
    return found


def page_dataset(offered: Sequence[Offered], name: str) -> Node:
    """schema.org's Dataset, for search engines; in the reader's language."""
    years = sorted({each.edition.year for each in offered})
    language = "en" if get_language() == "en" else "zh-Hans"
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": address("/figures/data/#series"),
        "name": name,
        "description": str(WHAT),
        "url": address("/figures/data/"),
        "inLanguage": language,
        "license": LICENCE.url,
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "name": settings.WAGTAIL_SITE_NAME, "url": address("/")},
        "temporalCoverage": f"{years[0]}-01-01/{years[-1]}-12-31" if years else None,
        "keywords": str(KEYWORDS).split(","),
        "variableMeasured": [name_of(code) for code in known_codes()],
        "includedInDataCatalog": {"@type": "DataCatalog", "url": address("/figures/data/catalogue.jsonld")},
        "distribution": [
            {
                "@type": "DataDownload", "name": str(each.edition.title), "encodingFormat": "application/zip",
                "contentUrl": address(each.path + ARCHIVE),
            }
            for each in offered
        ],
    }  # fmt: skip
