"""Writing an offer: one page per section, saved while typing, files beside it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import permissions, services
from applications.asking import asked_in
from applications.confidentiality import freed_of
from applications.cost_gaps import names_in, over_the_cap, price_in
from applications.dossiers.earlier import earlier_of, has_same_partners, origins_of
from applications.dossiers.files import earlier_files
from applications.filetypes import FileRefused, accepted_kinds, size_limit
from applications.forms import CostsEditor, Editor, SectionForm, editor_for, rows_asked
from applications.models import Attachment, Proposal
from applications.saving import Page, save_part
from applications.selectors import offers_to_save
from applications.services import Conflict, NotADraft
from applications.views import conflicts
from applications.views.company import offer_or_404, states_now
from applications.working_copy import (
    ReadSection,
    open_name,
    read_files,
    read_section,
    read_sections,
)
from applications.writing import uploads
from applications.writing.conflicts import seen_in
from applications.writing.rows import rows_of
from calls.models import Phase
from calls.offer_forms import Section, sections_of
from calls.partner_rules import partner_rules_of
from portal.accounts.requests import SignedInRequest
from portal.compiled import planned_once
from portal.files import store
from portal.files.uploads import EncryptedUpload
from portal.look.wording import clock_text

EDITABLE = {Proposal.State.DRAFT}
READABLE = {Proposal.State.DRAFT, Proposal.State.LAPSED}


@require_http_methods(["GET", "POST"])
@login_required
def section(request: SignedInRequest, reference: str, code: str, section: str) -> HttpResponse:
    """One section: write it, or read it for who may not write."""
    proposal = offer_or_404(request.user, reference, code)
    found = _section_or_404(proposal, section)
    if request.method == "POST":
        return _save(request, proposal, found)
    if proposal.state not in READABLE:
        raise Http404
    saved = read_section(proposal, found.code)
    editor = editor_for(
        found,
        saved.payload,
        extra=rows_asked(request.GET),
        extra_in=request.GET.get("in", ""),
        partners=_cost_partners(proposal, found),
        **_asked_by_call(proposal.phase),
    )
    return _section_page(request, proposal, found, editor, saved)


@require_POST
@login_required
def autosave(request: SignedInRequest, reference: str, code: str, section: str) -> HttpResponse:
    """Save one section from the background; answers in JSON, see static/js/autosave.js."""
    offers = offers_to_save(request.user)
    with planned_once():
        proposal = get_object_or_404(offers, dossier__reference=reference, phase__code=code)
    found = _section_or_404(proposal, section)
    editor = editor_for(found, {}, request.POST, **_asked_by_call(proposal.phase))
    payload = editor.payload()
    # Only a form that was changed can have left answers behind, which a save has to keep.
    save = services.save_section if proposal.form_changed else save_part
    try:
        version = save(
            proposal,
            found.code,
            payload,
            version=_version(request),
            by=request.user,
            page=_page(request),
        )
    except Conflict:
        return conflicts.as_json(request, proposal, found, payload)
    except NotADraft as refusal:
        return JsonResponse({"message": refusal.message}, status=410)
    answer = {"version": version, "saved_at": clock_text(proposal.now, seconds=True)}
    if problems := editor.problems():
        return JsonResponse({**answer, "errors": problems}, status=422)
    return JsonResponse(answer)


@require_safe
@login_required
def attachment(
    request: SignedInRequest, reference: str, code: str, question: str
) -> StreamingHttpResponse:
    """One's own file, as long as the offer is a draft."""
    proposal = offer_or_404(request.user, reference, code)
    found = get_object_or_404(proposal.attachments.select_related("file"), question=question)
    return store.response(found.file, open_name(proposal, found))


