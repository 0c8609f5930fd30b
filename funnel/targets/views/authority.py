"""One authority: its targets of a year with their history, its agenda and its agreements."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from funnel.targets import permissions, services
from funnel.targets.forms import (
    AgreementForm,
    ItemForm,
    TargetForm,
    TierForm,
    blank_agreement,
    blank_item,
)  # fmt: skip
from funnel.targets.models import AgendaItem, Agreement, AuthorityTier
from funnel.targets.selectors import agenda_of, versions_of, year_rows, years_to_choose
from funnel.targets.views.fetch import authority_for, own_authority, require_year, year_of
from portal.accounts.models import Organisation
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now, portal_today
from portal.form_pages import is_done

page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def authority(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """How far it is in one year, what is reserved, and what was agreed."""
    found, year, now = authority_for(request, uuid), year_of(request), portal_now()
    chosen = Organisation.objects.filter(pk=found.pk)
    (row,) = year_rows(chosen, year, now, all_of_them=True)
    context = {
        "authority": found,
        "year": year,
        "years": years_to_choose(portal_today().year),
        "row": row,
        "versions": versions_of(found, year),
        "agenda": agenda_of(found.agenda_items.filter(year=year), now),
        "agreements": [
            (agreed, row.done_of(agreed.measure) if agreed.measure else None)
            for agreed in found.agreements.all()
        ],
        "may_write": permissions.can_write_targets(request.user, found),
        "may_choose_tier": permissions.can_choose_tier(request.user, found),
        "reference_day": portal_today(),
    }
    return render(request, "targets/authority.html", context)


@login_required
@page
def write(request: SignedInRequest, uuid: UUID, year: int) -> HttpResponse:
    """Write the next version of the targets of a year."""
    found = own_authority(request, uuid)
    require_year(year)
    form = TargetForm(posted(request), last=versions_of(found, year).first())

    def do(answers: dict[str, Any]) -> None:
        services.write_targets(found, year, by=request.user, **answers)

    if is_done(request, form, do):
        messages.success(request, _("Saved. What stood here before is kept."))
        return redirect(_page_of(found, year))
    heading = _("Targets of %(authority)s for %(year)s") % {"authority": found, "year": year}
    return _form(request, form, heading, _page_of(found, year))


@login_required
@page
def tier(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Choose the tier of government."""
    found = authority_for(request, uuid)
    if not permissions.can_choose_tier(request.user, found):
        raise PermissionDenied("choose_tier")
    instance = AuthorityTier.objects.filter(authority=found).first()
    form = TierForm(posted(request), instance=instance)
    if request.method == "POST" and form.is_valid():
        services.choose_tier(found, tier=form.cleaned_data["tier"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("targets:authority", uuid)
    heading = _("Tier of government of %(authority)s") % {"authority": found}
    return _form(request, form, heading, reverse("targets:authority", args=[uuid]))


@login_required
@page
def new_item(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Reserve budget, or put something on the agenda."""
    found = own_authority(request, uuid)
    return _item(request, blank_item(found, year_of(request)))


@login_required
@page
def edit_item(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Change an item, and tie calls to it."""
    readable = permissions.readable_authorities(request.user)
    item = get_object_or_404(
        AgendaItem.objects.select_related("authority"), uuid=uuid, authority__in=readable
    )
    if not permissions.can_write_targets(request.user, item.authority):
        raise PermissionDenied("change_agenda_item")
    return _item(request, item)


@login_required
@page
def new_agreement(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write down what was agreed."""
    found = own_authority(request, uuid)
    return _agreement(request, blank_agreement(found, year_of(request)))


@login_required
@page
def edit_agreement(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Change an agreement, or say whether it was kept."""
    readable = permissions.readable_authorities(request.user)
    agreement = get_object_or_404(
        Agreement.objects.select_related("authority"), uuid=uuid, authority__in=readable
    )
    if not permissions.can_write_targets(request.user, agreement.authority):
        raise PermissionDenied("change_agreement")
    return _agreement(request, agreement)


def _item(request: SignedInRequest, item: AgendaItem) -> HttpResponse:
    form = ItemForm(posted(request), instance=item)
    if request.method == "POST" and form.is_valid():
        calls = form.cleaned_data["calls"]
        saved = services.save_item(form.save(commit=False), calls=calls, by=request.user)
        messages.success(request, _("Saved."))
        return redirect(_page_of(saved.authority, saved.year))
    heading = _("Reserved budget or item of the agenda")
    return _form(request, form, heading, _page_of(item.authority, year_of(request)))


def _agreement(request: SignedInRequest, agreement: Agreement) -> HttpResponse:
    form = AgreementForm(posted(request), instance=agreement)
    if request.method == "POST" and form.is_valid():
        saved = services.save_agreement(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved."))
        return redirect(_page_of(saved.authority, year_of(request)))
    back = _page_of(agreement.authority, year_of(request))
    return _form(request, form, _("Agreement"), back)


def _page_of(authority: Organisation, year: int) -> str:
    return f"{reverse('targets:authority', args=[authority.uuid])}?jaar={year}"


def _form(request: SignedInRequest, form: Any, heading: str, back: str) -> HttpResponse:
    return render(request, "targets/form.html", {"form": form, "heading": heading, "back": back})
