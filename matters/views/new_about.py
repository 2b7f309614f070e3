"""The first steps: what it is about, whose door that is, and what one would like."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from foundation.files.services import forget_draft as forget_files
from matters import receipts
from matters.citizen_forms import KindForm
from matters.drafts import MatterDraft, posts_to_complain_of
from matters.fields import AboutForm
from matters.models import Category
from matters.views.new_way import first_missing, step_of_the_way, step_page


@step_of_the_way
def about(request: HttpRequest, draft: MatterDraft) -> HttpResponseBase:
    """Plain words, or "not sure". What belongs to another door is shown there, and nothing is stored."""
    categories = list(Category.objects.public_choices())
    form = AboutForm(request.POST or None, categories=categories, initial={"category": draft.category})
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["category"]
        if any(row.code == code and row.is_redirecting for row in categories):
            return redirect("matters:new_elsewhere", code)
        draft.keep(category=code, similar_done=False, who_done=draft.who_done and code == draft.category)
        return redirect("matters:new_kind")
    return step_page(request, draft, "about", form=form)


@require_safe
def elsewhere(request: HttpRequest, code: str) -> HttpResponse:
    """The signpost: whose door it is, and how to get there. Nothing is stored."""
    category = get_object_or_404(Category.objects.active().exclude(redirect_kind=""), code=code)
    return render(request, "matters/new/elsewhere.html", {"category": category})


@step_of_the_way
def kind(request: HttpRequest, draft: MatterDraft) -> HttpResponseBase:
    """A question, help, a complaint: it decides how fast; and whether somebody is complained of."""
    if missing := first_missing(draft, before="kind"):
        return redirect(missing)
    form = KindForm(
        request.POST or None,
        posts=list(posts_to_complain_of()),
        initial={"kind": draft.kind, "complaint": draft.complaint},
    )
    if request.method == "POST" and form.is_valid():
        draft.keep(**form.cleaned_data, kind_done=True)
        if draft.anonymous and not draft.may_be_anonymous:
            draft.keep(anonymous=False, who_done=False)
        return redirect("matters:new_details")
    return step_page(request, draft, "kind", form=form)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Forgets everything typed in this browser, the receipt too; what was sent stays registered."""
    forget_files(draft=MatterDraft.load(request).uuid, at=now())
    MatterDraft.forget(request)
    receipts.forget(request, slot=receipts.MATTER)
    return redirect("/" if "leave" in request.POST else "matters:new")
