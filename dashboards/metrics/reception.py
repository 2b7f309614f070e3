"""Figures of reception days. Who was received is counted once the record of a day is kept here."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dashboards.metrics.made import count_of
from dashboards.metrics.measures import Measure
from dashboards.metrics.question import Question
from dashboards.metrics.registry import metric
from dashboards.metrics.values import Count
from reception_days.models import Booking, BookingState


def _bookings(asked: Question) -> QuerySet[Booking]:
    return Booking.objects.filter(
        matter__in=asked.matters(), day__date__gte=asked.period.first, day__date__lte=asked.period.last
    )


@metric("reception_registered", _("Registered for a reception day"), count_of(Measure.REGISTERED_FOR_RECEPTION))
def reception_registered(asked: Question) -> Count:
    """算法：接访日在期内的预约登记人次。不计：误导入的。依据：预约接访，来者必登记。

    Counted: registrations for reception days in the period. Left out: what was imported by mistake. Basis: whoever
    comes is registered.
    """
    return Count(_bookings(asked).count())


@metric(
    "reception_redirected",
    _("Referred to the body responsible by law"),
    count_of(Measure.REDIRECTED_FROM_RECEPTION),
)
def reception_redirected(asked: Question) -> Count:
    """算法：接访日在期内、依法引导到有权机关的人次，诉求仍登记在册。不计：本人撤回的。依据：《信访工作条例》诉访分
    离、依法分类处理。

    Counted: registrations for reception days in the period that were referred to the lawful door; the matter stays
    registered. Left out: those withdrawn. Basis: Regulations on Petition Work, handling by kind.
    """
    return Count(_bookings(asked).filter(state=BookingState.REDIRECTED).count())
