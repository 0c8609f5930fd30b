"""The self-test of a company's size: two questions, and the calculator for who has owners."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.models import Organisation
from portal.accounts.requests import SignedInRequest, posted
from portal.sme import permissions, services
from portal.sme.explanation import conclusions_of, tables_of
from portal.sme.forms import Calculator, TwoQuestionsForm, more_rows
from portal.sme.selectors import latest_test


@require_http_methods(["GET", "POST"])
@login_required
def sme_test(request: SignedInRequest, uuid: str) -> HttpResponse:
    """The outcome with its sums, and the two questions to begin anew."""
    company = _company_or_404(request, uuid)
    may_test = permissions.can_test_size(request.user, company)
    form = TwoQuestionsForm(posted(request))
    if request.method == "POST":
        if not may_test:
            raise PermissionDenied("test_size")
        if form.is_valid() and form.cleaned_data["owners"] == "yes":
            return redirect("sme:calculate", uuid=company.uuid)
        if form.is_valid():
            services.keep_answer(company, size=form.cleaned_data["size"], by=request.user)
            messages.success(request, _("The outcome is kept."))
            return redirect("sme:test", uuid=company.uuid)
    test = latest_test(company)
    context: dict[str, Any] = {
        "company": company,
        "form": form if may_test else None,
        "test": test,
        "tables": tables_of(test) if test else [],
        "conclusions": conclusions_of(test) if test else [],
    }
    return render(request, "sme/test.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def calculate(request: SignedInRequest, uuid: str) -> HttpResponse:
    """The calculator with partner and linked enterprises over two years."""
    company = _company_or_404(request, uuid)
    if not permissions.can_test_size(request.user, company):
        raise PermissionDenied("test_size")
    test = latest_test(company)
    data = posted(request)
    is_adding = data is not None and "add_row" in data
    if is_adding and data is not None:
        data = more_rows(data)
    calculator = Calculator(company, test.answers if test else {}, data)
    if data is not None and not is_adding and calculator.is_valid():
        services.keep_outcome(
            company,
            calculator.outcome(),
            answers=calculator.answers(),
            labels=calculator.labels,
            by=request.user,
        )
        messages.success(request, _("The outcome is kept."))
        return redirect("sme:test", uuid=company.uuid)
    context = {"company": company, "calculator": calculator, "show_errors": not is_adding}
    return render(request, "sme/calculate.html", context)


def _company_or_404(request: SignedInRequest, uuid: str) -> Organisation:
    return get_object_or_404(Organisation.objects.of(request.user).applicants(), uuid=uuid)
