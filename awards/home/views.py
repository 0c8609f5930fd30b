"""The start page of a company's people."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from awards.home.selectors import GOT, SENT, dates_ahead, exchanged
from portal.accounts.models import Organisation
from portal.accounts.requests import SignedInRequest
from portal.clock import portal_now
from portal.work.models import Task

SOON = timedelta(days=3)  # as on the page of tasks
A_PAGE = 20


@require_safe
@login_required
def home(request: SignedInRequest) -> HttpResponse:
    """What needs me, what is due when, everything my companies sent and got."""
    now, only = portal_now(), request.GET.get("welke", "")
    rows = [
        row for row in exchanged(request.user) if only not in {SENT, GOT} or row.direction == only
    ]
    context = {
        "companies": Organisation.objects.of(request.user).applicants(),
        "tasks": Task.objects.open_for(request.user),
        "soon": now + SOON,
        "ahead": dates_ahead(request.user, now),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "only": only,
    }
    return render(request, "company/home.html", context)
