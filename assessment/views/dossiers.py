"""What a dossier promised and proved before, for the members who judge its next offer."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from applications.copies import copy_response
from applications.dossiers.chapters import Chapter, chapters_before
from applications.models import Proposal
from applications.reading import files_to_assess, read_opened
from assessment.models import Committee
from assessment.views.fetching import committee_for, offer_for, page_context, standing_for
from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest
from portal.files import store


@require_GET
@login_required
def earlier(
    request: SignedInRequest, reference: str, code: str, dossier: str, before: str
) -> HttpResponse:
    """The whole offer of an earlier phase, as far as this committee may know whose it is."""
    committee = committee_for(request.user, reference, code)
    proposal, chapter = _chapter_or_404(request.user, committee, dossier, before)
    offer = read_opened(
        chapter.opened, file_url="assessment:earlier-file", anonymously=committee.hides_names
    )
    context = page_context(committee, proposal=proposal, chapter=chapter, offer=offer)
    return render(request, "assessment/earlier.html", context)


@require_GET
@login_required
def earlier_file(
    request: SignedInRequest, dossier: str, code: str, question: str
) -> HttpResponse | StreamingHttpResponse:
    """A file of an earlier offer, for who may read the later one of the same dossier."""
    for committee in Committee.objects.visible_to(request.user).filter(
        phase__proposals__dossier__reference=dossier
    ):
        try:
            _proposal, chapter = _chapter_or_404(request.user, committee, dossier, code)
        except Http404:
            continue
        hides = committee.hides_names
        asked = files_to_assess(chapter.proposal.phase, anonymously=hides).get(question)
        found = get_object_or_404(chapter.opened.files.select_related("file"), question=question)
        if asked is None and hides:
            raise Http404
        if asked is not None and (asked.page_limit or asked.anonymous):
            return copy_response(found, asked, anonymously=hides)
        return store.response(found.file, found.file_name)
    raise Http404


@require_GET
@login_required
def delivered(
    request: SignedInRequest, reference: str, code: str, dossier: str, uuid: UUID
) -> StreamingHttpResponse:
    """A report that was delivered; in an anonymous round its maker would show, so not there."""
    committee = committee_for(request.user, reference, code)
    proposal = offer_for(standing_for(request.user, committee), dossier)
    if committee.hides_names:
        raise Http404
    for chapter in chapters_before(proposal.dossier, proposal.phase):
        for part in chapter.outcome.delivered:
            if part.uuid == str(uuid) and part.file is not None:
                return store.response(part.file, part.file_name)
    raise Http404


def _chapter_or_404(
    user: User, committee: Committee, dossier: str, before: str
) -> tuple[Proposal, Chapter]:
    proposal = offer_for(standing_for(user, committee), dossier)
    for chapter in chapters_before(proposal.dossier, committee.phase):
        if chapter.proposal.phase.code == before:
            return proposal, chapter
    raise Http404