@require_POST
@login_required
def attach(request: SignedInRequest, reference: str, code: str, question: str) -> HttpResponse:
    """Take a file from the plain form; with a script it comes in parts (applications/writing)."""
    proposal = offer_or_404(request.user, reference, code)
    section, _question = services.find_file_question(proposal.phase, question)
    upload = request.FILES.get("file")
    try:
        if not isinstance(upload, EncryptedUpload):
            raise FileRefused(_("Choose a file first."))
        services.attach_file(proposal, question, upload, by=request.user)
        uploads.forget_refusals(proposal, question)
    except FileRefused as refusal:
        messages.error(request, refusal.message)
        if upload is not None:
            uploads.refuse(
                proposal,
                question,
                name=upload.name or "",
                size=upload.size or 0,
                reason=refusal.message,
                by=request.user,
            )
    except NotADraft as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The file was received."))
    return redirect("applications:section", reference, code, section)


@require_POST
@login_required
def detach(request: SignedInRequest, reference: str, code: str, question: str) -> HttpResponse:
    """Remove a file from the draft."""
    proposal = offer_or_404(request.user, reference, code)
    section, _question = services.find_file_question(proposal.phase, question)
    services.remove_file(proposal, question, by=request.user)
    messages.success(request, _("The file was removed."))
    return redirect("applications:section", reference, code, section)


def _save(request: SignedInRequest, proposal: Proposal, found: Section) -> HttpResponse:
    """The plain Save button. Whatever happens, what was typed is on the next page again."""
    editor = editor_for(found, {}, request.POST, **_asked_by_call(proposal.phase))
    payload = editor.payload()
    try:
        if conflicts.IS_CHOICE in request.POST:
            conflicts.save_choice(request, proposal, found, payload, version=_version(request))
            editor = editor_for(
                found,
                read_section(proposal, found.code).payload,
                partners=_cost_partners(proposal, found),
                **_asked_by_call(proposal.phase),
            )
        else:
            services.save_section(
                proposal, found.code, payload, version=_version(request), by=request.user
            )
    except Conflict:
        there = read_section(proposal, found.code)
        choice = conflicts.choice_of(request, found, payload, there)
        return _section_page(request, proposal, found, editor, there, choice=choice, status=409)
    if editor.problems():
        saved = read_section(proposal, found.code)
        return _section_page(request, proposal, found, editor, saved)
    return _saved(request, proposal, found)


def _saved(request: SignedInRequest, proposal: Proposal, found: Section) -> HttpResponse:
    """Where one goes after a save: one more row, the next part, the overview, or here."""
    place = [proposal.dossier.reference, proposal.phase.code]
    if "add_row" in request.POST:
        here = reverse("applications:section", args=[*place, found.code])
        return redirect(here + _row_added(found, request.POST["add_row"]))
    messages.success(request, _("Saved."))
    if "next" in request.POST and (following := _following(proposal, found)):
        return redirect("applications:section", *place, following.code)
    if "next" in request.POST:
        return redirect(_after_the_last(request, proposal), *place)
    return redirect("applications:section", *place, found.code)


def _after_the_last(request: SignedInRequest, proposal: Proposal) -> str:
    """The page to send on, for who may and lacks nothing; else the overview says what to do."""
    is_ready = permissions.can_submit(request.user, proposal) and not any(
        gap.blocks for gap in services.completeness(proposal)
    )
    return "applications:submit" if is_ready else "applications:offer"


