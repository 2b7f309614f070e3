from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "portal.search"
    label = "portal_search"
    verbose_name = _("Site search")

    def ready(self) -> None:
        from portal.search import signals

        signals.connect()
