"""Files of long ago, as rows: what the archive finds when a term is over."""

from datetime import timedelta

from applications.models import OpenedFile, Partner, Proposal, SubmissionFile
from calls.models import Call, KeyHolder, KeyShare, Phase
from portal.clock import portal_now
from portal.files import store
from tests.awards.stages import company_of, make_phase, open_offer
from tests.cast import Cast

YEAR = timedelta(days=366)


def old_phase(cast: Cast, *, years: int = 4, offers: int = 2) -> Phase:
    """A phase that closed so long ago, its call completed, with offers that won nothing.

    Each has a file that was sent and opened, and a partner with a name.
    """
    phase = make_phase(cast)
    for place in range(offers):
        with_file(open_offer(phase, company_of(cast, place)))
    holder = KeyHolder.objects.create(call=phase.call, user=cast.escrow, role="escrow")
    KeyShare.objects.create(phase=phase, holder=holder, sealed_share=b"part")
    closed_at = portal_now() - years * YEAR
    Phase.objects.filter(pk=phase.pk).update(opens_at=closed_at - YEAR / 6, closes_at=closed_at)
    Call.objects.filter(pk=phase.call_id).update(state=Call.State.COMPLETED)
    phase.refresh_from_db()
    return phase


def with_file(proposal: Proposal) -> Proposal:
    """A CV in the sealed and in the opened offer, and a named partner."""
    opened = proposal.opened
    file = store.save_bytes(b"mijn cv", "application/pdf", by=opened.submission.sent_by)
    SubmissionFile.objects.create(submission=opened.submission, question="cv", file=file)
    OpenedFile.objects.create(opened=opened, question="cv", file=file, file_name="cv.pdf")
    Partner.objects.create(opened=opened, name="Jan de Boer", role="partner", country="NL", share=5)
    opened.answers = {"team": {"who": "Jan de Boer leidt het werk."}}
    opened.save(update_fields=["answers"])
    return proposal
