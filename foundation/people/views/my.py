"""A person's own pages: who I am here, what I was told, who looked at my data."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from foundation.notifications.models import Message
from foundation.people import my_page as page
from foundation.people import phone_proof
from foundation.people.exceptions import PhoneRefused, PhoneTaken
from foundation.people.forms import MyDetailsForm
from foundation.people.identities import identity_of
from foundation.people.models import Person, Reveal
from foundation.people.oidc import service
from foundation.people.permissions import is_staff_member
from foundation.people.services import attach_phone

PAGE_SIZE = 20


def own_person(request: HttpRequest) -> Person | None:
    """The person behind the account signed in; staff set up without one have none."""
    return getattr(request.user, "person", None)


@never_cache
@login_required
def my_page(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    person = own_person(request)
    context = {
        "person": person,
        "panels": page.panels(request),
        "is_staff_member": is_staff_member(user),
        "unread": Message.objects.inbox_of(person).unread().count() if person else 0,
    }
    return render(request, "people/my_page.html", context)


@never_cache
@login_required
def edit(request: HttpRequest) -> HttpResponseBase:
    person = own_person(request)
    if person is None:
        return redirect("people:my_page")
    form = MyDetailsForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("people:my_page")
    user: Any = request.user
    linked = identity_of(user)
    is_shown = service().is_on or linked is not None  # who linked it once can undo it after the city has left it
    context = {
        "form": form,
        "identity_name": service().name_in(get_language()) if is_shown else "",
        "linked_at": linked.date_joined if linked else None,
    }
    return render(request, "people/my_details.html", context)


@never_cache
@login_required
def my_phone(request: HttpRequest) -> HttpResponseBase:
    """After `/confirm-phone/?next=/my/phone/`: make the proved number this account's own."""
    user: Any = request.user
    person, proved = own_person(request), phone_proof.proved_phone(request)
    if person is None or proved is None:
        return redirect(f"{reverse('people:confirm_phone')}?change=1&next={reverse('people:my_phone')}")
    if request.method == "POST":
        try:
            attach_phone(user=user, phone=proved, at=now())
            messages.success(request, _("Saved."))
        except PhoneTaken:
            messages.error(request, _("Another account uses this number. If it is yours, sign in with it."))
        except PhoneRefused:
            messages.error(request, _("This is not the number on file. Ask your administrator to change it first."))
        return redirect("people:my_page")
    return render(request, "people/my_phone.html", {"phone": proved})


@never_cache
@login_required
def my_messages(request: HttpRequest) -> HttpResponseBase:
    """Every message ever sent, on any channel, a page at a time by key: new ones shift nothing."""
    person = own_person(request)
    rows = Message.objects.sent_to(person) if person else Message.objects.none()
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows.order_by("-pk")[: PAGE_SIZE + 1])
    older = f"?before={shown[PAGE_SIZE - 1].pk}" if len(shown) > PAGE_SIZE else ""
    shown = shown[:PAGE_SIZE]
    response = render(request, "people/my_messages.html", {"rows": shown, "older": older})
    Message.objects.filter(pk__in=[row.pk for row in shown]).unread().update(read_at=now())
    return response


@never_cache
@login_required
def looked_at(request: HttpRequest) -> HttpResponseBase:
    """Who saw one of my fields in full: the post, not the name, and the purpose they gave."""
    rows = Reveal.objects.filter(person=own_person(request))[:200]
    return render(request, "people/looked_at.html", {"rows": rows})
