"""Taking a file along from the phase before."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications import permissions, services
from applications.dossiers.files import reuse_file
from applications.filetypes import FileRefused
from applications.services import NotADraft
from applications.views.company import offer_or_404
from portal.accounts.requests import SignedInRequest


@require_POST
@login_required
def reuse(request: SignedInRequest, reference: str, code: str, question: str) -> HttpResponse:
    """Put the file of the phase before in the place of the same question."""
    proposal = offer_or_404(request.user, reference, code)
    if not permissions.can_edit(request.user, proposal):
        raise PermissionDenied("edit")
    section, _question = services.find_file_question(proposal.phase, question)
    try:
        reuse_file(proposal, question, by=request.user)
    except (FileRefused, NotADraft) as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The file was taken along. You can still replace it."))
    return redirect("applications:section", reference, code, section)
