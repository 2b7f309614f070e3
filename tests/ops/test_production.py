"""Production refuses to start without each secret, and with them `check --deploy` has nothing to say."""

import base64
import os
import subprocess
import sys

import pytest

from tests.databases import ROOT

pytestmark = pytest.mark.one_engine


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def production(tmp_path, **overrides: str | None) -> dict[str, str]:
    """An environment with everything set; None takes a variable away."""
    wanted = {
        "PORTAL_MODE": "production",
        "PORTAL_VAR": str(tmp_path),
        "PORTAL_SECRET_KEY": "x7" * 30 + "!aB3-unique",
        "PORTAL_FIELD_KEYS": f"k1:{key()}",
        "PORTAL_INDEX_KEY": key(),
        "PORTAL_LEDGER_SIGNING_KEY": key(),
        "PORTAL_ALLOWED_HOSTS": "portal.example",
        "PORTAL_URL": "https://portal.example",
    } | overrides
    ours = ("PORTAL_", "DATABASE_", "DJANGO_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return inherited | {name: value for name, value in wanted.items() if value is not None}


def manage(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def load_settings(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Only the settings: the refusal must come before anything else is loaded."""
    return subprocess.run(
        [sys.executable, "-c", "import portal.settings"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


REQUIRED = [
    "PORTAL_SECRET_KEY",
    "PORTAL_FIELD_KEYS",
    "PORTAL_INDEX_KEY",
    "PORTAL_LEDGER_SIGNING_KEY",
    "PORTAL_ALLOWED_HOSTS",
]


@pytest.mark.parametrize("variable", REQUIRED)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_production_does_not_start_without(variable, value, tmp_path):
    done = load_settings(production(tmp_path, **{variable: value}))
    assert done.returncode != 0
    assert f"{variable} is not set" in done.stderr


@pytest.mark.parametrize("variable", REQUIRED[:4])
def test_production_refuses_the_values_printed_in_the_repository(variable, tmp_path, settings):
    printed = getattr(settings, variable.removeprefix("PORTAL_"))
    done = load_settings(production(tmp_path, **{variable: printed}))
    assert done.returncode != 0
    assert f"{variable} still has the development value" in done.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORTAL_FIELD_KEYS", "k1:short"),
        ("PORTAL_FIELD_KEYS", "without-an-id"),
        ("PORTAL_INDEX_KEY", "not base64!"),
        ("PORTAL_LEDGER_SIGNING_KEY", "c2hvcnQ="),
    ],
)
def test_a_value_of_the_wrong_shape_is_named_and_not_repeated(variable, value, tmp_path):
    done = manage("check", environment=production(tmp_path, **{variable: value}))
    assert done.returncode != 0
    assert variable.removeprefix("PORTAL_") in done.stderr
    assert value not in done.stderr


def test_an_unknown_mode_is_refused(tmp_path):
    done = load_settings(production(tmp_path, PORTAL_MODE="prod"))
    assert "PORTAL_MODE must be one of development, test, production" in done.stderr


def test_with_everything_set_the_deployment_check_is_clean(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", environment=production(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_demo_and_debug_cannot_be_switched_on_in_production(tmp_path):
    environment = production(tmp_path, PORTAL_DEMO="1", PORTAL_DEBUG="1")
    done = subprocess.run(
        [sys.executable, "-c", "from portal import settings; print(settings.DEMO, settings.DEBUG)"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == ["False", "False"]


def test_the_printed_keys_are_accepted(tmp_path):
    printed = subprocess.run(
        [sys.executable, "deploy/local/keys.py"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    keys = dict(line.split("=", 1) for line in printed.splitlines())
    assert set(keys) == set(REQUIRED[:4])
    assert manage("check", environment=production(tmp_path, **keys)).returncode == 0
