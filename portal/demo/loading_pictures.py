"""The drawings of the demo site, each with a title and an alternative text in either language."""

from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile

from portal.demo.site_words import texts
from portal.models import PortalImage

FOLDER = Path(__file__).parent / "data" / "pictures"
CREDIT = {"zh": "示意图，本平台自绘", "en": "Illustration drawn for this portal"}


def picture(row: dict[str, Any], language: str) -> PortalImage | None:
    """The picture a row of the texts names; pages that name the same one share it."""
    if "picture" not in row:
        return None
    title, alternative = texts("pictures")[row["picture"]][language]
    return PortalImage.objects.filter(title=title).first() or _draw(
        row["picture"], title, alternative, CREDIT[language]
    )


def _draw(name: str, title: str, alternative: str, credit: str) -> PortalImage:
    with (FOLDER / f"{name}.webp").open("rb") as file:
        image = PortalImage(title=title, alternative_text=alternative, credit=credit)
        image.file = ImageFile(file, name=f"{name}.webp")
        image._set_image_file_metadata()  # size and hash, as an upload sets them
        image.save()
    return image
