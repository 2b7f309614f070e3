from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class MovesConfig(AppConfig):
    name = "foundation.moves"
    label = "moves"
    verbose_name = _("Moves")

    def ready(self) -> None:
        autodiscover_modules("moves")
