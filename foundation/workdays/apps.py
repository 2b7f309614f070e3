from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    name = "foundation.workdays"
    label = "workdays"
    verbose_name = _("Working days")

    def ready(self) -> None:
        from foundation.workdays.shipped import after_migrate

        post_migrate.connect(after_migrate, sender=self)
