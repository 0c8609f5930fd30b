"""Letters: made once, read back, and sent once, by two people."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from awards import checks, letters, services, transitions
from awards.documents import letter_context
from awards.fingerprints import decision_sha256
from awards.models import Contract, Decision, DecisionSet, Letter
from calls.models import Phase
from portal import pdf
from portal.accounts.models import Membership
from portal.files import store
from portal.mail.models import OutgoingMail
from portal.pdf_kept import PdfFailed, missing_in
from portal.work.jobs import run_open_jobs
from portal.work.models import JobUnit
from portal.workflow import TransitionRefused
from tests.awards.conftest import Decide
from tests.awards.stages import MOTIVATION, advised, decision_of
from tests.cast import Cast, client_of, proof_of


def text_of(decision: Decision) -> str:
    """The text of a letter as its reader sees it, on one line."""
    content = b"".join(store.read(decision.letter.file))
    return " ".join(pdf.text_of(content).split())


def test_each_letter_holds_its_own_name_amount_and_decision(cast: Cast, approved: Decide) -> None:
    """1.12 and the Irish Research Council's wrong awards: recipient, amount, hash in the letter."""
    decision_set = approved(printed=True, with_excluded=True)
    found = list(decision_set.decisions.select_related("proposal__dossier__lead", "letter"))
    assert len(found) == 4
    for decision in found:
        text = text_of(decision)
        others = [d for d in found if d != decision]
        assert decision.proposal.dossier.lead.name in text
        assert decision_sha256(decision) in text
        assert "€ 50.000,00" in text.replace("\u00a0", " ")
        assert not any(other.proposal.dossier.lead.name in text for other in others)
        assert not any(decision_sha256(other) in text for other in others)


def test_letter_names_scores_reasons_contact_and_term_but_no_rank(
    cast: Cast, approved: Decide
) -> None:
    """1.12: own scores and reasons per criterion, threshold, contact and term for a debrief."""
    below = approved(printed=True).decisions.get(proposal__ranking_row__outcome="below_threshold")
    text = text_of(below)
    assert text.count(MOTIVATION) == 3
    assert cast.author.email in text
    assert "15 dagen" in text
    context = letter_context(below)
    assert [score.meets_threshold for score in context["scores"]] == [True, False, True]
    assert "rank" not in context


@pytest.mark.parametrize("tells_rank", [True, False])
def test_letter_tells_the_own_place_only_where_the_call_said_so(
    cast: Cast, tells_rank: bool
) -> None:
    """Issue 7: the rank only if the call says so; the page of the call says which it is."""
    decision_set = services.propose(advised(cast, tells_rank=tells_rank), by=cast.author)
    texts = [str(letters.written(each)[1]["text"]) for each in decision_set.decisions.all()]
    places = [f"op plaats {place}." for place in (1, 2)]
    assert [any(place in text for text in texts) for place in places] == [tells_rank] * 2
    assert any("niet in de rangorde" in text for text in texts) == tells_rank
    call = decision_set.phase.call
    page = client_of(None).get(reverse("calls:detail", args=[call.reference])).content.decode()
    assert ("eigen plaats in de rangorde" in page) == tells_rank
    assert ("niet de plaats in de rangorde" in page) != tells_rank


def test_excluded_applicant_reads_why_and_no_scores(approved: Decide) -> None:
    excluded = approved(printed=True, with_excluded=True).decisions.get(outcome="exclude")
    text = text_of(excluded)
    assert "De prijs ligt boven het maximum." in text
    assert MOTIVATION not in text


def test_letter_is_in_the_language_of_who_signs(cast: Cast, approved: Decide) -> None:
    cast.applicant.language = "en"
    cast.applicant.save()
    decision_set = approved(printed=True)
    english = text_of(decision_of(decision_set, cast.company))
    dutch = text_of(decision_of(decision_set, cast.rival_company))
    assert "What happens next" in english
    assert "€50,000.00" in english
    assert "Hoe gaat het verder" in dutch


def test_letters_are_made_once_however_often_the_job_runs(approved: Decide) -> None:
    """A killed worker begins again: what is there stays, byte for byte."""
    decision_set = approved()
    before = list(Letter.objects.values_list("pk", "sha256"))
    JobUnit.objects.update(done_at=None)
    run_open_jobs()
    for decision in decision_set.decisions.all():
        letters.make_letter(decision, by=decision_set.approved_by)
    assert list(Letter.objects.values_list("pk", "sha256")) == before


