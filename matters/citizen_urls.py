"""What a citizen opens: telling a matter, and the pages about one's own. Included under the namespace `matters`."""

from django.urls import path

from foundation.numbers import converters  # noqa: F401  # registers the converter used below
from matters.views import links, new_about, new_sending, new_telling, own_moves, own_publication, own_verdict, thread

urlpatterns = [
    path("matters/new/", new_about.about, name="new"),
    path("matters/new/elsewhere/<slug:code>/", new_about.elsewhere, name="new_elsewhere"),
    path("matters/new/kind/", new_about.kind, name="new_kind"),
    path("matters/new/details/", new_telling.details, name="new_details"),
    path("matters/new/personal/", new_telling.personal, name="new_personal"),
    path("matters/new/papers/", new_telling.papers, name="new_papers"),
    path("matters/new/where/", new_telling.where, name="new_where"),
    path("matters/new/similar/", new_telling.similar, name="new_similar"),
    path("matters/new/who/", new_sending.who, name="new_who"),
    path("matters/new/notice/", new_sending.notice, name="new_notice"),
    path("matters/new/check/", new_sending.check, name="new_check"),
    path("matters/new/receipt/", new_sending.receipt, name="new_receipt"),
    path("matters/new/forget/", new_about.forget, name="new_forget"),
    path("look-up/matter/", thread.matter_page, name="matter"),
    path("look-up/matter/add/", own_moves.supplement, name="supplement"),
    path("look-up/matter/withdraw/", own_moves.withdraw, name="withdraw"),
    path("look-up/matter/ask/<slug:move>/", own_moves.ask, name="ask"),
    path("look-up/matter/opinion/<slug:which>/", thread.opinion, name="opinion"),
    path("look-up/matter/verdict/", own_verdict.judge, name="verdict"),
    path("look-up/matter/publication/", own_publication.publication, name="publication"),
    path("look-up/matter/identity/", own_moves.identity, name="identity"),
    path("look-up/matter/links-off/", own_moves.end_links, name="end_links"),
    path("my/matters/<public_number:number>/", thread.open_mine, name="open_mine"),
    path("m/<slug:token>/", links.open_matter, name="open_link"),
    path("v/<slug:token>/", own_verdict.judge_by_link, name="judge_by_link"),
]
