"""Asking for a PDF of an offer, making it, and letting it go with the working copy."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from applications.exporting.contents import of_draft, of_opened
from applications.exporting.documents import form_pdf, offer_pdf
from applications.exporting.models import FormCopy, OfferCopy
from applications.models import Proposal
from calls.models import CallVersion, Phase
from portal.accounts.models import User
from portal.clock import portal_now
from portal.files import store
from portal.work.jobs import start_job
from portal.workflow import TransitionRefused, lock

COPY_JOB = "applications.offer_copy"


def is_exportable(proposal: Proposal) -> bool:
    """Whether the portal can read the offer: it is a draft, or its vault was opened."""
    return is_working_copy(proposal) or hasattr(proposal, "opened")


def is_working_copy(proposal: Proposal) -> bool:
    """Whether there is a working copy to be read."""
    readable = {Proposal.State.DRAFT, Proposal.State.LAPSED}
    return proposal.state in readable and proposal.sections.exists()


@transaction.atomic
def ask_copy(proposal: Proposal, *, language: str, by: User) -> OfferCopy:
    """Ask for a PDF of the offer as it is now; one that was there before is removed.

    Raises TransitionRefused when the offer is sealed or empty.
    """
    proposal = lock(proposal)
    if not is_exportable(proposal):
        raise TransitionRefused(_("This offer is sealed, so there is nothing to export here."))
    drop_copy(proposal)
    copy = OfferCopy.objects.create(proposal=proposal, language=language, asked_by=by)
    start_job(COPY_JOB, copy.pk, ["pdf"], by=by)
    return copy


def make_copy(copy_id: int) -> None:
    """Make the PDF that was asked for. An offer that was sent meanwhile gets none."""
    copy = OfferCopy.objects.filter(pk=copy_id, file=None).first()
    if copy is None:
        return
    proposal = Proposal.objects.select_related(
        "dossier__lead", "phase__call__contracting_authority"
    ).get(pk=copy.proposal_id)
    if not is_exportable(proposal):
        return
    with translation.override(copy.language):
        export = of_draft(proposal) if is_working_copy(proposal) else of_opened(proposal)
    pdf = offer_pdf(export, copy.language)
    # Sending removes this row under its lock: what was sealed while we drew it is not kept.
    waiting = OfferCopy.objects.select_for_update().filter(pk=copy_id, file=None).first()
    if waiting is None:
        return
    waiting.file = store.save_bytes(pdf, "application/pdf", by=copy.asked_by)
    waiting.made_at = portal_now()
    waiting.save(update_fields=["file", "made_at"])


def drop_copy(proposal: Proposal) -> None:
    """Remove the PDF of an offer with its key; the caller holds the transaction."""
    copy = OfferCopy.objects.select_for_update().filter(proposal=proposal).first()
    if copy is None:
        return
    file = copy.file
    copy.delete()
    if file is not None:
        file.delete()  # the orphan sweep removes the bytes


def make_form_copies(phase: Phase) -> None:
    """Make the PDFs of the blank form of a phase that are not there; again changes nothing."""
    version = CallVersion.objects.filter(call=phase.call).latest("number")
    by = User.objects.system("forms")
    for language, _name in settings.LANGUAGES:
        found = FormCopy.objects.filter(phase=phase, version=version, language=language)
        if found.exists():
            continue
        pdf = form_pdf(phase, language)
        with transaction.atomic():
            file = store.save_bytes(pdf, "application/pdf", by=by)
            FormCopy.objects.create(phase=phase, version=version, language=language, file=file)
