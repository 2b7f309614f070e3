from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class LiveConfig(AppConfig):
    name = "foundation.live"
    label = "live"
    verbose_name = pgettext_lazy("app", "Live")
