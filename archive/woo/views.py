"""Pages of the officers who handle a request."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive.woo import documents, permissions, services, transitions
from archive.woo.forms import (
    CollectForm,
    PassageForm,
    ReasonForm,
    RegisterForm,
    ToldForm,
    VerdictForm,
)
from archive.woo.models import WooDocument, WooPassage, WooRequest
from archive.woo.sources import sources_of
from calls.models import Call
from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import has_role
from portal.accounts.requests import SignedInRequest, posted
from portal.accounts.stepup import step_up_required
from portal.clock import portal_today
from portal.files import store
from portal.form_pages import is_done
from portal.workflow import TransitionRefused

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """The requests of one's own authority, the first due first."""
    if not has_role(request.user, Membership.Role.OFFICER):
        raise PermissionDenied("woo")
    context = {"requests": _own(request).select_related("call"), "today": portal_today()}
    return render(request, "woo/desk.html", context)


@login_required
@require_http_methods(METHODS)
def register(request: SignedInRequest) -> HttpResponse:
    """Write a request down."""
    if not has_role(request.user, Membership.Role.OFFICER):
        raise PermissionDenied("woo")
    calls = Call.objects.filter(contracting_authority__in=_authorities(request))
    form = RegisterForm(posted(request), calls=calls)
    made: list[WooRequest] = []
    if is_done(request, form, lambda a: made.append(services.register(**a, by=request.user))):
        messages.success(request, _("The request was written down."))
        return redirect("woo:request", made[0].uuid)
    return _form(request, form, _("Write down a request under the Woo"), reverse("woo:desk"))


