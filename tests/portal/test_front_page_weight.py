"""What a first visit to the front page costs a phone: all it asks for, as small as it goes over the wire."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils.timezone import now

from portal.demo.loading_site import load_site

LIMIT = 200_000  # bytes
PACKED = {".css", ".js", ".svg"}  # WhiteNoise packs them; pictures and fonts are packed already
ASKED_FOR = re.compile(r'<(?:link rel="(?:stylesheet|[a-z- ]*icon)" href|script src|use href|img src)="([^"#]+)')
SOURCES = re.compile(r'srcset="([^"]+)"')
WITHIN_STYLES = re.compile(r'url\("?([^")]+)"?\)')


def file_of(url: str) -> Path:
    if url.startswith(settings.MEDIA_URL):
        return Path(settings.MEDIA_ROOT, url.removeprefix(settings.MEDIA_URL))
    found = finders.find(url.removeprefix(settings.STATIC_URL))
    assert found, url
    return Path(found)


def wanted(html: str) -> Iterator[Path]:
    """The files of the page; of a picture in several widths the widest; pictures named by its styles too."""
    for url in {*ASKED_FOR.findall(html), *(sources.split()[-2] for sources in SOURCES.findall(html))}:
        file = file_of(url)
        yield file
        if file.suffix == ".css":
            named = WITHIN_STYLES.findall(file.read_text(encoding="utf-8"))
            yield from ((file.parent / name).resolve() for name in named if not name.startswith("data:"))


def weight(file: Path) -> int:
    return len(gzip.compress(file.read_bytes())) if file.suffix in PACKED else file.stat().st_size


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/en/"])
def test_a_first_visit_weighs_less_than_200_kilobytes(path: str) -> None:
    load_site(at=now())
    answer = Client(headers={"accept-encoding": "gzip"}).get(path)
    files = set(wanted(Client().get(path).content.decode()))
    assert {".css", ".js", ".svg", ".png", ".webp"} <= {file.suffix for file in files}
    total = len(answer.content) + sum(weight(file) for file in files)
    assert total < LIMIT, {file.name: weight(file) for file in files}