def _section_page(
    request: SignedInRequest,
    proposal: Proposal,
    found: Section,
    editor: Editor,
    saved: ReadSection,
    *,
    choice: conflicts.Choice | None = None,
    status: int = 200,
) -> HttpResponse:
    files = {each.question: each for each in read_files(proposal)}
    rows = rows_of(proposal, files.values())
    phase = proposal.phase
    asked = _asked(proposal, found, editor)
    if isinstance(editor, CostsEditor) and editor.is_bound:
        editor.offer_partners(_cost_partners(proposal, found))
    earlier = earlier_of(proposal.dossier, phase)
    if isinstance(editor, SectionForm):
        editor.origins = origins_of(earlier, phase, found.code, saved.payload)
    context = {
        "proposal": proposal,
        "phase": phase,
        "call": phase.call,
        "section": found,
        "editor": editor,
        "saved": saved,
        "choice": choice,
        "seen": choice.seen if choice else seen_in(saved.payload),
        "set_aside": conflicts.set_aside_in(proposal, found),
        "may_edit": permissions.can_edit(request.user, proposal) and proposal.state in EDITABLE,
        "steps": states_now(proposal, current=found.code),
        "uploads": [
            {
                "question": question,
                "is_asked": question.code in asked,
                "limit": size_limit(question),
                "kinds": ", ".join(accepted_kinds(question)),
                "accept": ",".join(f".{kind}" for kind in accepted_kinds(question)),
                "rows": rows.get(question.code, []),
                "is_there": question.code in files,
            }
            for question in found.questions
            if question.kind == "file"
        ],
        "freed": freed_of(proposal),
        "part_bytes": settings.UPLOAD_PART_BYTES,
        "price": price_in(phase, saved.payload) if found.code == "costs" else None,
        "over_the_cap": over_the_cap(phase, saved.payload) if found.code == "costs" else "",
        "rules": partner_rules_of(phase.call),
        "following": _following(proposal, found),
        "earlier": earlier,
        "same_partners": found.code == "partners" and has_same_partners(earlier, saved.payload),
        "earlier_files": _earlier_files(proposal, found, files) if earlier else [],
    }
    return render(request, "applications/section.html", context, status=status)


def _earlier_files(
    proposal: Proposal, found: Section, files: Mapping[str, Attachment]
) -> list[dict[str, str]]:
    """Of the questions that have no file yet, what the phase before got."""
    before = earlier_files(proposal)
    return [
        {
            "question": question.code,
            "label": question.label,
            "file_name": before[question.code].file_name,
        }
        for question in found.questions
        if question.kind == "file" and question.code in before and question.code not in files
    ]


def _row_added(found: Section, table: str) -> str:
    """Where one more row is shown: in the table of a question, or in the rows of the section."""
    if table in {question.code for question in found.questions}:
        return f"?in={table}#table-{table}"
    return "?rows=1#rows"


def _asked(proposal: Proposal, found: Section, editor: Editor) -> set[str]:
    """Which questions are asked, with what stands in the editor now; the editor is told too."""
    if not isinstance(editor, SectionForm):
        return set()
    if any(question.condition for question in found.questions):
        payloads = {code: read.payload for code, read in read_sections(proposal).items()}
        here = editor.payload() if editor.is_bound else payloads.get(found.code, {})
        editor.asked = asked_in(proposal.phase, {**payloads, found.code: here})
        return set(editor.asked)
    return {question.code for question in found.questions}


def _asked_by_call(phase: Phase) -> dict[str, Any]:
    """What the call asks of partners and costs."""
    return {
        "least_rd_share": phase.least_rd_share,
        "asks_chain": bool(partner_rules_of(phase.call).least_chain_partners),
    }


def _cost_partners(proposal: Proposal, found: Section) -> list[str]:
    """Who beside the lead partner can have costs: whom the partners of the offer name now."""
    if found.code != "costs":
        return []
    return names_in(read_section(proposal, "partners").payload)


def _section_or_404(proposal: Proposal, code: str) -> Section:
    for found in sections_of(proposal.phase):
        if found.code == code:
            return found
    raise Http404


def _following(proposal: Proposal, found: Section) -> Section | None:
    every = list(sections_of(proposal.phase))
    place = [each.code for each in every].index(found.code)
    return every[place + 1] if place + 1 < len(every) else None


def _page(request: SignedInRequest) -> Page:
    """Which page saves, and how often something was typed in it."""
    turn = request.POST.get("turn", "")
    return Page(request.POST.get("page", "")[:36], int(turn[:9]) if turn[:9].isdecimal() else 0)


def _version(request: SignedInRequest) -> int:
    """The version that the writer saw; a page without one has seen nothing yet."""
    typed = request.POST.get("version", "0")
    if not typed.isdecimal():
        raise PermissionDenied("version")
    return int(typed)
