from django.urls import include, path

from matters.views import look_up as views

app_name = "matters"
urlpatterns = [
    path("", include("matters.citizen_urls")),
    path("look-up/", views.look_up, name="look_up"),
    path("look-up/code/", views.ask_for_code, name="ask_for_code"),
    path("look-up/code/enter/", views.enter_code, name="enter_code"),
    path("look-up/leave/", views.leave, name="leave"),
    path("", include("matters.letter_urls")),
    path("", include("matters.import_urls")),
    path("desk/matters/", include("matters.desk_urls")),
]
