"""What a file is, by its content; what it is called, without tricks."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

import pillow_heif
import puremagic
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from foundation.files.exceptions import FileRefused

pillow_heif.register_heif_opener()

MOST_PIXELS = 60_000_000  # a phone's best camera; a bomb claims billions
LONGEST_SIDE = 4000
QUALITY = 85
MOST_UNPACKED = 200 * 1024 * 1024
LONGEST_NAME = 100

IMAGES = {"image/jpeg", "image/png", "image/webp", "image/heif", "image/heic"}
IMAGE_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
PDF = "application/pdf"
OFFICE = {
    "word/": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ppt/": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
}
MACROS = re.compile(r"vbaproject\.bin$|vbadata\.xml$|(^|/)(activex|embeddings|macrosheets)/", re.IGNORECASE)
UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
RESERVED = re.compile(r'[<>:"/\\|?*%]')


@dataclass(frozen=True)
class Checked:
    content: bytes
    media_type: str
    extension: str


def checked(content: bytes) -> Checked:
    """The file as we keep it. Raises FileRefused for anything that is not a photo, a PDF or an office document."""
    if not content:
        raise FileRefused("empty", _("This file is empty."))
    kinds = _kinds(content)
    if kinds & IMAGES:
        return _redrawn(content)
    if PDF in kinds:
        return _pdf(content)
    if kinds & {media_type for media_type, _extension in OFFICE.values()}:
        return _office(content)
    accepted = _("We accept photos (JPEG, PNG, WebP, HEIC), PDF, Word, Excel and PowerPoint (docx, xlsx, pptx).")
    raise FileRefused("type", accepted)


def _kinds(content: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(content)}
    except puremagic.PureError:
        return set()


def _redrawn(content: bytes) -> Checked:
    """Decode and encode again: nothing but the pixels survives."""
    try:
        with Image.open(io.BytesIO(content), formats=IMAGE_FORMATS) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise FileRefused("pixels", _("This picture has too many pixels. Please make it smaller."))
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG need not be decoded in full
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _encoded(upright, keeps_lines=image.format == "PNG")
    except FileRefused:
        raise
    except Exception as error:  # decoders fail in many ways; none of them is the reader's fault
        raise FileRefused("broken_image", _("This picture is damaged and cannot be opened.")) from error


def _encoded(image: Image.Image, *, keeps_lines: bool) -> Checked:
    out = io.BytesIO()
    if keeps_lines:
        mode = "RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB"
        fresh = Image.new(mode, image.size)
        fresh.paste(image.convert(mode))
        fresh.save(out, "PNG", optimize=False)
        return Checked(out.getvalue(), "image/png", "png")
    fresh = Image.new("RGB", image.size, "white")
    fresh.paste(image.convert("RGB"))
    fresh.save(out, "JPEG", quality=QUALITY)
    return Checked(out.getvalue(), "image/jpeg", "jpg")


def _pdf(content: bytes) -> Checked:
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise FileRefused("broken_pdf", _("This PDF is damaged or incomplete."))
    return Checked(content, PDF, "pdf")


def _office(content: bytes) -> Checked:
    """A package with the parts of one office program, without macros and without a bomb."""
    broken = FileRefused("broken_office", _("This document is damaged, or not a Word, Excel or PowerPoint file."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise broken from error
    names = [entry.filename for entry in entries]
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise FileRefused("bomb", _("This document unpacks to more than we accept."))
    if any(map(MACROS.search, names)):
        raise FileRefused("macros", _("This document holds macros or embedded objects. Please save it as PDF."))
    if "[Content_Types].xml" in names:
        for folder, (media_type, extension) in OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return Checked(content, media_type, extension)
    raise broken


def clean_name(name: str, extension: str) -> str:
    """The name without folders, unseen or reserved characters, and with the extension that is true."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    base = RESERVED.sub("_", UNSEEN.sub("", base)).strip(" .")
    stem = " ".join((base.rpartition(".")[0] or base).split())[:LONGEST_NAME].strip(" .")
    fallback = _("attachment")
    return f"{stem or fallback}.{extension}"
