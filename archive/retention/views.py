"""Pages of those who keep an archive: what is due, what is held, and the lists."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive.register import category, how_long
from archive.retention import permissions, selectors, services, transitions
from archive.retention.disposal.every import KINDS
from archive.retention.disposal.kind import Kind
from archive.retention.forms import HoldForm, LiftForm
from archive.retention.models import DestructionList, Hold
from portal.accounts.models import Organisation
from portal.accounts.requests import SignedInRequest, posted
from portal.accounts.stepup import step_up_required
from portal.clock import portal_today
from portal.files import store
from portal.form_pages import is_done
from portal.workflow import TransitionRefused

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Per archive: how much is due of each category, the holds, and the lists so far."""
    archives = selectors.archives_of(request.user)
    if not archives:
        raise PermissionDenied("retention")
    context = {
        "archives": [
            {
                "owner": owner,
                "counts": [_count(owner, kind) for kind in KINDS.values() if _is_of(owner, kind)],
                "holds": Hold.objects.filter(owner=owner).select_related(
                    "call", "dossier", "company", "placed_by", "lifted_by"
                ),
            }
            for owner in archives
        ],
        "lists": [
            {"list": each, "title": category(each.category).title}
            for each in selectors.lists_of(request.user)
        ],
        "today": portal_today(),
        "is_platform": any(each.kind == Organisation.Kind.PLATFORM for each in archives),
        "is_authority": any(each.kind != Organisation.Kind.PLATFORM for each in archives),
    }
    return render(request, "retention/overview.html", context)


@login_required
@require_http_methods(METHODS)
def due(request: SignedInRequest, uuid: UUID, code: str) -> HttpResponse:
    """A dry run: each thing whose term is over, and what holds it. Posting draws up the list."""
    owner = _owner(request, uuid)
    kind = KINDS.get(code)
    if kind is None or not _is_of(owner, kind):
        raise Http404
    if request.method == "POST":
        try:
            listed = services.draw_up(owner, code, by=request.user)
        except TransitionRefused as refused:
            messages.error(request, refused.message)
            return redirect("retention:due", owner.uuid, code)
        messages.success(request, _("The list waits for a second person."))
        return redirect("retention:list", listed.uuid)
    found = kind.due(owner, portal_today())
    context = {
        "owner": owner,
        "category": category(code),
        "how_long": how_long(category(code)),
        "count": len(found),
        "free": sum(not each.kept_because for each in found),
        "page": Paginator(found, 100).get_page(request.GET.get("page")),
    }
    return render(request, "retention/due.html", context)


@login_required
@require_safe
def listed(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One list: who, when, and what became of each thing on it."""
    found = _list(request, uuid)
    items = found.items.all()
    context = {
        "list": found,
        "category": category(found.category),
        "page": Paginator(items, 100).get_page(request.GET.get("page")),
        "can_approve": transitions.APPROVE.is_offered(found, by=request.user),
        "can_withdraw": transitions.WITHDRAW.is_offered(found, by=request.user),
        "destroyed": items.filter(destroyed_at__isnull=False).count(),
        "kept": items.exclude(kept_because="").count(),
    }
    return render(request, "retention/list.html", context)


@login_required
@require_http_methods(METHODS)
@step_up_required
def approve(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The second person confirms."""
    found = _list(request, uuid)
    if not permissions.can_approve(request.user, found):
        raise PermissionDenied("approve_destruction")
    if request.method == "POST":
        try:
            transitions.approve(found, by=request.user, proof=request.proof)
        except TransitionRefused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("The list is being carried out."))
        return redirect("retention:list", found.uuid)
    count = found.items.count()
    context = {
        "heading": _("Approve list %(list)s") % {"list": found},
        "consequences": [
            _("What stands on the list is destroyed: %(n)s in all.") % {"n": count},
            _("Keys and files go for good. A backup of before holds them until it is overwritten."),
            _("What is under a hold at that moment, or in dispute, stays."),
            _("You get a certificate of destruction."),
        ],
        "irreversible": True,
        "is_destructive": True,
        "confirm_label": _("Approve and destroy"),
        "cancel_url": reverse("retention:list", args=[found.uuid]),
    }
    return render(request, "layouts/confirm.html", context)


@login_required
@require_POST
def withdraw(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Let everything stay."""
    found = _list(request, uuid)
    try:
        transitions.withdraw(found, by=request.user)
    except TransitionRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The list was withdrawn. Nothing was destroyed."))
    return redirect("retention:list", found.uuid)


@login_required
@require_safe
def certificate(request: SignedInRequest, uuid: UUID) -> StreamingHttpResponse:
    """The certificate of destruction."""
    found = _list(request, uuid)
    if found.certificate is None:
        raise Http404
    return store.response(found.certificate, f"{found}.pdf")


@login_required
@require_http_methods(METHODS)
def place(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Place a hold."""
    owner = _owner(request, uuid)
    form = HoldForm(posted(request), owner=owner)

    def do(answers: dict[str, Any]) -> None:
        services.place_hold(
            owner, on=answers["on"], reason=answers["reason"], until=answers["until"],
            by=request.user,
        )  # fmt: skip

    if is_done(request, form, do):
        messages.success(request, _("The hold stands."))
        return redirect("retention:overview")
    context = {"form": form, "heading": _("Place a legal hold"), "owner": owner}
    return render(request, "retention/form.html", context)


@login_required
@require_http_methods(METHODS)
def lift(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """End a hold, with the reason."""
    archives = selectors.archives_of(request.user)
    hold = get_object_or_404(Hold.objects.filter(owner__in=archives), uuid=uuid)
    form = LiftForm(posted(request))
    if is_done(
        request, form, lambda a: services.lift_hold(hold, because=a["because"], by=request.user)
    ):
        messages.success(request, _("The hold has ended."))
        return redirect("retention:overview")
    heading = _("Lift the hold on %(what)s") % {"what": hold}
    return render(
        request, "retention/form.html", {"form": form, "heading": heading, "owner": hold.owner}
    )


def _owner(request: SignedInRequest, uuid: UUID) -> Organisation:
    return get_object_or_404(selectors.archives_of(request.user), uuid=uuid)


def _list(request: SignedInRequest, uuid: UUID) -> DestructionList:
    return get_object_or_404(selectors.lists_of(request.user), uuid=uuid)


def _is_of(owner: Organisation, kind: Kind) -> bool:
    return kind.is_platform == (owner.kind == Organisation.Kind.PLATFORM)


def _count(owner: Organisation, kind: Kind) -> dict[str, Any]:
    found = kind.due(owner, portal_today())
    free = sum(not each.kept_because for each in found)
    return {
        "code": kind.code,
        "title": category(kind.code).title,
        "how_long": how_long(category(kind.code)),
        "free": free,
        "kept": len(found) - free,
    }
