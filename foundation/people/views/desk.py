"""Looking at a person as staff: masked, and one field in full by a logged click with a purpose."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from foundation.people.decorators import staff_required
from foundation.people.exceptions import RevealRefused
from foundation.people.forms import RevealForm
from foundation.people.models import Person
from foundation.people.records import record_of
from foundation.people.services import reveal


@never_cache
@staff_required("people.reveal")
def reveal_field(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """GET asks what and why; POST shows the value in its answer and nowhere else, so that a reload asks again."""
    record = record_of(request.POST.get("record") or request.GET.get("record", ""))
    person = _person(request, public_id, record)
    form = RevealForm(request.POST or None, initial={"record": request.GET.get("record", "")})
    context: dict[str, Any] = {"person": person, "form": form}
    if request.method == "POST" and form.is_valid():
        field, purpose = form.cleaned_data["field"], form.cleaned_data["purpose"]
        viewer: Any = request.user
        try:
            context["value"] = reveal(
                person=person, field=field, viewer=viewer, purpose=purpose, at=now(), on=record or person
            )
        except RevealRefused:
            form.add_error("purpose", _("Say in a few words what you need this for."))
        else:
            context["label"] = dict(form.fields["field"].choices)[field]  # type: ignore[attr-defined]  # a ChoiceField
    return render(request, "people/reveal.html", context)


def _person(request: HttpRequest, public_id: uuid.UUID, record: Any) -> Person:
    """Somebody this viewer may reveal, by their place or by the record at hand; anybody else does not exist."""
    person = Person.objects.filter(public_id=public_id).first()
    if person is None:
        raise Http404
    if record is not None and getattr(record, "person_id", None) != person.pk:
        raise Http404
    viewer: Any = request.user
    if not viewer.has_perm("people.reveal", record or person):
        raise Http404
    return person
