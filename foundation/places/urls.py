from django.urls import path, re_path

from foundation.places import views

app_name = "places"
urlpatterns = [
    path("who-serves-me/", views.who_serves_me, name="who_serves_me"),
    path("places/suggestions/", views.suggestions, name="suggestions"),
    re_path(r"^places/(?P<code>[0-9]{12}(?:[ZSzs][0-9]{3}(?:[0-9]{2})?)?)/$", views.card, name="card"),
    path("centres/", views.centres, name="centres"),
    re_path(r"^centres/(?P<code>[0-9]{12})/$", views.centre, name="centre"),
]
