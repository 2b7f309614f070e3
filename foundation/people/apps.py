from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

JOURNAL = {
    "people.grant_role": _("Role granted"),
    "people.revoke_grant": _("Role ended"),
    "people.appoint": _("Person appointed to a post"),
    "people.end_tenure": _("Tenure ended"),
    "people.reveal": _("Personal field revealed"),
    "people.call": _("Result of a phone call noted"),
    "people.letter": _("Letter sent instead of a call"),
    "people.verify_identity": _("Identity confirmed from a card"),
    "people.merge_persons": _("Two rows of one person merged"),
    "people.set_up_account": _("Staff account set up"),
    "people.change_account": _("Staff account changed"),
    "people.reset_second_step": _("Second sign-in step reset"),
    "people.change_role": _("Role changed"),
}


class PeopleConfig(AppConfig):
    name = "foundation.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from foundation.people import journal, signals  # noqa: F401  # connecting the receivers
        from foundation.people.serving import serving_panel
        from foundation.places.card import register_panel

        journal.register(JOURNAL)
        register_panel("serving", serving_panel)
