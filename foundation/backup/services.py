"""Making a backup, and putting one back."""

import base64
import hashlib
import hmac
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from foundation.backup import archive, engines
from foundation.backup.exceptions import BackupRefused
from foundation.ledger.export import export as export_ledger


@dataclass(frozen=True)
class Restored:
    manifest: archive.Manifest
    files: int


def write_backup(*, folder: Path, at: datetime) -> Path:
    """Writes folder/portal-<moment>.tar.gz. The database comes first: a file added meanwhile is merely one too many."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"portal-{at:%Y%m%d-%H%M%S}.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".portal-backup-") as scratch:
        database, ledger = Path(scratch) / engines.part_name(), Path(scratch) / "ledger"
        engines.copy_out(database)
        export_ledger(ledger)
        parts = {engines.part_name(): database, "ledger": ledger} | _folders()
        archive.write(
            target,
            {name: part for name, part in parts.items() if part.exists()},
            made_at=at.isoformat(),
            engine=connection.vendor,
            migrations=_applied_migrations(),
            keys=key_fingerprints(),
        )
    return target


def restore_backup(*, file: Path, replace: bool = False, at: datetime) -> Restored:
    """Puts a backup back. Everything is unpacked and checked first; raises BackupRefused with nothing changed."""
    if not replace and not engines.is_empty():
        raise BackupRefused("This portal holds data. Use --replace to lose it for what is in the backup.")
    room = settings.MEDIA_ROOT.parent
    room.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=room, prefix=".portal-restore-") as scratch:
        manifest = archive.unpack(file, Path(scratch))
        _refuse_misfit(manifest)
        engines.put_back(Path(scratch) / engines.part_name())
        for name, folder in _folders().items():
            _put_folder(Path(scratch) / name, folder, at)
    return Restored(manifest, len(manifest.files))


def _folders() -> dict[str, Path]:
    return {"media": Path(settings.MEDIA_ROOT), "private": Path(settings.PRIVATE_FILES_ROOT)}


def _put_folder(source: Path, target: Path, at: datetime) -> None:
    """What was there is moved aside, not deleted: files are not part of the database's one step."""
    if target.exists() and any(target.iterdir()):
        target.rename(target.with_name(f"{target.name}-before-{at:%Y%m%d-%H%M%S}"))
    shutil.rmtree(target, ignore_errors=True)
    if source.exists():
        shutil.move(source, target)


def _refuse_misfit(manifest: archive.Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise BackupRefused(f"The backup is of {manifest.engine}; DATABASE_URL names {connection.vendor}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or {}}
    if newer := sorted(set(manifest.migrations) - known):
        raise BackupRefused(f"The backup is of a newer portal: this one does not know {newer[0]}.")
    ours = key_fingerprints()
    for name, fingerprints in manifest.keys.items():
        if missing := set(fingerprints) - set(ours.get(name, [])):
            raise BackupRefused(f"{name}: {len(missing)} of the keys the backup was made with are not set here.")


def _applied_migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def key_fingerprints() -> dict[str, list[str]]:
    """Enough to recognise a key again, not enough to make one: the keys are 32 random bytes."""
    field_keys = [item.partition(":")[2] for item in settings.FIELD_KEYS.split(",")]
    named = {
        "PORTAL_FIELD_KEYS": field_keys,
        "PORTAL_INDEX_KEY": [settings.INDEX_KEY],
        "PORTAL_LEDGER_SIGNING_KEY": [settings.LEDGER_SIGNING_KEY],
    }
    return {name: [_fingerprint(key) for key in keys] for name, keys in named.items()}


def _fingerprint(key: str) -> str:
    return hmac.new(base64.b64decode(key), b"portal backup", hashlib.sha256).hexdigest()[:16]
