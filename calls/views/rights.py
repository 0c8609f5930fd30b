"""The step in which a call says who keeps the rights on the results (REQ-02 (d))."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from calls.forms.rights import RightsForm
from calls.rights import with_clause
from calls.views.fetch import own_call
from calls.views.step import Step, answer
from portal.accounts.requests import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rights(request: SignedInRequest, reference: str) -> HttpResponse:
    """Choose an arrangement; its sentence goes into the text."""
    call = own_call(request, reference)
    authority = call.contracting_authority.name
    step = Step(
        "rights",
        "edit_rights",
        lambda data: RightsForm(data, call=call),
        save=lambda form, locked: {
            **form.terms(),
            "sections": with_clause(locked.sections, form.cleaned_data["rights"], authority),
        },
        then=reverse("calls:edit-texts", args=[reference]),
    )
    return answer(request, call, step)
