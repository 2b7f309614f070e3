from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MattersConfig(AppConfig):
    name = "matters"
    label = "matters"
    verbose_name = _("Matters")

    def ready(self) -> None:
        from foundation.files.access import register_owner
        from foundation.people import journal, proofs
        from matters.attachments import may_read_file
        from matters.look_up import is_query_code_of
        from matters.models import MatterFile

        journal.register({"matters.read_file": _("Attached file read")})
        register_owner(MatterFile, may_read_file)
        proofs.register(is_query_code_of)
