import io
import struct
import zipfile
import zlib

import pytest
from openpyxl import Workbook
from PIL import ExifTags, Image

from foundation.files import sniffing
from foundation.files.exceptions import FileRefused
from foundation.files.sniffing import checked, clean_name
from tests.files.conftest import picture

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"


def refusal(content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        checked(content)
    assert refused.value.message
    return refused.value.code


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def office(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/jpeg"), ("HEIF", "image/jpeg")],
)
def test_a_photo_of_any_phone_becomes_one_everybody_can_open(kind, media_type):
    kept = checked(picture(kind, (64, 32)))
    assert kept.media_type == media_type
    assert opened(kept.content).size == (64, 32)


def test_a_photo_loses_place_and_device_and_stands_upright():
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera of Zhang"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (31.0, 48.0, 0.0)
    sent = picture("JPEG", (40, 20), exif=exif)
    assert b"Camera of Zhang" in sent
    kept = checked(sent)
    assert b"Camera of Zhang" not in kept.content
    assert dict(opened(kept.content).getexif()) == {}
    assert opened(kept.content).size == (20, 40)


def test_what_hides_behind_the_pixels_is_gone():
    for kind in ("JPEG", "PNG"):
        assert b"<script>" not in checked(picture(kind) + b"<script>alert(1)</script>").content


def test_a_comment_in_a_png_is_gone_and_transparency_stays():
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    text.add_text("Author", "Zhang San")
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(out, "PNG", pnginfo=text)
    kept = checked(out.getvalue())
    assert b"Zhang" not in kept.content
    assert opened(kept.content).mode == "RGBA"


def test_a_large_photo_is_made_smaller(monkeypatch):
    monkeypatch.setattr(sniffing, "LONGEST_SIDE", 30)
    assert opened(checked(picture("PNG", (60, 20))).content).size == (30, 10)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims a billion pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_a_picture_that_claims_too_many_pixels_is_refused_before_it_is_decoded(monkeypatch):
    assert refusal(bomb(9000, 9000)) == "pixels"
    assert refusal(bomb(60_000, 60_000)) in {"pixels", "broken_image"}
    monkeypatch.setattr(sniffing, "MOST_PIXELS", 10**12)
    assert refusal(bomb(9000, 9000)) == "broken_image", "the twin: without the limit it is decoded"


def test_a_torn_picture_is_refused():
    assert refusal(picture("JPEG", (400, 400))[:-300]) == "broken_image"
    assert refusal(b"\x89PNG\r\n\x1a\n garbage") == "broken_image"


def test_pdf_and_office_documents_are_kept_as_they_are():
    book = io.BytesIO()
    Workbook().save(book)
    assert checked(PDF).content == PDF
    assert checked(book.getvalue()).extension == "xlsx"
    assert checked(office("[Content_Types].xml", "word/document.xml")).extension == "docx"
    assert checked(office("[Content_Types].xml", "ppt/presentation.xml")).extension == "pptx"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"hello, this is a text", "type"),
        (b"MZ\x90\x00" + b"\0" * 200, "type"),
        (b"<html><script>alert(1)</script></html>", "type"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "type"),
        (b"GIF89a" + b"\0" * 50, "type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "type"),
        (b"%PDF-1.7 without an end", "broken_pdf"),
        (office("a.txt"), "broken_office"),
        (office("[Content_Types].xml", "word/document.xml")[:-30], "broken_office"),
        (office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macros"),
        (office("[Content_Types].xml", "word/document.xml", "word/embeddings/oleObject1.bin"), "macros"),
    ],
)
def test_everything_else_is_refused_with_a_reason(content, code):
    assert refusal(content) == code


def test_a_document_that_unpacks_to_far_more_is_refused(monkeypatch):
    monkeypatch.setattr(sniffing, "MOST_UNPACKED", 1)
    assert refusal(office("[Content_Types].xml", "word/document.xml")) == "bomb"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("合同.pdf", "合同.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\zhang\\证明.docx", "证明.pdf"),
        ("photo.jpg.exe", "photo.jpg.pdf"),
        ("in\u202egpj.exe", "ingpj.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ('x"; filename="evil.exe', "x_; filename=_evil.pdf"),
        ("   ...   ", "附件.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("长" * 300 + ".pdf", "长" * 100 + ".pdf"),
    ],
)
def test_a_name_is_cleaned_of_tricks(name, clean):
    assert clean_name(name, "pdf") == clean
