"""Figures of matters: how many, how fast, how they were judged, what was handed on. Rates and words: DOMAIN §3b."""

from typing import Any

from django.db.models import Count as CountOf
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.metrics.made import Made, Sums, count_of, days_of, rate_of, rest_of
from dashboards.metrics.measures import Histogram, Measure
from dashboards.metrics.question import Question
from dashboards.metrics.registry import metric
from dashboards.metrics.values import Count, Days
from matters.models import (
    Assignment,
    AssignmentEnd,
    Clock,
    Exclusion,
    MatterEvent,
    MatterQuerySet,
    MatterState,
    Outcome,
    Reply,
    ReturnRequest,
    Solved,
    Verdict,
    VerdictKind,
    VerdictQuerySet,
)
from matters.rates import Rate, Rates, rates_of
from matters.states import REWORK_MOVES

JUDGED = (Outcome.SETTLED, Outcome.PARTLY, Outcome.UNSETTLED)
NOBODY_TO_ASK = (Outcome.NOT_ASKED, Outcome.ON_THE_SPOT)
GONE = (MatterState.WITHDRAWN, MatterState.MERGED)  # by its person, or into another matter that has its own limit
WEIGHTS = {"response": 10, "resolution": 50, "satisfaction": 40}  # percent
A_DAY = 86_400  # seconds


def _parts(rows: Any, part: Q) -> Rate:
    """How many of the rows the condition is true of."""
    counts = rows.aggregate(part=CountOf("pk", filter=part), whole=CountOf("pk"))
    return Rate(counts["part"], counts["whole"])


# --- Taken in -------------------------------------------------------------------------------------------


@metric("received", pgettext_lazy("figure", "Received"), count_of(Measure.RECEIVED))
def received(asked: Question) -> Count:
    """算法：期内登记的诉求件数。不计：误导入的、由一件拆出的部分；并入他件的仍计。依据：各渠道应收尽收，一件一号。

    Counted: matters registered in the period. Left out: what was imported by mistake, and parts one matter was split
    into; one that was joined with another still counts. Basis: everything told is taken in, one number each.
    """
    return Count(asked.matters().filter(**asked.period.within("registered_at")).count())


def _accepted(asked: Question) -> MatterQuerySet:
    return asked.matters().filter(**asked.period.within("accepted_at"))


@metric("accepted", pgettext_lazy("figure", "Accepted"), count_of(Measure.ACCEPTED))
def accepted(asked: Question) -> Count:
    """算法：期内受理的诉求件数，按受理日计。不计：不予受理的、误导入的、由一件拆出的部分。依据：《信访工作条例》第
    二十二条。

    Counted: matters accepted in the period, by the day of acceptance. Left out: those not accepted, imported by
    mistake, or parts of a split one. Basis: Regulations on Petition Work, art. 22.
    """
    return Count(_accepted(asked).count())


@metric("direct_share", _("Answered directly"), rate_of(Measure.ANSWERED_DIRECTLY, Measure.ACCEPTED))
def direct_share(asked: Question) -> Rate:
    """算法：未派单、由受理窗口直接答复的件数 ÷ 期内受理件数。不计：同“受理”。依据：直接办结率。

    Counted: accepted in the period and never sent to a unit, answered by whoever took them in. Of: all accepted in
    the period. Left out: as for "accepted". Basis: share settled directly.
    """
    return _parts(_accepted(asked).annotate(units=CountOf("assignments")), Q(units=0, replied_at__isnull=False))


@metric("dispatch_share", pgettext_lazy("figure", "Sent to a unit"), rate_of(Measure.SENT_TO_A_UNIT, Measure.ACCEPTED))
def dispatch_share(asked: Question) -> Rate:
    """算法：期内受理且派单给承办单位的件数 ÷ 期内受理件数。不计：同“受理”。依据：分流交办。

    Counted: accepted in the period and sent to a unit. Of: all accepted in the period. Left out: as for "accepted".
    Basis: dispatch to the unit responsible.
    """
    return _parts(_accepted(asked).annotate(units=CountOf("assignments")), Q(units__gt=0))


# --- In time --------------------------------------------------------------------------------------------


