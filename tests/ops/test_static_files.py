"""Hashed names in production: a style sheet that names a missing file would stop the release, not the visitor."""

import json

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command

pytestmark = pytest.mark.one_engine


def test_every_file_that_a_style_sheet_or_script_names_is_there(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    manifest = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": manifest}
    call_command("collectstatic", interactive=False, verbosity=0)
    hashed = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert {"css/portal.css", "css/modes.css", "vendor/bootstrap/bootstrap.min.css"} <= set(hashed)


def test_a_missing_file_would_be_noticed(settings, tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "broken.css").write_text("body { background: url(gone.png) }")
    storage = ManifestStaticFilesStorage(location=str(tmp_path / "root"))
    storage.save("broken.css", (tmp_path / "source" / "broken.css").open("rb"))
    found = list(storage.post_process({"broken.css": (storage, "broken.css")}))
    assert any(isinstance(outcome, ValueError) for _name, _hashed, outcome in found)


@pytest.mark.parametrize("part", ["http://", "https://", "//cdn"])
def test_our_own_style_sheets_and_scripts_fetch_nothing_from_elsewhere(part, settings):
    folder = settings.BASE_DIR / "static"
    files = [file for kind in ("css", "js") for file in (folder / kind).rglob("*") if file.suffix in {".css", ".js"}]
    assert files
    allowed = ("http://www.w3.org/",)
    for file in files:
        text = file.read_text(encoding="utf-8")
        for name in allowed:
            text = text.replace(name, "")
        assert part not in text, file
