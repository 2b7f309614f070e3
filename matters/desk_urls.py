"""Addresses of the staff's side of matters."""

from django.urls import path

from foundation.numbers import converters  # noqa: F401  # registers `public_number`
from matters.views import desk_around, desk_calls, desk_forces, desk_grid, desk_intake, desk_lists, desk_matter

urlpatterns = [
    path("", desk_lists.matters, name="desk_matters"),
    path("inbox/", desk_lists.inbox, name="desk_inbox"),
    path("reviews/", desk_lists.reviews, name="desk_reviews"),
    path("new/", desk_intake.intake, name="desk_intake"),
    path("new/slip/", desk_intake.slip, name="desk_slip"),
    path("new/mine/", desk_intake.mine, name="desk_mine"),
    path("grid/", desk_grid.report, name="desk_grid"),
    path("rules/", desk_around.rules, name="desk_rules"),
    path("rules/<int:pk>/end/", desk_around.stop_rule, name="desk_stop_rule"),
    path("task-forces/", desk_forces.forces, name="desk_forces"),
    path("task-forces/<int:pk>/end/", desk_forces.end, name="desk_end_force"),
    path("calls/", desk_calls.calls, name="desk_calls"),
    path("calls/<int:pk>/", desk_calls.call, name="desk_call"),
    path("calls/<int:pk>/take/", desk_calls.take, name="desk_take_call"),
    path("<public_number:number>/", desk_matter.matter_desk, name="desk_matter"),
    path("<public_number:number>/reveal/", desk_around.reveal, name="desk_reveal"),
    path("<public_number:number>/documents/", desk_around.documents, name="desk_documents"),
    path("<public_number:number>/decision/", desk_around.decision, name="desk_decision"),
    path("<public_number:number>/opinion/<slug:which>/", desk_around.decision, name="desk_opinion"),
    path("<public_number:number>/rule/", desk_around.make_rule, name="desk_make_rule"),
    path("<public_number:number>/<slug:name>/", desk_matter.deed, name="desk_deed"),
]
