from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

OWN_METRICS = ("matters", "reception", "posts")


class DashboardsConfig(AppConfig):
    name = "dashboards"
    label = "dashboards"
    verbose_name = _("Dashboards")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from dashboards.counted import panel_of
        from dashboards.news import register_topics
        from dashboards.place_card import figures_panel
        from dashboards.triggers import after_migrate
        from foundation.places.card import register_panel as register_card_panel
        from matters.panels import register_panel

        for name in OWN_METRICS:
            import_module(f"dashboards.metrics.{name}")
        register_topics()
        register_panel("dashboards/counted_panel.html", panel_of)
        register_card_panel("figures", figures_panel)
        post_migrate.connect(after_migrate, sender=self, dispatch_uid="dashboards.triggers")
