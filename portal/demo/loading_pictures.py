"""The drawings of the demo site, each with a title and an alternative text in either language."""

from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.demo.site_words import texts
from portal.models import PortalImage

FOLDER = Path(__file__).parent / "data" / "pictures"
CREDIT = {"zh": "示意图，本平台自绘", "en": "Illustration drawn for this portal"}


def picture(row: dict[str, Any], language: str) -> PortalImage | None:
    """The picture a row of the texts names; pages that name the same one share it."""
    if "picture" not in row:
        return None
    path = stored_as(row["picture"], language)
    return PortalImage.objects.filter(file=path).first() or _draw(row["picture"], language)


def stored_as(name: str, language: str) -> str:
    """Always the same place below the media folder: a city loaded anew finds the drawings of the last one there."""
    return f"original_images/{name}-{language}.webp"


def _draw(name: str, language: str) -> PortalImage:
    title, alternative = texts("pictures")[name][language]
    path = stored_as(name, language)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile((FOLDER / f"{name}.webp").read_bytes()))
    image = PortalImage(title=title, alternative_text=alternative, credit=CREDIT[language], file=path)
    image._set_image_file_metadata()  # size and hash, as an upload sets them
    image.save()
    return image
