from django.urls import path

from foundation.notifications.views import inbound_sms, tencent

app_name = "notifications"
urlpatterns = [
    path("hooks/sms/", inbound_sms, name="inbound_sms"),
    path("hooks/sms/tencent/", tencent, name="tencent"),
]
