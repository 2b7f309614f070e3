"""Addresses without a language: a calendar programme keeps what it was given."""

from django.urls import path

from reception_days.views import feed

app_name = "reception_days_feed"
urlpatterns = [path("calendar/<slug:token>.ics", feed.feed, name="feed")]
