"""What goes into the seal beside the answers: the company's SME self-test."""

from django.urls import reverse

from applications import transitions
from applications.models import Proposal, WorkingSection
from portal.sme.services import keep_answer
from tests.applications.stages import after_deadline, draft, opened, sent
from tests.cast import Cast, client_of


def read_by_officer(cast: Cast, offer: Proposal) -> str:
    address = reverse("applications:opened", args=[offer.dossier.reference, offer.phase.code])
    return client_of(cast.officer).get(address).content.decode()


def test_sending_takes_the_sme_test_along(cast: Cast, phase, clock) -> None:
    """REQ-28: outcome, date and version go with the offer; a later test changes nothing in it."""
    keep_answer(cast.company, size="small", by=cast.applicant)
    offer = sent(phase, cast.applicant)
    assert "_company/sme" in offer.submission.manifest["answers"]
    keep_answer(cast.company, size="large", by=cast.applicant)
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    page = read_by_officer(cast, offer.submission.proposal)
    assert "klein (minder dan 50 mensen)" in page
    assert "2003/361/EC-1" in page


def test_sending_without_an_sme_test_is_not_held_back(cast: Cast, phase, clock) -> None:
    """REQ-28: the self-test never blocks sending, and an outcome that is no SME excludes nobody."""
    offer = sent(phase, cast.applicant)
    other = draft(phase, cast.rival)
    keep_answer(other.dossier.lead, size="large", by=cast.rival)
    transitions.submit(other, by=cast.rival, declared=True)
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    assert "ging niet mee" in read_by_officer(cast, offer.submission.proposal)
    other.refresh_from_db()
    assert other.state == Proposal.State.OPENED


def test_change_leaves_out_what_went_along(cast: Cast, phase) -> None:
    """It is looked up anew at the next sending, so it never becomes a part that one can write."""
    keep_answer(cast.company, size="small", by=cast.applicant)
    offer = sent(phase, cast.applicant)
    proposal = offer.submission.proposal
    transitions.change(proposal, code=offer.change_code, by=cast.applicant)
    codes = set(WorkingSection.objects.filter(proposal=proposal).values_list("code", flat=True))
    assert codes == {"summary", "files", "partners", "costs", "-marks"}
