"""The text of the contracts of a phase, and the files that were made and signed of it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.contracting import services
from awards.contracting.forms import TermsForm
from awards.contracting.merging import FIELDS, standard_text
from awards.contracting.selectors import paper_of, signed_contracts_exist, terms_of
from awards.permissions import can_manage_contracts
from awards.views.fetch import contract_for, staff_phase
from calls.models import Phase
from portal.accounts.requests import SignedInRequest, posted
from portal.files import store
from portal.workflow import TransitionRefused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Write the text of which the contracts of this phase are made."""
    phase = staff_phase(request, reference, code)
    if not phase.gives_contracts:
        raise Http404
    if not can_manage_contracts(request.user, phase):
        raise PermissionDenied("write_terms")
    form = TermsForm(posted(request), initial=_initial(phase))
    if request.method == "POST" and form.is_valid():
        try:
            services.write_terms(phase, by=request.user, **form.cleaned_data)
        except TransitionRefused as refusal:
            for fault in refusal.message.split("\n"):
                form.add_error("text", fault)
        else:
            messages.success(request, _("Saved. The contracts on offer are made of this text."))
            return redirect("awards:contracts", reference, code)
    context = {
        "call": phase.call,
        "phase": phase,
        "form": form,
        "fields": FIELDS,
        "written": terms_of(phase),
        "is_fixed": signed_contracts_exist(phase),
    }
    return render(request, "contracting/terms.html", context)


def _initial(phase: Phase) -> dict[str, object]:
    written = terms_of(phase)
    if written is None:
        return {"text": standard_text(phase)}
    return {name: getattr(written, name) for name in TermsForm.base_fields}


@login_required
@require_safe
def paper(request: SignedInRequest, uuid: UUID) -> StreamingHttpResponse:
    """The contract itself, as the PDF that both sides sign."""
    found = paper_of(contract_for(request, uuid))
    if found is None:
        raise Http404
    return store.response(found.file, f"overeenkomst-{found.contract.audit_ref}.pdf")


@login_required
@require_safe
def copy(request: SignedInRequest, uuid: UUID, side: str) -> StreamingHttpResponse:
    """The copy that one side signed on paper."""
    signature = get_object_or_404(
        contract_for(request, uuid).signatures.select_related("copy"), side=side
    )
    if signature.copy is None:
        raise Http404
    return store.response(signature.copy, f"getekend-{signature.contract.audit_ref}-{side}.pdf")
