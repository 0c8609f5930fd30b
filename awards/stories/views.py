"""Stories: written by officers, approved by a signatory, shown on the result page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.models import Dossier
from awards.permissions import can_write_result
from awards.stories import permissions, transitions
from awards.stories.forms import StoryAnswerForm, StoryForm
from awards.stories.models import Story
from awards.stories.selectors import told_of
from awards.views.fetch import staff_call
from calls.models import Call
from portal.accounts.models import Organisation
from portal.accounts.requests import SignedInRequest, posted
from portal.files import store
from portal.form_pages import is_done


@login_required
@require_safe
def stories(request: SignedInRequest, reference: str) -> HttpResponse:
    """Of which solutions there is a story, and where each stands."""
    call = staff_call(request, reference)
    if not can_write_result(request.user, call):
        raise PermissionDenied("write_story")
    dossiers = list(told_of(call).prefetch_related("stories"))
    return render(request, "stories/stories.html", {"call": call, "dossiers": dossiers})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SignedInRequest, dossier: str) -> HttpResponse:
    """Write the next version."""
    chosen = get_object_or_404(
        Dossier.objects.select_related("lead", "call"),
        reference=dossier,
        call__in=Call.objects.staffed_by(request.user),
    )
    if not told_of(chosen.call).filter(pk=chosen.pk).exists():
        raise Http404
    if not permissions.can_write(request.user, chosen):
        raise PermissionDenied("write_story")
    last = chosen.stories.order_by("-number").first()
    form = StoryForm(posted(request), request.FILES or None, last=last)
    if request.method == "POST" and form.is_valid():
        transitions.write(chosen, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. The company has been asked to approve it."))
        return redirect("stories:stories", chosen.call.reference)
    context = {"call": chosen.call, "dossier": chosen, "last": last, "form": form}
    return render(request, "stories/write.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def story(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One version as the public would read it; a signatory of the company answers."""
    found = get_object_or_404(_of_both_sides(request.user), uuid=uuid)
    if request.method == "POST" and not permissions.can_answer(request.user, found):
        raise PermissionDenied("approve_story")

    def do(answers: dict[str, Any]) -> None:
        if answers["verdict"] == "approve":
            transitions.approve(found, by=request.user)
        else:
            transitions.refuse(found, answer=answers["answer"], by=request.user)

    form = StoryAnswerForm(posted(request))
    if is_done(request, form, do):
        messages.success(request, _("Your answer is kept. The authority has been told."))
        return redirect("stories:story", uuid)
    context = {
        "story": found,
        "call": found.dossier.call,
        "form": form if transitions.APPROVE.is_offered(found, by=request.user) else None,
        "may_take_down": transitions.TAKE_DOWN.is_offered(found, by=request.user),
    }
    return render(request, "stories/story.html", context)


@login_required
@require_POST
def take_down(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Nobody reads it any more."""
    found = get_object_or_404(_of_both_sides(request.user), uuid=uuid)
    transitions.take_down(found, by=request.user)
    messages.success(request, _("The story is no longer on the result page."))
    return redirect("stories:story", uuid)


@require_safe
def picture(request: HttpRequest, uuid: UUID) -> StreamingHttpResponse:
    """The picture: for everybody once the story is public, before that for both sides."""
    public = Q(state=Story.State.APPROVED, dossier__call__in=Call.objects.published())
    shown = Story.objects.filter(public | Q(pk__in=_of_both_sides(request.user).values("pk")))
    found = get_object_or_404(shown.select_related("picture"), uuid=uuid)
    if found.picture is None:
        raise Http404
    return store.response(found.picture, "foto.jpg", inline=True)


def _of_both_sides(user: Any) -> QuerySet[Story]:
    """Every version, for who works on the call and for the company."""
    if not user.is_authenticated:
        return Story.objects.none()
    return Story.objects.filter(
        Q(dossier__call__in=Call.objects.staffed_by(user))
        | Q(dossier__lead__in=Organisation.objects.of(user))
    ).select_related("dossier__lead", "dossier__call", "written_by", "answered_by")