def _due(asked: Question) -> Any:
    """The limits that decide on time or late, which ended in the period and have passed by now."""
    there = asked.matters().exclude(state__in=GONE)
    rows = Clock.objects.main().filter(matter__in=there, legal_due_at__lte=asked.at)
    return rows.filter(**asked.period.within("legal_due_at"))


KEPT = Q(stopped_at__lte=F("legal_due_at"))


@metric("on_time", _("On time"), rate_of(Measure.LIMITS_KEPT, Measure.LIMITS))
def on_time(asked: Question) -> Rate:
    """算法：在法定期限内答复的 ÷ 期限在期内届满的；逾期未办的留在分母。不计：撤回的、并入他件的。依据：按时办结率，
    各期限的依据见办理程序。

    Counted: limits kept, an answer given by then. Of: all limits that ended in the period; what is overdue and still
    open stays in. Left out: matters withdrawn or joined with another. Basis: share closed on time; each limit's own
    basis stands in its procedure.
    """
    return _parts(_due(asked), KEPT)


@metric("overdue", pgettext_lazy("figure", "Overdue"), rest_of(Measure.LIMITS_KEPT, Measure.LIMITS))
def overdue(asked: Question) -> Count:
    """算法：期限在期内届满而未按时答复的件数，包括后来补办的和仍未办的。不计：撤回的、并入他件的。依据：同“按时”。

    Counted: limits that ended in the period and were not kept, answered later or still open. Left out: matters
    withdrawn or joined with another. Basis: as for "on time".
    """
    return Count(_due(asked).exclude(KEPT).count())


# --- As the people judge it -----------------------------------------------------------------------------


def _verdicts(asked: Question, kind: str) -> VerdictQuerySet:
    """Of each matter the last word of that kind, where it was given in the period: a rework that helped counts as it
    ended. What was overtaken counts nowhere, so that months add up."""
    later = Verdict.objects.filter(matter=OuterRef("matter"), kind=kind, pk__gt=OuterRef("pk"))
    rows = Verdict.objects.filter(matter__in=asked.matters(), kind=kind, **asked.period.within("given_at"))
    return rows.filter(~Exists(later))


def _rates(asked: Question) -> Rates:
    return rates_of(_verdicts(asked, VerdictKind.AFTER_REPLY))


def _weighted(rates: Rates) -> Rate:
    shares = [rate.share for rate in rates]
    if None in shares:
        return Rate(0, 0)
    weighted = sum(WEIGHTS[name] * (rate.share or 0) for name, rate in zip(rates._fields, rates, strict=True))
    return Rate(round(100 * weighted), 10_000)


RESPONSE = rate_of(Measure.CONTACTED, Measure.ASKED_OF_CONTACT)
RESOLUTION = rate_of(Measure.SOLVED, Measure.JUDGED)
SATISFACTION = rate_of(Measure.SATISFIED, Measure.RATED)
THREE = (RESPONSE, RESOLUTION, SATISFACTION)


def _weighted_sums(sums: Sums) -> Rate:
    return _weighted(Rates(*(Rate(*(sums[each] for each in one.measures)) for one in THREE)))


COMPOSITE = Made(tuple(each for one in THREE for each in one.measures), _weighted_sums)


@metric("response", _("Response rate"), RESPONSE)
def response(asked: Question) -> Rate:
    """算法：回答“单位联系过我”的 ÷ 期内回答此问的，一件一次，取该件最后一次评价，计入作出之时。不计：匿名的、联系不上
    的、已被后来的评价取代的、经批准剔除的（另行公布）。依据：响应率，《北京市接诉即办工作条例》第三十二条。

    Counted: who said the unit had contacted them. Of: all who answered that question in the period, once a matter,
    its last word, when it was given. Left out: anonymous, unreachable, words overtaken by a later one, and excluded
    with approval (published separately). Basis: response rate, Beijing regulations on swift response, art. 32.
    """
    return _rates(asked).response


@metric("resolution", _("Resolution rate"), RESOLUTION)
def resolution(asked: Question) -> Rate:
    """算法：回答“已解决”的 ÷ 期内评价的，一件一次，取该件最后一次评价，计入作出之时；“部分解决”不算解决。不计：同
    “响应率”。依据：解决率，《北京市接诉即办工作条例》第三十二条。

    Counted: who said it is solved; "in part" is not solved. Of: all who judged in the period, once a matter, its last
    word, when it was given. Left out: as for the response rate. Basis: resolution rate, Beijing regulations on swift
    response, art. 32.
    """
    return _rates(asked).resolution