@login_required
@require_safe
def detail(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One request: its term, documents, views, and what lacks."""
    found = _request(request, uuid)
    context = {
        "woo": found,
        "rows": documents.rows_of(found),
        "views": found.views.select_related("company", "answered_by"),
        "lacking": transitions.lacking_in(found) if found.state == "open" else [],
        "can_decide": transitions.DECIDE.is_offered(found, by=request.user),
        "heard_on": services.heard_on(found),
        "today": portal_today(),
    }
    return render(request, "woo/request.html", context)


@login_required
@require_http_methods(METHODS)
def collect(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Choose the documents concerned."""
    found = _request(request, uuid)
    there = set(found.documents.values_list("title", flat=True))
    titles = [each.title for each in sources_of(found.call) if each.title not in there]
    form = CollectForm(posted(request), titles=titles)
    if is_done(request, form, lambda a: services.collect(found, set(a["titles"]), by=request.user)):
        return redirect("woo:request", found.uuid)
    return _form(request, form, _("Choose the documents"), _back(found))


@login_required
@require_http_methods(METHODS)
def document(request: SignedInRequest, uuid: UUID, number: int) -> HttpResponse:
    """One document: what becomes of it, and the words that are taken out."""
    found = _request(request, uuid)
    one = _document(found, number)
    form = VerdictForm(posted(request), initial={"verdict": one.verdict, "ground": one.ground})
    if is_done(request, form, lambda a: services.judge(one, by=request.user, **a)):
        messages.success(request, _("Saved."))
        return redirect("woo:document", found.uuid, number)
    return _document_page(request, one, form=form)


@login_required
@require_POST
def take_out(request: SignedInRequest, uuid: UUID, number: int) -> HttpResponse:
    """Take words out."""
    one = _document(_request(request, uuid), number)
    form = PassageForm(posted(request))
    if is_done(request, form, lambda a: services.take_out(one, by=request.user, **a)):
        return redirect("woo:document", uuid, number)
    return _document_page(request, one, passage_form=form)


@login_required
@require_POST
def put_back(request: SignedInRequest, uuid: UUID, number: int, passage: int) -> HttpResponse:
    """Let words stand after all."""
    one = _document(_request(request, uuid), number)
    found = get_object_or_404(WooPassage, document=one, pk=passage)
    _do(request, lambda: services.put_back(found, by=request.user))
    return redirect("woo:document", uuid, number)


@login_required
@require_safe
def file(request: SignedInRequest, uuid: UUID, number: int) -> StreamingHttpResponse:
    """The document as it is."""
    one = _document(_request(request, uuid), number)
    return store.response(one.file, one.title)


@login_required
@require_http_methods(METHODS)
def extend(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Two weeks more."""
    found = _request(request, uuid)
    form = ReasonForm(posted(request))
    if is_done(
        request, form, lambda a: services.extend(found, because=a["because"], by=request.user)
    ):
        messages.success(request, _("The term was extended. Tell who asked."))
        return redirect("woo:request", found.uuid)
    return _form(request, form, _("Extend the term by two weeks"), _back(found))


@login_required
@require_http_methods(METHODS)
def tell(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Who asked was told that companies are heard."""
    found = _request(request, uuid)
    form = ToldForm(posted(request), initial={"told_on": portal_today()})
    if is_done(
        request, form, lambda a: services.tell(found, told_on=a["told_on"], by=request.user)
    ):
        messages.success(request, _("The term stands still while the companies are heard."))
        return redirect("woo:request", found.uuid)
    return _form(request, form, _("Say when who asked was told"), _back(found))


@login_required
@require_POST
def ask_views(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask every company concerned that was not asked yet."""
    found = _request(request, uuid)
    companies = Organisation.objects.filter(
        pk__in=found.documents.exclude(company=None).values("company")
    )

    def do() -> None:
        for company in companies:
            services.ask_view(found, company, by=request.user)

    _do(request, do)
    return redirect("woo:request", found.uuid)


@login_required
@require_POST
def propose(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Lay it before a second officer."""
    found = _request(request, uuid)
    _do(request, lambda: transitions.propose(found, by=request.user))
    return redirect("woo:request", found.uuid)


@login_required
@require_http_methods(METHODS)
@step_up_required
def decide(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The second officer decides."""
    found = _request(request, uuid)
    if not permissions.can_decide(request.user, found):
        raise PermissionDenied("decide_woo")
    if request.method == "POST":
        _do(request, lambda: transitions.decide(found, by=request.user, proof=request.proof))
        return redirect("woo:request", found.uuid)
    context = {
        "heading": _("Decide on %(request)s") % {"request": found},
        "consequences": [
            _("The portal takes the words out and packs what is disclosed."),
            _("You send the decision and the package to who asked."),
        ],
        "irreversible": True,
        "confirm_label": _("Decide"),
        "cancel_url": _back(found),
    }
    return render(request, "layouts/confirm.html", context)


@login_required
@require_POST
def send_back(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The second officer does not agree."""
    found = _request(request, uuid)
    if not permissions.can_decide(request.user, found):
        raise PermissionDenied("send_back_woo")
    _do(request, lambda: transitions.send_back(found, by=request.user))
    return redirect("woo:request", found.uuid)


@login_required
@require_safe
def inventory(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The list of documents as a PDF."""
    found = _request(request, uuid)
    reply = HttpResponse(documents.inventory_pdf(found), content_type="application/pdf")
    reply["Content-Disposition"] = f'attachment; filename="{found}-inventarislijst.pdf"'
    return reply


@login_required
@require_safe
def inventory_csv(request: SignedInRequest, uuid: UUID) -> StreamingHttpResponse:
    """The list for a spreadsheet."""
    found = _request(request, uuid)
    reply = StreamingHttpResponse(
        documents.inventory_csv(found), content_type="text/csv; charset=utf-8"
    )
    reply["Content-Disposition"] = f'attachment; filename="{found}-inventarislijst.csv"'
    return reply


@login_required
@require_safe
def package(request: SignedInRequest, uuid: UUID) -> StreamingHttpResponse:
    """What is disclosed, as one ZIP."""
    found = _request(request, uuid)
    if found.package is None:
        raise Http404
    return store.response(found.package, f"{found}.zip")


def _authorities(request: SignedInRequest) -> Any:
    return Membership.objects.filter(user=request.user, role=Membership.Role.OFFICER).values(
        "organisation"
    )


def _own(request: SignedInRequest) -> Any:
    own = Organisation.objects.of(request.user).filter(pk__in=_authorities(request))
    return WooRequest.objects.filter(owner__in=own)


def _request(request: SignedInRequest, uuid: UUID) -> WooRequest:
    return get_object_or_404(
        _own(request).select_related("owner", "call", "package", "registered_by"), uuid=uuid
    )


def _document(found: WooRequest, number: int) -> WooDocument:
    return get_object_or_404(
        found.documents.select_related("file", "company", "request"), number=number
    )


def _back(found: WooRequest) -> str:
    return reverse("woo:request", args=[found.uuid])


def _do(request: SignedInRequest, do: Any) -> None:
    """Make a move, or say why it was refused."""
    try:
        do()
    except TransitionRefused as refused:
        messages.error(request, refused.message)


def _form(request: SignedInRequest, form: Any, heading: str, back: str) -> HttpResponse:
    return render(request, "woo/form.html", {"form": form, "heading": heading, "back": back})


def _document_page(
    request: SignedInRequest, one: WooDocument, *, form: Any = None, passage_form: Any = None
) -> HttpResponse:
    context = {
        "woo": one.request,
        "document": one,
        "passages": one.passages.all(),
        "form": form or VerdictForm(initial={"verdict": one.verdict, "ground": one.ground}),
        "passage_form": passage_form or PassageForm(),
    }
    return render(request, "woo/document.html", context)
