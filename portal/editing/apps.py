from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class EditingConfig(AppConfig):
    name = "portal.editing"
    label = "portal_editing"
    verbose_name = pgettext_lazy("menu", "Editing")

    def ready(self) -> None:
        from portal.editing import signals
        from portal.editing.forms import CheckedPageForm
        from portal.pages import PublicPage

        PublicPage.base_form_class = CheckedPageForm  # pages know nothing of the checker
        signals.connect()