@metric("satisfaction", _("Satisfaction rate"), SATISFACTION)
def satisfaction(asked: Question) -> Rate:
    """算法：五级评价中“非常满意”“满意”的 ÷ 期内作出满意度评价的，一件一次，取该件最后一次评价，计入作出之时；“基本满
    意”不算满意。不计：同“响应率”，只回短信数字的也不计。依据：满意率，《北京市接诉即办工作条例》第三十二条。

    Counted: "very satisfied" and "satisfied" of five levels; "basically satisfied" is not. Of: all who said how
    satisfied they are in the period, once a matter, its last word, when it was given. Left out: as for the response
    rate, and who only sent a digit by text message. Basis: satisfaction rate, Beijing regulations on swift response,
    art. 32.
    """
    return _rates(asked).satisfaction


@metric("composite", _("Composite of the three rates"), COMPOSITE)
def composite(asked: Question) -> Rate:
    """算法：响应率×10%＋解决率×50%＋满意率×40%，以万分之几列示；三率之一无分母则无综合得分。不计：同三率。依据：三
    率综合考核的通行权重，权重在此公开。

    Counted: 10 % response, 50 % resolution, 40 % satisfaction, in ten-thousandths; none while one of the three has
    nothing to divide by. Left out: as for the three rates. Basis: the weights in common use, shown here.
    """
    return _weighted(_rates(asked))


@metric("claimed", _("Solved, says the unit"), rate_of(Measure.ANSWERS_CLAIMED, Measure.ANSWERS))
def claimed(asked: Question) -> Rate:
    """算法：承办单位称“已解决”的答复 ÷ 期内发出的答复，每轮一次。不计：尚未审批发出的。依据：与“解决率”并列，看差距。

    Counted: answers in which the unit says it is solved. Of: all answers sent in the period, one a round. Left out:
    drafts. Basis: stands beside the resolution rate, so that the gap is seen.
    """
    sent = Reply.objects.filter(matter__in=asked.matters(), **asked.period.within("sent_at"))
    return _parts(sent, Q(claims_solved=True))


@metric("rechecked", _("Still solved after thirty days"), rate_of(Measure.STILL_SOLVED, Measure.RECHECKED))
def rechecked(asked: Question) -> Rate:
    """算法：三十日后随机回访仍答“已解决”的 ÷ 期内完成的回访。不计：同“响应率”。依据：回访核实。

    Counted: who still says "solved" when asked at random after thirty days. Of: all such re-checks answered in the
    period. Left out: as for the response rate. Basis: random re-check.
    """
    return _parts(_verdicts(asked, VerdictKind.RECHECK).counted(), Q(solved=Solved.YES))


@metric("coverage", _("Judged by its person"), rate_of(Measure.CLOSED_AND_JUDGED, Measure.CLOSED))
def coverage(asked: Question) -> Rate:
    """算法：期内办结且本人作出评价的 ÷ 期内办结且可以询问本人的；未评价、联系不上的在分母。不计：匿名的、当场办结的。
    依据：回访覆盖率，沉默单列，不算满意。

    Counted: closed in the period with its person's verdict. Of: all closed in the period whose person can be asked;
    silence and unreachable stay in. Left out: anonymous, settled on the spot. Basis: coverage; silence is its own
    category and never satisfaction.
    """
    closed = asked.matters().filter(**asked.period.within("closed_at")).exclude(outcome__in=NOBODY_TO_ASK)
    return _parts(closed, Q(outcome__in=JUDGED))


@metric("excluded", pgettext_lazy("figure", "Left out of the rates"), count_of(Measure.EXCLUDED))
def excluded(asked: Question) -> Count:
    """算法：期内经另一人批准、从三率中剔除的件数，按批准日计。不计：未批准的申请。依据：剔除须有理由、有审批、有公
    布。

    Counted: matters left out of the three rates with the approval of a second person, by the day of approval. Left
    out: requests not approved. Basis: an exclusion needs a reason, an approver and publication.
    """
    rows = Exclusion.objects.approved().filter(matter__in=asked.matters(), **asked.period.within("decided_at"))
    return Count(rows.count())


# --- How long -------------------------------------------------------------------------------------------