def test_letter_with_a_wrong_amount_is_not_stored(cast: Cast) -> None:
    """The text is read back from the PDF: what it does not hold is named."""
    decision_set = services.propose(advised(cast), by=cast.author)
    transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))
    decision = decision_of(decision_set, cast.company)
    expected = letters.expected_in(decision, "nl")
    run_open_jobs()
    content = b"".join(store.read(Letter.objects.get(decision=decision).file))
    assert missing_in(content, expected) == []
    wrong = expected | {"amount": "€ 50.000,01", "applicant": "Een ander B.V."}
    assert missing_in(content, wrong) == ["applicant", "amount"]


def test_letter_before_approval_is_refused(cast: Cast) -> None:
    decision_set = services.propose(advised(cast), by=cast.author)
    with pytest.raises(PdfFailed):
        letters.make_letter(decision_of(decision_set, cast.company), by=cast.author)


def test_letter_row_does_not_change(approved: Decide) -> None:
    letter = approved().decisions.first().letter
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(sha256="0" * 64)


def test_release_before_all_letters_are_made_is_refused(cast: Cast) -> None:
    decision_set = services.propose(advised(cast), by=cast.author)
    approved = transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))
    assert len(checks.release_gaps(approved)) == 1
    with pytest.raises(TransitionRefused):
        transitions.release(approved, by=cast.author, proof=proof_of(cast.author))
    assert not OutgoingMail.objects.exists()


def test_release_is_refused_when_nobody_signs_for_an_applicant(
    cast: Cast, approved: Decide
) -> None:
    decision_set = approved()
    Membership.objects.filter(user=cast.rival).delete()
    assert cast.rival_company.name in checks.release_gaps(decision_set)[0]


def test_nobody_releases_alone(cast: Cast, approved: Decide) -> None:
    """Two people in total: who approved does not send."""
    decision_set = approved()
    with pytest.raises(PermissionDenied):
        transitions.release(decision_set, by=cast.officer, proof=proof_of(cast.officer))


def test_release_tells_each_signatory_once_without_the_outcome(
    cast: Cast, released: Decide
) -> None:
    decision_set = released(with_excluded=True)
    phase = Phase.objects.get(pk=decision_set.phase_id)
    assert (decision_set.state, phase.state) == (DecisionSet.State.RELEASED, Phase.State.INFORMED)
    mails = OutgoingMail.objects.filter(kind="decision_letter")
    assert mails.count() == 4
    assert all(mail.hold_when_uncertain for mail in mails)
    own = mails.get(recipient=cast.applicant)
    letter = decision_of(decision_set, cast.company).letter
    assert letter.number in own.body
    assert "50.000" not in own.body
    assert "toegekend" not in own.body.lower()
    assert set(decision_set.decisions.values_list("proposal__state", flat=True)) == {"decided"}


def test_release_twice_is_refused(cast: Cast, released: Decide) -> None:
    decision_set = released()
    with pytest.raises(TransitionRefused):
        transitions.release(decision_set, by=cast.author, proof=proof_of(cast.author))
    assert OutgoingMail.objects.filter(kind="decision_letter").count() == 3


def test_release_offers_contracts_to_winners_alone(cast: Cast, released: Decide) -> None:
    released()
    offered = Contract.objects.get()
    assert offered.decision.proposal.dossier.lead == cast.company
    assert offered.value_incl_vat == Decimal("50000.00")
    percents = list(offered.deliverables.values_list("instalment_percent", flat=True))
    assert (percents, sum(percents)) == ([40, 60], 100)


def test_phase_without_any_award_is_complete_after_release(released: Decide) -> None:
    decision_set = released(outcomes=["below_threshold", "below_threshold"])
    assert Phase.objects.get(pk=decision_set.phase_id).state == Phase.State.COMPLETED
    assert not Contract.objects.exists()


def test_first_reading_of_a_letter_is_noted_once(cast: Cast, released: Decide) -> None:
    letter = decision_of(released(), cast.company).letter
    read = services.mark_letter_read(letter, by=cast.applicant)
    assert read.opened_at is not None
    assert services.mark_letter_read(letter, by=cast.colleague).opened_at == read.opened_at
