"""The name of the site and the marks a Chinese government site must carry, edited under Settings."""

from typing import NamedTuple

from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

ICP_REGISTER = "https://beian.miit.gov.cn/"
POLICE_REGISTER = "https://beian.mps.gov.cn/#/query/webSearch?code="


class Mark(NamedTuple):
    label: str
    url: str


def _line(label: object, **options: object) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=120, blank=True, **options)  # type: ignore[arg-type]


@register_setting(icon="site")
class SiteMarks(BaseGenericSetting):
    """One row. English texts may stay blank; the Chinese ones then stand in."""

    name = _line(_("site name"))
    name_en = _line(_("site name (English)"))
    tagline = _line(_("line below the name"))
    tagline_en = _line(_("line below the name (English)"))
    organiser = _line(_("organiser"), help_text=_("The authority that runs this site."))
    organiser_en = _line(_("organiser (English)"))
    hotline = models.CharField(_("hotline"), max_length=20, default="12345")
    window_address = _line(_("address of the service centre"))
    window_address_en = _line(_("address of the service centre (English)"))
    contact_phone = _line(_("telephone of the site's office"))
    contact_email = models.EmailField(_("e-mail of the site's office"), blank=True)
    identification_code = models.CharField(
        _("government site identification code"), max_length=20, blank=True, help_text=_("Ten digits (网站标识码).")
    )
    icp_number = models.CharField(_("ICP filing number"), max_length=40, blank=True)
    police_number = models.CharField(_("police filing number"), max_length=40, blank=True)
    report_error_url = models.URLField(_("address of “report an error”"), blank=True)
    is_mourning = models.BooleanField(
        _("mourning grey"), default=False, help_text=_("All pages lose their colours, on days of public mourning.")
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("name", "name_en", "tagline", "tagline_en", "organiser", "organiser_en")],
            heading=_("Names"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("hotline", "window_address", "window_address_en", "contact_phone", "contact_email")
            ],
            heading=_("Ways to reach us"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("identification_code", "icp_number", "police_number", "report_error_url")],
            heading=_("Registration marks"),
        ),
        FieldPanel("is_mourning"),
    ]

    class Meta:
        verbose_name = _("name and marks of the site")

    def in_language(self, field: str) -> str:
        translated = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return str(translated or getattr(self, field))

    def registration_marks(self) -> list[Mark]:
        digits = "".join(character for character in self.police_number if character.isdigit())
        identification = gettext("Site identification code %s") % self.identification_code
        marks = [
            (self.identification_code, Mark(identification, "")),
            (self.icp_number, Mark(self.icp_number, ICP_REGISTER)),
            (self.police_number, Mark(self.police_number, POLICE_REGISTER + digits)),
        ]
        return [mark for given, mark in marks if given]
