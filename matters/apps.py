from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

JOURNAL = {
    "matters.read_file": _("Attached file read"),
    "matters.publish_procedure": _("Version of a procedure published"),
    "matters.withdraw_procedure": _("Version of a procedure withdrawn"),
    "matters.make_rule": _("Routing rule made"),
    "matters.end_rule": _("Routing rule ended"),
    "matters.form_task_force": _("Task force formed"),
    "matters.give_to_task_force": _("Matter given to a task force"),
    "matters.end_task_force": _("Task force ended"),
    "matters.draft_publication": _("Publication drafted"),
    "matters.publish": _("Matter made public"),
    "matters.keep_private": _("Matter not made public, or taken down"),
    "matters.import_file": _("Matters imported"),
    "matters.undo_import": _("Import undone"),
    "matters.take_in": _("Matter taken in for somebody"),
    "matters.export_matters": _("Matters exported, masked"),
    "matters.export_numbers": _("Numbers of an official system exported"),
}


class MattersConfig(AppConfig):
    name = "matters"
    label = "matters"
    verbose_name = _("Matters")

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save

        from foundation.files.access import register_owner
        from foundation.ledger import verification
        from foundation.notifications import inbound
        from foundation.people import journal, my_page, proofs, ways
        from matters import news
        from matters.attachments import may_read_file
        from matters.look_up import is_query_code_of
        from matters.models import Category, MatterEvent, MatterFile, forget_categories
        from matters.sms_answers import is_waiting, read_sms
        from matters.views.new_way import VIEW_NAMES, phone_way
        from matters.views.thread import my_matters
        from matters.witness import MATTERS

        journal.register(JOURNAL)
        register_owner(MatterFile, may_read_file)
        proofs.register(is_query_code_of)
        news.register_topics()
        verification.register(MATTERS.differing)
        post_save.connect(news.event_left, sender=MatterEvent, dispatch_uid="matters.news.MatterEvent")
        for changed in (post_save, post_delete):
            changed.connect(forget_categories, sender=Category, dispatch_uid="matters.forget_categories")
        inbound.register(read_sms, is_waiting=is_waiting, words=_("1 solved, 2 in part, 3 not solved"))
        my_page.register_panel("matters/my_matters.html", my_matters, order=5)
        ways.register_way(VIEW_NAMES, phone_way)
