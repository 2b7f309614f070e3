"""Pictures and documents of the site; matters keep their files elsewhere (foundation.files)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image, SourceImageIOError


class PortalImage(AbstractImage):
    """An image with the alternative text the accessibility rules ask for."""

    alternative_text = models.CharField(_("alternative text"), max_length=255, blank=True)
    credit = models.CharField(_("credit"), max_length=255, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "alternative_text", "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def default_alt_text(self) -> str:
        return self.alternative_text or self.title

    def generate_rendition_file(self, *args: Any, **options: Any) -> Any:
        """A file that was damaged on the disk shows as a missing picture; the page around it goes on."""
        try:
            return super().generate_rendition_file(*args, **options)
        except (OSError, SyntaxError, ValueError) as error:
            raise SourceImageIOError(str(error)) from error


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class PortalDocument(AbstractDocument):
    """A downloadable file; policy papers get their own fields in the document library."""

    admin_form_fields = Document.admin_form_fields
