from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

OWN_METRICS = ("matters", "reception", "posts")


class DashboardsConfig(AppConfig):
    name = "dashboards"
    label = "dashboards"
    verbose_name = _("Dashboards")

    def ready(self) -> None:
        for name in OWN_METRICS:
            import_module(f"dashboards.metrics.{name}")
