"""A grid worker outdoors: a photo, a few words, the place of their grid; sent once, also over a bad line."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from foundation.files.uploads import take_files, upload_facts
from foundation.people.decorators import staff_required
from matters import receipts
from matters.deciding import is_sending
from matters.desk.forms.intake import GridForm
from matters.exceptions import PersonalNumbers
from matters.models import Channel
from matters.services.taking_in import ACTION, Spoken
from matters.views.desk_intake import REFUSALS, SLOT, Screen, registered, screen_of, sign_of, subjects


@never_cache
@staff_required(ACTION)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponseBase:
    """One short form. A report sent twice, by a thumb or by a line that came back, is one matter."""
    if receipts.is_sent(request, key=request.POST.get("key", ""), slot=SLOT):
        return redirect("matters:desk_slip")
    screen = screen_of(request)
    if screen is None:
        return render(request, "people/not_permitted.html", {"action": ACTION}, status=403)
    is_sent = request.method == "POST"
    form = GridForm(request.POST if is_sent else None, categories=subjects(), place=screen.place)
    refused = take_files(request, screen.draft) if is_sent else []
    sign, found = None, []
    if is_sent and is_sending(request) and form.is_valid() and not refused:
        sign = sign_of(request, screen, form.cleaned_data["text"], form.cleaned_data["settled"])
        try:
            if sign is None and (sent := _sent(request, screen, form)):
                return sent
        except PersonalNumbers as undecided:
            found = undecided.all
    context = {
        "form": form,
        "key": screen.key,
        "sign": sign,
        "found": found,
        "passed": request.POST.getlist("passed"),
        **upload_facts(screen.draft, refused),
    }
    return render(request, "matters/desk/grid.html", context)


def _sent(request: HttpRequest, screen: Screen, form: GridForm) -> HttpResponseBase | None:
    """Off to the slip; else what is to be put right stands on the form. Raises PersonalNumbers."""
    try:
        return registered(request, screen, _spoken(form))
    except tuple(REFUSALS) as refusal:
        field, words = REFUSALS[type(refusal)]
        form.add_error(field, words)
        return None


def _spoken(form: GridForm) -> Spoken:
    """What is asked for goes without saying: that somebody sees to it."""
    told: dict[str, Any] = form.cleaned_data
    is_settled = told["done"] == "yes"
    return Spoken(
        text=told["text"],
        request=_("Please see to it."),
        category=form.subject,
        place=told["place"],
        channel=Channel.GRID,
        urgency=told["urgency"],
        name=told["name"],
        phone=told["phone"],
        consent="spoken" if told["consent"] else "",
        is_found=True,
        settled=told["settled"] if is_settled else "",
    )
