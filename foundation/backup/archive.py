"""The archive: a tar with manifest.json first. Only plain files below its own folders are ever written or read."""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from foundation.backup.exceptions import BackupRefused

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """`migrations` are "app.name"; `keys` are fingerprints by setting, from which no key can be made."""

    format: int
    made_at: str
    engine: str
    migrations: list[str]
    keys: dict[str, list[str]]
    files: dict[str, str]


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def files_below(folder: Path) -> Iterator[Path]:
    """Plain files only: a link in a media folder must not pull in what it points at."""
    return (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.is_symlink())


def write(target: Path, parts: dict[str, Path], **facts: Any) -> Manifest:
    """Packs the parts (name in the archive → file or folder) and renames when complete."""
    files = {
        f"{name}/{file.relative_to(part).as_posix()}" if part.is_dir() else name: file
        for name, part in parts.items()
        for file in (files_below(part) if part.is_dir() else [part])
    }
    unfinished = target.with_suffix(".unfinished")
    with open(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=3) as tar:
            hashes = {name: _add(tar, name, file) for name, file in files.items()}
            manifest = Manifest(format=FORMAT, files=hashes, **facts)
            _add_text(tar, MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.rename(target)
    return manifest


def _add(tar: tarfile.TarFile, name: str, file: Path) -> str:
    """The hash is of the bytes that were packed, even if the file changes meanwhile."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        header = tar.gettarinfo(arcname=name, fileobj=stream)
        tar.addfile(header, _Hashing(stream, digest))
    return digest.hexdigest()


class _Hashing:
    def __init__(self, stream: Any, digest: Any) -> None:
        self.stream, self.digest = stream, digest

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.stream.read(size)
        self.digest.update(data)
        return data


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    import io

    data = text.encode()
    header = tarfile.TarInfo(name)
    header.size, header.mode = len(data), 0o600
    tar.addfile(header, io.BytesIO(data))


def unpack(archive: Path, into: Path) -> Manifest:
    """Unpacks below `into` and compares every hash. Raises BackupRefused for anything that is not as it was written."""
    try:
        with tarfile.open(archive, "r:*") as tar:
            for member in tar:
                _extract(tar, member, into)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupRefused(f"{archive.name} is not a readable backup: {error}") from error
    manifest = _read_manifest(archive, into / MANIFEST)
    found = {file.relative_to(into).as_posix() for file in files_below(into)} - {MANIFEST}
    if odd := found.symmetric_difference(manifest.files):
        raise BackupRefused(f"{archive.name} does not hold what its manifest lists: {', '.join(sorted(odd)[:3])}")
    for name, expected in manifest.files.items():
        if sha256(into / name) != expected:
            raise BackupRefused(f"{archive.name} is damaged: {name} is not what was backed up.")
    return manifest


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    path = PurePosixPath(member.name)
    source = tar.extractfile(member) if member.isreg() else None
    if source is None or path.is_absolute() or ".." in path.parts:
        raise BackupRefused(f"The archive holds {member.name!r}, which no backup of ours does.")
    target = into / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as stream:
        while block := source.read(BLOCK):
            stream.write(block)


def _read_manifest(archive: Path, file: Path) -> Manifest:
    if not file.exists():
        raise BackupRefused(f"{archive.name} has no manifest: the backup was not finished, or it is none of ours.")
    facts = json.loads(file.read_text(encoding="utf-8"))
    if facts.get("format") != FORMAT:
        raise BackupRefused(f"{archive.name} has format {facts.get('format')}; this portal reads format {FORMAT}.")
    return Manifest(**facts)
