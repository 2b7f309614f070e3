"""The form of every picture: a file that cannot be shown is refused when it comes, not when a reader asks for it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class SoundImageField(WagtailImageField):
    """Wagtail unpacks a picture before it looks at its size, and fails on a damaged one. Here its head is read first,
    and only what is small enough is unpacked."""

    def to_python(self, data: Any) -> Any:
        if data and (refusal := _refusal(data)):
            raise ValidationError(refusal, code="invalid_image")
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, ValueError) as error:  # Pillow's: cut off, broken PNG, broken head
            raise ValidationError(_damaged(), code="invalid_image") from error


def _refusal(file: Any) -> str:
    """ "" for what Wagtail may look at, files that are no picture at all included: it has words for them."""
    file.seek(0)
    try:
        with Image.open(file) as picture:
            pixels = picture.width * picture.height * getattr(picture, "n_frames", 1)
    except Image.DecompressionBombError:
        return _too_large()
    except UnidentifiedImageError:
        return ""
    except (OSError, SyntaxError, ValueError):
        return _damaged()
    finally:
        file.seek(0)
    return _too_large() if pixels > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS else ""


def _damaged() -> str:
    return _("This picture is damaged and cannot be read to its end. Save it again, then upload it.")


def _too_large() -> str:
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    return _("This picture has more than %(most)d million pixels. Make it smaller, then upload it.") % {"most": most}


class PictureForm(BaseImageForm):
    file = SoundImageField(label=gettext_lazy("picture file"))
