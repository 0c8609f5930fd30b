"""The page on which a company gives its view, and the documents that are about it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from archive.woo import services
from archive.woo.forms import ViewForm
from archive.woo.models import WooView
from archive.woo.permissions import can_answer
from portal.accounts.models import Organisation
from portal.accounts.requests import SignedInRequest, posted
from portal.files import store
from portal.form_pages import is_done


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def view(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What is asked of the company, and its answer."""
    found = _view(request, uuid)
    form = ViewForm(posted(request))
    if request.method == "POST" and not can_answer(request.user, found):
        raise PermissionDenied("answer_woo_view")
    if is_done(request, form, lambda a: services.answer_view(found, by=request.user, **a)):
        messages.success(request, _("Your view was sent."))
        return redirect("woo:view", found.uuid)
    context = {
        "view": found,
        "documents": found.request.documents.filter(company=found.company),
        "form": form if can_answer(request.user, found) and not found.answered_at else None,
    }
    return render(request, "woo/view.html", context)


@login_required
@require_safe
def file(request: SignedInRequest, uuid: UUID, number: int) -> StreamingHttpResponse:
    """One of the documents that are about this company."""
    found = _view(request, uuid)
    document = get_object_or_404(found.request.documents, number=number, company=found.company)
    return store.response(document.file, document.title)


def _view(request: SignedInRequest, uuid: UUID) -> WooView:
    own = Organisation.objects.of(request.user)
    views = WooView.objects.filter(company__in=own).select_related(
        "company", "request__owner", "request__call"
    )
    return get_object_or_404(views, uuid=uuid)
