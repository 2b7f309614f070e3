"""Pictures in the widths a screen may want."""

from django import template
from wagtail.images.models import ResponsiveImage
from wagtail.images.shortcuts import get_renditions_or_not_found

from portal.files import PortalImage

register = template.Library()


@register.simple_tag
def picture_in_widths(picture: PortalImage, widths: str, sizes: str, **attributes: str) -> ResponsiveImage:
    """An <img> of WebP files. `widths` are pixels, as in "480,960".

    Nothing is blown up: past the picture's own width there is one file, where Wagtail's `srcset_image` would name
    the same width again for each wider one asked for, which HTML forbids.
    """
    asked = sorted(int(width) for width in widths.split(","))
    useful = asked[: 1 + sum(width < picture.width for width in asked)]
    renditions = get_renditions_or_not_found(picture, [f"format-webp|width-{width}" for width in useful])
    return ResponsiveImage(renditions, attributes | ({"sizes": sizes} if len(useful) > 1 else {}))
