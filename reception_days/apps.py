from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from reception_days.states import DayAct

JOURNAL = {
    "reception_days.schedule_day": _("Reception day scheduled"),
    "reception_days.publish_day": _("Reception day published"),
    **{f"reception_days.{act}": act.label for act in DayAct},
    "reception_days.move_day": _("Reception day moved"),
    "reception_days.cancel_day": _("Reception day cancelled"),
    "reception_days.choose_for_citizen": _("Choice of a citizen entered"),
    "reception_days.reschedule_for_citizen": _("Time changed for a citizen"),
    "reception_days.register_for_others": _("Somebody registered by voice"),
    "reception_days.help_caller": _("Registration opened for a caller"),
    "reception_days.answer_reminder": _("Answer to a reminder noted for a citizen"),
    "reception_days.confirm": _("Booking confirmed"),
    "reception_days.ask_for_information": _("More information asked for"),
    "reception_days.export_bookings": _("Bookings exported, masked"),
    "reception_days.print_full_names": _("Day sheet with full names shown"),
    "reception_days.add_mandate": _("Mandate list of a group added"),
    "reception_days.read_mandate": _("Mandate list of a group read"),
    "reception_days.redirect": _("Booking referred to the responsible body"),
}


class ReceptionDaysConfig(AppConfig):
    name = "reception_days"
    label = "reception_days"
    verbose_name = _("Reception days")

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from foundation.files.access import register_owner
        from foundation.ledger import verification
        from foundation.notifications import inbound
        from foundation.people import journal, my_page, ways
        from matters import panels
        from reception_days import news
        from reception_days.models import BookingEvent, MandateList, ReceptionDayEvent
        from reception_days.sms_answers import is_waiting, read_sms
        from reception_days.views.feed import feed_panel
        from reception_days.views.mandate import may_read_mandate
        from reception_days.views.own import booking_panel, my_bookings
        from reception_days.views.way import ORDER, phone_way
        from reception_days.witness import BOOKINGS

        journal.register(JOURNAL)
        verification.register(BOOKINGS.differing)
        inbound.register(read_sms, is_waiting=is_waiting, words=_("1 yes, 2 no, 3 please call me"))
        register_owner(MandateList, may_read_mandate)
        panels.register_panel("reception_days/booking_panel.html", booking_panel)
        my_page.register_panel("reception_days/my_bookings.html", my_bookings, order=10)
        ways.register_way([f"reception_days:{page}" for page in (*ORDER, "papers", "mandate", "check")], phone_way)
        my_page.register_panel("reception_days/feed_panel.html", feed_panel, order=20)
        news.register_topics()
        for event in (BookingEvent, ReceptionDayEvent):
            post_save.connect(news.event_left, sender=event, dispatch_uid=f"reception_days.news.{event.__name__}")
