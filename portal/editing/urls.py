from django.urls import path

from portal.editing import views

app_name = "editing"
urlpatterns = [
    path("report-error/", views.report, name="report"),
    path("report-error/thanks/", views.reported, name="reported"),
]
