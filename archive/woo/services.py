"""Everything about a request but its moves: documents, passages, verdicts and views."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from archive.woo import emails, terms
from archive.woo.grounds import GROUNDS
from archive.woo.models import WooDocument, WooPassage, WooRequest, WooView
from archive.woo.permissions import can_answer, can_handle, can_register
from archive.woo.sources import sources_of
from calls.models import Call
from portal import pdf_redaction
from portal.accounts.models import Organisation, User
from portal.audit.record import record
from portal.clock import portal_now, portal_today
from portal.files import store
from portal.look.wording import AMSTERDAM
from portal.workflow import TransitionRefused, lock

Verdict = WooDocument.Verdict


@transaction.atomic
def register(
    call: Call, *, requester: str, requester_email: str, question: str, received_on: date, by: User
) -> WooRequest:
    """Write a request down; the term runs from the day of receipt. Raises PermissionDenied."""
    owner = lock(call.contracting_authority)  # requests are counted one by one
    if not can_register(by, owner):
        raise PermissionDenied("register_woo")
    if received_on > portal_today():
        raise TransitionRefused(_("This day lies ahead."), code="ahead")
    request = WooRequest.objects.create(
        owner=owner, call=call, number=owner.woo_requests.count() + 1, requester=requester,
        requester_email=requester_email, question=question, received_on=received_on,
        due_on=terms.due_on(received_on), registered_by=by,
    )  # fmt: skip
    record("register_woo", request, by=by, due_on=request.due_on.isoformat())
    return request


@transaction.atomic
def extend(request: WooRequest, *, because: str, by: User) -> WooRequest:
    """Two weeks more, once, and before the term is over (Woo, article 4.4(2))."""
    request = _open(request, by)
    if request.extended_because:
        raise TransitionRefused(_("The term was extended already."), code="once")
    if portal_today() > request.due_on:
        raise TransitionRefused(_("The term is over: it cannot be extended."), code="late")
    request.extended_because = because
    request.due_on = due_on(request)
    request.save(update_fields=["extended_because", "due_on"])
    record("extend_woo", request, by=by, due_on=request.due_on.isoformat())
    return request


@transaction.atomic
def tell(request: WooRequest, *, told_on: date, by: User) -> WooRequest:
    """Who asked was told that companies are heard: from then on the term stands still.

    Raises TransitionRefused for a day before a company was asked, one that lies ahead, or a second
    time (Woo, article 4.4(3)).
    """
    request = _open(request, by)
    first = request.views.order_by("asked_at").first()
    if first is None:
        raise TransitionRefused(_("No company was asked for its view yet."), code="views")
    if request.told_on is not None:
        raise TransitionRefused(_("This day was written down already."), code="once")
    if told_on > portal_today():
        raise TransitionRefused(_("This day lies ahead."), code="ahead")
    if told_on < _day(first.asked_at):
        raise TransitionRefused(_("On this day no company had been asked yet."), code="early")
    if told_on > request.due_on:
        raise TransitionRefused(_("The term was over on this day."), code="late")
    request.told_on = told_on
    request.due_on = due_on(request)
    request.save(update_fields=["told_on", "due_on"])
    record(
        "tell_woo", request, by=by, told_on=told_on.isoformat(), due_on=request.due_on.isoformat()
    )
    return request


def heard_on(request: WooRequest) -> date | None:
    """The day on which the last company was heard, or will be at the latest.

    Those count that were asked when who asked was told: a company that is asked later lengthens
    nothing.
    """
    if request.told_on is None:
        return None
    days = [
        min(_day(view.answered_at), view.due_on) if view.answered_at else view.due_on
        for view in request.views.all()
        if _day(view.asked_at) <= request.told_on
    ]
    return max(days, default=None)


def due_on(request: WooRequest) -> date:
    """The last day, as things are now; while a company is heard, with the whole of its term."""
    heard = heard_on(request)
    stood = terms.suspended_days(request.told_on, heard) if request.told_on and heard else 0
    return terms.due_on(
        request.received_on, is_extended=bool(request.extended_because), suspended=stood
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()


@transaction.atomic
def collect(request: WooRequest, titles: set[str], *, by: User) -> int:
    """Take these documents into the request, as they are now; return how many are new."""
    request = _open(request, by)
    there = set(request.documents.values_list("title", flat=True))
    number, wanted = len(there), titles - there
    for source in sources_of(request.call) if wanted else ():
        if source.title not in wanted:
            continue
        number += 1
        content = b"".join(source.pieces)
        WooDocument.objects.create(
            request=request, number=number, title=source.title, company=source.company,
            is_confidential=source.is_confidential,
            file=store.save_bytes(content, "application/pdf", by=by),
        )  # fmt: skip
        wanted.discard(source.title)
        if not wanted:
            break  # what comes after the last one is not written for nothing
    record("collect_woo", request, by=by, documents=number - len(there))
    return number - len(there)


@transaction.atomic
def judge(document: WooDocument, *, verdict: str, ground: str = "", by: User) -> WooDocument:
    """Say what becomes of a document. Raises TransitionRefused for what its company keeps."""
    _open(document.request, by)
    if verdict == Verdict.REFUSED and ground not in GROUNDS:
        raise TransitionRefused(_("Say on which ground it is not disclosed."), code="ground")
    if verdict != Verdict.REFUSED:
        _require_freed(document)
    document.verdict = verdict
    document.ground = ground if verdict == Verdict.REFUSED else ""
    document.save(update_fields=["verdict", "ground"])
    record("judge_woo", document.request, by=by, document=document.number, verdict=verdict)
    return document


@transaction.atomic
def take_out(document: WooDocument, *, text: str, ground: str, by: User) -> WooPassage:
    """Take words out, wherever they stand.

    Raises TransitionRefused where they are not found, and in a file that cannot be read.
    """
    _open(document.request, by)
    try:
        is_there = pdf_redaction.holds(b"".join(store.read(document.file)), text)
    except pdf_redaction.Unreadable as error:
        raise TransitionRefused(
            _(
                "This file is damaged or locked: the portal cannot take words out of it. Disclose "
                "it whole or not at all, or ask the company for a PDF that opens."
            ),
            code="unreadable",
        ) from error
    if not is_there:
        raise TransitionRefused(
            _("These words do not stand on one line of the document. Copy them from it."),
            code="not_found",
        )
    passage, _is_new = WooPassage.objects.update_or_create(
        document=document, text=text, defaults={"ground": ground}
    )
    record("take_out_woo", document.request, by=by, document=document.number, ground=ground)
    return passage


@transaction.atomic
def put_back(passage: WooPassage, *, by: User) -> None:
    """Let the words stand after all."""
    request = _open(passage.document.request, by)
    passage.delete()
    record("put_back_woo", request, by=by, document=passage.document.number)


@transaction.atomic
def ask_view(request: WooRequest, company: Organisation, *, by: User) -> WooView:
    """Ask a company what it thinks of disclosing; its signatories get a mail."""
    request = _open(request, by)
    if not request.documents.filter(company=company).exists():
        raise TransitionRefused(_("No document of this request is about this company."))
    view, is_new = WooView.objects.get_or_create(
        request=request, company=company,
        defaults={"asked_by": by, "due_on": terms.views_due_on(portal_today())},
    )  # fmt: skip
    if is_new:
        emails.queue_asked(view)
        record("ask_woo_view", view, by=by, due_on=view.due_on.isoformat())
    return view


@transaction.atomic
def answer_view(view: WooView, *, objects_to: bool, words: str, by: User) -> WooView:
    """Give the company's view. Raises PermissionDenied; TransitionRefused when it is too late."""
    view = lock(view)
    if not can_answer(by, view):
        raise PermissionDenied("answer_woo_view")
    if view.answered_at is not None or view.request.state != WooRequest.State.OPEN:
        raise TransitionRefused(_("The view was given already, or the request is decided."))
    if portal_today() > view.due_on:
        raise TransitionRefused(_("The term for your view is over."), code="late")
    view.objects_to, view.words = objects_to, words
    view.answered_by, view.answered_at = by, portal_now()
    view.save(update_fields=["objects_to", "words", "answered_by", "answered_at"])
    request = lock(view.request)
    request.due_on = due_on(request)  # the term runs on, from the day after the last view
    request.save(update_fields=["due_on"])
    record("answer_woo_view", view, by=by, objects=objects_to, due_on=request.due_on.isoformat())
    return view


def _require_freed(document: WooDocument) -> None:
    """Confidential unless it is freed: by a mark in the offer, or by the company's own view."""
    if not document.is_confidential:
        return
    agreed = document.request.views.filter(company=document.company, objects_to=False)
    if not agreed.exists():
        raise TransitionRefused(
            _("The company did not free this. It can only be disclosed when the company agrees."),
            code="confidential",
        )


def _open(request: WooRequest, by: User) -> WooRequest:
    request = lock(request)
    if not can_handle(by, request):
        raise PermissionDenied("handle_woo")
    if request.state != WooRequest.State.OPEN:
        raise TransitionRefused(_("This request is not being handled any more."), code="state")
    return request