def _days(asked: Question, since: str, until: str) -> Days:
    rows = asked.matters().filter(**{f"{since}__isnull": False}, **asked.period.within(until))
    return Days.of(ended - began for began, ended in rows.values_list(since, until))


@metric("days_to_accept", _("Days until accepted"), days_of(Histogram.DAYS_TO_ACCEPT))
def days_to_accept(asked: Question) -> Days:
    """算法：从登记到受理的自然日，中位数与九成分位数，按受理日计；按天数分档，档内均匀折算，一年以上记 365。不计：未受
    理的。依据：各步用时。

    Counted: calendar days from registration to acceptance, median and ninth decile, by the day of acceptance; read
    off bins of days, spread evenly within each, more than a year as 365. Left out: what was not accepted. Basis: days
    by step.
    """
    return _days(asked, "registered_at", "accepted_at")


@metric("days_to_answer", _("Days until answered"), days_of(Histogram.DAYS_TO_ANSWER))
def days_to_answer(asked: Question) -> Days:
    """算法：从登记到最近一次答复的自然日，中位数与九成分位数，按答复日计；分档同“受理用时”。不计：未答复的。依据：各
    步用时。

    Counted: calendar days from registration to the latest answer, median and ninth decile, by the day of the answer;
    bins as for the days until accepted. Left out: what was not answered. Basis: days by step.
    """
    return _days(asked, "registered_at", "replied_at")


@metric("days_to_close", _("Days until closed"), days_of(Histogram.DAYS_TO_CLOSE))
def days_to_close(asked: Question) -> Days:
    """算法：从登记到办结的自然日，中位数与九成分位数，按办结日计；分档同“受理用时”。不计：未办结的。依据：各步用时。

    Counted: calendar days from registration to closing, median and ninth decile, by the day of closing; bins as for
    the days until accepted. Left out: what is open. Basis: days by step.
    """
    return _days(asked, "registered_at", "closed_at")


# --- Handed on, and done again -----------------------------------------------------------------------------


@metric("returns", _("Returned by a unit"), rate_of(Measure.RETURNS_UPHELD, Measure.RETURNS))
def returns(asked: Question) -> Rate:
    """算法：期内承办单位申请退回的次数中，裁定同意的 ÷ 已裁定的。不计：尚未裁定的。依据：退单须写明法定依据和应由谁
    办，最多两次。

    Counted: returns the dispatcher upheld. Of: all that units asked for in the period and that were ruled on. Left
    out: those not ruled on yet. Basis: a return names its legal basis and who then should handle it; at most two.
    """
    rows = ReturnRequest.objects.filter(matter__in=asked.matters(), ruled_at__isnull=False)
    return _parts(rows.filter(**asked.period.within("asked_at")), Q(is_upheld=True))


@metric("days_between_units", _("Days lost between units"), count_of(Measure.SECONDS_BETWEEN_UNITS, per=A_DAY))
def days_between_units(asked: Question) -> Count:
    """算法：退回的诉求在退回单位滞留的自然日合计，按退回日计，不足一日的舍去。不计：尚未退回的。依据：期限不因退回
    而停止。

    Counted: calendar days that matters lay with units which gave them back, by the day they were given back, part
    days dropped from the sum. Left out: what was not given back yet. Basis: the clock runs on during a return.
    """
    rows = Assignment.objects.filter(
        matter__in=asked.matters(), ended_how=AssignmentEnd.RETURNED, **asked.period.within("ended_at")
    )
    return Count(sum(int(each.lasted.total_seconds()) for each in rows if each.lasted) // A_DAY)


@metric("rework", _("Done again"), rate_of(Measure.REWORKS, Measure.ANSWERS))
def rework(asked: Question) -> Rate:
    """算法：期内因评价低而重办的次数 ÷ 期内发出的答复。不计：复查复核。依据：重办率，一件最多两次。

    Counted: times a low verdict sent a matter back in the period. Of: all answers sent in the period. Left out:
    review and re-review. Basis: rework rate; at most two a matter.
    """
    there = asked.matters()
    again = MatterEvent.objects.filter(matter__in=there, move__in=REWORK_MOVES, **asked.period.within("at")).count()
    return Rate(again, Reply.objects.filter(matter__in=there, **asked.period.within("sent_at")).count())
