"""The documents of a draft: an upload, or the model contract that ships with the instrument."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from calls import services
from calls.checklist import gaps_of
from calls.documents import standard_annexes, standard_contract
from calls.forms.people import DocumentForm
from calls.models import Call, CallDocument
from calls.steps import steps_of
from calls.views.fetch import own_call
from portal.accounts.requests import SignedInRequest
from portal.clock import portal_now


@login_required
@require_safe
def documents(request: SignedInRequest, reference: str) -> HttpResponse:
    """What is there, and what can be added."""
    return _page(request, own_call(request, reference), DocumentForm())


@login_required
@require_POST
def add(request: SignedInRequest, reference: str) -> HttpResponse:
    """Add an uploaded PDF."""
    call = own_call(request, reference)
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, call, form)
    upload = form.cleaned_data["file"]
    services.add_document(
        call,
        kind=form.cleaned_data["kind"],
        title=form.cleaned_data["title"],
        upload_or_bytes=upload,
        file_name=upload.name,
        by=request.user,
    )
    messages.success(request, _("The document was added."))
    return redirect("calls:edit-documents", reference)


@login_required
@require_POST
def take_standard(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take over the instrument's model contract as a PDF."""
    call = own_call(request, reference)
    title, pdf = standard_contract(call)
    services.add_document(
        call,
        kind=CallDocument.Kind.MODEL_CONTRACT,
        title=title,
        upload_or_bytes=pdf,
        file_name=f"{title}.pdf",
        by=request.user,
    )
    messages.success(request, _("The model contract was added. Read it before you publish."))
    return redirect("calls:edit-documents", reference)


@login_required
@require_POST
def take_annexes(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take over the instrument's templates for those who offer; what is there stays."""
    call = own_call(request, reference)
    present = set(call.documents.values_list("title", flat=True))
    for title, pdf in standard_annexes(call):
        if title not in present:
            services.add_document(
                call,
                kind=CallDocument.Kind.ANNEX,
                title=title,
                upload_or_bytes=pdf,
                file_name=f"{title}.pdf",
                by=request.user,
            )
    messages.success(request, _("The templates were added."))
    return redirect("calls:edit-documents", reference)


@login_required
@require_POST
def remove(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Take a document out of the draft."""
    call = own_call(request, reference)
    services.remove_document(get_object_or_404(call.documents, file__uuid=uuid), by=request.user)
    messages.success(request, _("The document was removed."))
    return redirect("calls:edit-documents", reference)


def _page(request: SignedInRequest, call: Call, form: DocumentForm) -> HttpResponse:
    if call.state != Call.State.DRAFT:
        return redirect("calls:edit", call.reference)
    present = list(call.documents.select_related("file"))
    context = {
        "call": call,
        "form": form,
        "documents": present,
        "has_contract": any(
            document.kind == CallDocument.Kind.MODEL_CONTRACT for document in present
        ),
        "steps": steps_of(call, gaps_of(call, portal_now()), current="documents"),
    }
    return render(request, "calls/edit_documents.html", context)
