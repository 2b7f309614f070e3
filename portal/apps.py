from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from portal import signals, wagtail_words

        signals.connect()
        wagtail_words.give_labels()
