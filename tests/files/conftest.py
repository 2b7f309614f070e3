import io
import uuid
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from foundation.files.models import StoredFile
from tests.server.own_database import own_database

__all__ = ["own_database"]


@pytest.fixture(autouse=True)
def store_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "private"
    storage = FileSystemStorage(location=folder, base_url=None)
    monkeypatch.setattr(StoredFile._meta.get_field("content"), "storage", storage)
    return folder


@pytest.fixture
def draft() -> uuid.UUID:
    return uuid.uuid4()


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **options)
    return out.getvalue()


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
