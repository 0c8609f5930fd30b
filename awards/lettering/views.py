"""Pages of the texts of letters: which there are, writing one, its versions; drafts of letters."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards import permissions
from awards.lettering import selectors, services
from awards.lettering.fields import allowed_in, required_in
from awards.lettering.forms import TextForm
from awards.lettering.kinds import KINDS, LANGUAGES, TextKey, families
from awards.letters import draft_of
from awards.models import DecisionSet, Letter
from awards.remaking import remake_letters, settle_mails
from awards.views.fetch import decision_set_of, staff_phase
from calls.amendments.words import text_diff
from portal.accounts.models import Organisation
from portal.accounts.requests import SignedInRequest, posted
from portal.accounts.selectors import authorities_of
from portal.pdf_kept import PdfFailed
from portal.workflow import TransitionRefused

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def texts(request: SignedInRequest) -> HttpResponse:
    """Every text of every authority whose officer one is, and which version holds."""
    authorities = authorities_of(request.user)
    if not authorities:
        raise PermissionDenied("texts")
    shelves = [{"authority": each, "rows": _rows(each)} for each in authorities]
    return render(request, "lettering/texts.html", {"shelves": shelves, "languages": LANGUAGES})


def _rows(authority: Organisation) -> list[dict[str, Any]]:
    versions = selectors.last_versions(authority)
    return [
        {
            "family": family,
            "phases": phases,
            "kind": kind,
            "label": label,
            "versions": [
                (language, name, versions.get(TextKey(family, kind, language), 0))
                for language, name in LANGUAGES.items()
            ],
        }
        for family, phases in families().items()
        for kind, label in KINDS.items()
    ]


@login_required
@require_http_methods(METHODS)
def text(
    request: SignedInRequest, authority: UUID, family: str, kind: str, language: str
) -> HttpResponse:
    """Write a text; what is wrong in it stands next to it, and nothing typed is lost."""
    owner, key = _place(request, authority, family, kind, language)
    now = selectors.text_in_use(owner, key)
    start = {"subject": now.subject, "body": now.body, "seen_version": now.version}
    form = TextForm(posted(request), initial=start, key=key)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_text(owner, key, by=request.user, **form.cleaned_data)
        except TransitionRefused as refused:
            now = selectors.text_in_use(owner, key)
            form = TextForm({**request.POST.dict(), "seen_version": now.version}, key=key)
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Saved as version %(version)s.") % {"version": saved.version}
            )
            return redirect("lettering:text", owner.uuid, family, kind, language)
    context = _context(owner, key) | {
        "form": form,
        "current": now,
        "fields": [(each, required_in(key).get(each.name)) for each in allowed_in(key)],
        "versions": selectors.versions_of(owner, key),
    }
    return render(request, "lettering/text.html", context)


@login_required
@require_safe
def version(
    request: SignedInRequest,
    authority: UUID,
    family: str,
    kind: str,
    language: str,
    version: int,
) -> HttpResponse:
    """One version, with what it changed in the version before it."""
    owner, key = _place(request, authority, family, kind, language)
    shown = selectors.text_of_version(owner, key, version)
    if shown is None:
        raise Http404
    before = selectors.text_of_version(owner, key, version - 1) if version else None
    now = selectors.text_in_use(owner, key)
    context = _context(owner, key) | {
        "shown": shown,
        "changes": text_diff(_whole(before), _whole(shown)) if before else (),
        "current": now,
        "can_restore": (shown.subject, shown.body) != (now.subject, now.body),
    }
    return render(request, "lettering/version.html", context)


@login_required
@require_POST
def restore(
    request: SignedInRequest,
    authority: UUID,
    family: str,
    kind: str,
    language: str,
    version: int,
) -> HttpResponse:
    """Go back to an earlier version: that becomes the newest."""
    owner, key = _place(request, authority, family, kind, language)
    seen = request.POST.get("seen_version", "")
    services.restore_text(
        owner, key, version, seen_version=int(seen) if seen.isdecimal() else -1, by=request.user
    )
    messages.success(request, _("The earlier text holds again, as a new version."))
    return redirect("lettering:text", owner.uuid, family, kind, language)


@login_required
@require_safe
def draft(request: SignedInRequest, reference: str, code: str, dossier: str) -> HttpResponse:
    """The letter to one applicant as it would be now, as a PDF that says it is a draft."""
    decision_set = _set_for_officers(request, reference, code)
    decision = get_object_or_404(
        decision_set.decisions.select_related(
            "decision_set__proposed_by",
            "decision_set__phase__call",
            "proposal__phase__call__contracting_authority",
            "proposal__dossier__lead",
            "proposal__opened",
        ),
        proposal__dossier__reference=dossier,
    )
    try:
        content = draft_of(decision)
    except PdfFailed as failed:
        raise TransitionRefused(str(failed), code="empty") from failed
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="concept-{dossier}.pdf"'
    return response


@login_required
@require_http_methods(METHODS)
def remake(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Say first what making the letters anew does, then do it."""
    decision_set = _set_for_officers(request, reference, code)
    if request.method == "POST":
        remake_letters(decision_set, by=request.user)
        messages.success(request, _("The letters are being made anew."))
        return redirect("awards:letters", reference, code)
    if decision_set.state != DecisionSet.State.APPROVED:
        return redirect("awards:letters", reference, code)
    context = {
        "heading": _("Make the letters anew"),
        "lead": _("Nobody has got a letter yet. What was decided does not change."),
        "consequences": [
            _("The letters that were made are thrown away."),
            _("They are made again with the texts and the day of today, and checked again."),
        ],
        "confirm_label": _("Make the letters anew"),
        "cancel_url": reverse("awards:letters", args=[reference, code]),
    }
    return render(request, "layouts/confirm.html", context)


@login_required
@require_POST
def settle_mail(request: SignedInRequest, reference: str, code: str, dossier: str) -> HttpResponse:
    """A mail of which nobody knows whether it arrived: a person says what becomes of it."""
    decision_set = _set_for_officers(request, reference, code)
    letter = get_object_or_404(
        Letter, decision__decision_set=decision_set, decision__proposal__dossier__reference=dossier
    )
    send = request.POST.get("answer") == "send"
    settle_mails(letter, send_again=send, by=request.user)
    text = _("The mail is sent once more.") if send else _("The mail is left as it is.")
    messages.success(request, text)
    return redirect("awards:letters", reference, code)


def _set_for_officers(request: SignedInRequest, reference: str, code: str) -> DecisionSet:
    phase = staff_phase(request, reference, code)
    decision_set = decision_set_of(phase)
    if not permissions.can_propose(request.user, phase):
        raise PermissionDenied("letters")
    return decision_set


def _place(
    request: SignedInRequest, authority: UUID, family: str, kind: str, language: str
) -> tuple[Organisation, TextKey]:
    """The authority, of which one is an officer, and the text."""
    owner = get_object_or_404(authorities_of(request.user), uuid=authority)
    key = TextKey(family, kind, language)
    if not key.is_known:
        raise Http404
    return owner, key


def _context(owner: Organisation, key: TextKey) -> dict[str, Any]:
    return {
        "authority": owner,
        "key": key,
        "phases": families()[key.family],
        "kind_label": KINDS[key.kind],
        "language_label": LANGUAGES[key.language],
    }


def _whole(text: selectors.TextInUse) -> str:
    return f"{text.subject}\n\n{text.body}"
