"""The bare twin of registering: the same middleware, session, CSRF check and fields; as many rows, written plainly.

Also a settings module: the portal's own, with this file's one address in the place of all of the portal's. Frozen;
do not tune it. Its SQL, in this order, in one transaction:

    SELECT the session (the middleware's)
    INSERT 12 rows, one statement each: the answer under its key, person, matter, its event, ledger series, first
           entry, booking, its event, second entry, message in the portal, text message, link of the receipt
    INSERT 6 rows in one statement: the salts of the first entry
    UPDATE 4 rows by their key: series twice, the seat, the answer
    UPDATE the session (the middleware's)
"""

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.timezone import now
from django.views.decorators.cache import never_cache

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS as PORTAL_APPS

ROOT_URLCONF = __name__
INSTALLED_APPS = [*PORTAL_APPS, "benchmarks.bare.apps.BareConfig"]

SALTS = 6


class RegisterForm(forms.Form):
    key = forms.CharField(max_length=64)
    name = forms.CharField(max_length=30)
    id_number = forms.CharField(max_length=18)
    text = forms.CharField(max_length=2000)
    request = forms.CharField(max_length=2000)
    phone = forms.CharField(max_length=20)


@never_cache
def register(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(request.POST)
    if not form.is_valid():
        return HttpResponse(str(form.errors), status=422)
    request.session["receipt"] = write(form.cleaned_data)
    return redirect("/receipt/")


@transaction.atomic
def write(told: dict[str, str]) -> int:
    from benchmarks.bare.models import Row

    at = now()
    row = Row.objects.create
    answer = row(kind="answer", name=told["key"], at=at)
    person = row(kind="person", name=told["name"], text=told["phone"] + told["id_number"], at=at)
    matter = row(kind="matter", about=person, state="registered", name=told["name"], text=told["text"], at=at)
    row(kind="matter_event", about=matter, state="registered", at=at)
    series = row(kind="series", name=told["key"], at=at)
    entry = row(kind="entry", about=series, text=told["request"], number=1, at=at)
    Row.objects.bulk_create(Row(kind="salt", about=entry, name=str(number), at=at) for number in range(SALTS))
    Row.objects.filter(pk=series.pk).update(number=1)
    booking = row(kind="booking", about=matter, state="submitted", name=told["id_number"], at=at)
    row(kind="booking_event", about=booking, state="submitted", at=at)
    row(kind="entry", about=series, number=2, at=at)
    Row.objects.filter(pk=series.pk).update(number=2)
    row(kind="message", about=person, text=told["request"], at=at)
    row(kind="message", about=person, text=told["request"], state="queued", at=at)
    Row.objects.filter(pk=seat_of(told["key"])).update(about=booking, state="booked")
    Row.objects.filter(pk=answer.pk).update(text=str(booking.pk))
    row(kind="link", about=booking, name=told["key"], at=at)
    return int(booking.pk)


def seat_of(key: str) -> int:
    """The benchmark makes the seats beforehand, and puts the seat's key into the form's."""
    return int(key.partition(":")[0])


urlpatterns = [path("register/", register)]
