"""The vault is opened by two people, after the deadline, once (REQ-18, annex IV (e))."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from applications import transitions
from applications.closings import close_vault, receipt_proof, receipt_tree
from applications.models import (
    Closing,
    HandedShare,
    OpenedProposal,
    Proposal,
    Submission,
)
from applications.tasks import lapse_drafts
from applications.transitions import CONFIRM_WITHIN, OPENING_GRACE
from calls.models import KeyHolder, Phase
from portal.audit.models import AuditEvent
from portal.crypto.merkle import verify_proof
from portal.crypto.receipts import receipt_leaf
from portal.files import store
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.applications.stages import (
    CANARY,
    PASSPHRASE,
    PDF,
    after_deadline,
    draft,
    opened,
    sent,
)
from tests.cast import proof_of


def start(phase, user, session="one", passphrase=PASSPHRASE):
    return transitions.start_opening(
        phase, by=user, passphrase=passphrase, proof=proof_of(user, session)
    )


def confirm(opening, user, session="two", passphrase=PASSPHRASE):
    return transitions.confirm_opening(
        opening, by=user, passphrase=passphrase, proof=proof_of(user, session)
    )


@pytest.fixture
def closed(cast, phase, clock):
    """One offer was sent, and the deadline has passed."""
    sent(phase, cast.applicant)
    after_deadline(phase, clock)
    return phase


def refused(call, *arguments, **keywords):
    with pytest.raises(TransitionRefused) as refusal:
        call(*arguments, **keywords)
    return refusal.value.code


def test_two_holders_open_what_was_sealed(cast, closed):
    opening = opened(closed, cast.author, cast.officer)

    offer = OpenedProposal.objects.get()
    assert opening.opened_at is not None
    assert (opening.started_by, opening.confirmed_by) == (cast.author, cast.officer)
    assert Phase.objects.get(pk=closed.pk).state == Phase.State.OPENED
    assert offer.title == CANARY
    assert str(offer.price_incl_vat) == "48400.00"
    assert offer.rd_share == 80
    assert offer.partners.get().name == cast.company.name
    assert b"".join(store.read(offer.files.get().file)) == PDF
    assert offer.proposal.state == Proposal.State.OPENED
    assert offer.proposal.dossier.pseudonym


@pytest.mark.parametrize(
    ("first", "second"),
    [("author", "officer"), ("officer", "author"), ("author", "escrow"), ("escrow", "officer")],
)
def test_any_two_holders_suffice_the_reserve_included(cast, closed, first, second):
    opened(closed, getattr(cast, first), getattr(cast, second))

    assert OpenedProposal.objects.count() == 1


def test_one_person_alone_opens_nothing(cast, closed):
    opening = start(closed, cast.author)

    assert refused(confirm, opening, cast.author) == "same_person"
    assert not OpenedProposal.objects.exists()


def test_the_second_person_has_a_session_of_their_own(cast, closed):
    """ASVS 2.3.5"""
    opening = start(closed, cast.author, session="shared")

    assert refused(confirm, opening, cast.officer, session="shared") == "same_session"


@pytest.mark.parametrize("who", ["outsider", "analyst", "auditor", "operator", "applicant"])
def test_who_holds_no_share_opens_nothing(cast, closed, who):
    with pytest.raises(PermissionDenied):
        start(closed, getattr(cast, who))

    opening = start(closed, cast.author)
    with pytest.raises(PermissionDenied):
        confirm(opening, getattr(cast, who))


def test_a_holder_who_never_confirmed_opens_nothing(cast, closed):
    KeyHolder.objects.filter(user=cast.officer).update(confirmed_at=None)

    with pytest.raises(PermissionDenied):
        start(closed, cast.officer)


def test_a_wrong_passphrase_opens_nothing(cast, closed):
    assert refused(start, closed, cast.author, passphrase="geraden") == "passphrase"

    opening = start(closed, cast.author)
    assert refused(confirm, opening, cast.officer, passphrase="geraden") == "passphrase"
    assert not OpenedProposal.objects.exists()


@pytest.mark.parametrize("early", [timedelta(0), OPENING_GRACE - timedelta(seconds=5)])
def test_nobody_opens_before_the_deadline_and_its_grace(cast, phase, clock, early):
    """ASVS 8.2.4"""
    sent(phase, cast.applicant)
    assert refused(start, phase, cast.author) == "early"

    clock.set(phase.closes_at + early)
    assert refused(start, phase, cast.author) == "early"


def test_a_start_counts_for_ten_minutes(cast, closed, clock):
    opening = start(closed, cast.author)
    clock.set(opening.started_at + CONFIRM_WITHIN + timedelta(seconds=1))

    assert refused(confirm, opening, cast.officer) == "expired"

    again = start(closed, cast.officer)  # anybody may start over
    assert confirm(again, cast.author).opened_at


def test_a_running_start_is_confirmed_and_not_started_again(cast, closed):
    start(closed, cast.author)

    assert refused(start, closed, cast.officer) == "started"


def test_an_old_second_factor_is_refused(cast, closed, settings):
    settings.STEP_UP_VALID = timedelta(0)

    assert refused(start, closed, cast.author) == "step_up"


def test_another_persons_second_factor_is_refused(cast, closed):
    with pytest.raises(PermissionDenied):
        transitions.start_opening(
            closed, by=cast.author, passphrase=PASSPHRASE, proof=proof_of(cast.officer)
        )


def test_no_open_share_is_kept_between_the_two(cast, closed):
    opening = start(closed, cast.author)
    handed = HandedShare.objects.filter(opening=opening)
    assert {share.holder.user for share in handed} == {cast.officer, cast.escrow}

    confirm(opening, cast.officer)
    assert not HandedShare.objects.exists()


def test_an_open_vault_is_not_opened_again(cast, closed):
    opening = opened(closed, cast.author, cast.officer)

    assert refused(start, closed, cast.officer) == "opened"
    assert refused(confirm, opening, cast.escrow) == "opened"


def test_only_the_sending_that_counts_is_opened(cast, phase, clock):
    first = sent(phase, cast.applicant, title="Eerste")
    proposal = first.submission.proposal
    transitions.change(proposal, code=first.change_code, by=cast.applicant)
    transitions.submit(proposal, by=cast.applicant, declared=True)
    withdrawn = sent(phase, cast.rival).submission.proposal
    transitions.withdraw(withdrawn, by=cast.rival)
    never_sent = draft(phase, cast.applicant)
    after_deadline(phase, clock)

    opened(phase, cast.author, cast.officer)

    assert OpenedProposal.objects.get().submission.number == 2
    withdrawn.refresh_from_db()
    never_sent.refresh_from_db()
    assert withdrawn.state == Proposal.State.WITHDRAWN
    assert never_sent.state == Proposal.State.DRAFT


def test_a_changed_draft_opens_as_it_was_sent_and_its_rest_is_removed(cast, phase, clock):
    first = sent(phase, cast.applicant, title="Verzonden")
    proposal = first.submission.proposal
    transitions.change(proposal, code=first.change_code, by=cast.applicant)
    proposal.sections.filter(code="costs").delete()
    after_deadline(phase, clock)

    opened(phase, cast.author, cast.officer)

    assert OpenedProposal.objects.get().title == "Verzonden"
    assert not proposal.sections.exists()


def test_every_receipt_is_under_the_root_hash_that_is_fixed(cast, phase, clock):
    receipts = [sent(phase, each).submission for each in (cast.applicant, cast.rival)]
    after_deadline(phase, clock)
    closing = close_vault(phase)
    opening = opened(phase, cast.author, cast.officer)
    root = bytes.fromhex(opening.root_sha256)

    assert opening.root_sha256 == closing.root_sha256
    for receipt in receipts:
        leaf = receipt_leaf(receipt.manifest_sha256, receipt.received_at)
        assert verify_proof(root, leaf, receipt_proof(closing, receipt))


def test_tree_of_a_closing_is_hashed_once_for_all_who_come_for_a_proof(
    cast, phase, clock, django_assert_num_queries
):
    """Thousands come after a deadline; a next closing has a tree of its own."""
    first, second = [sent(phase, each).submission for each in (cast.applicant, cast.rival)]
    after_deadline(phase, clock)
    closing = close_vault(phase)
    receipt_proof(closing, first)
    with django_assert_num_queries(0):
        receipt_proof(closing, second)

    later = closing.closes_at + timedelta(days=1)
    again = Closing(phase=phase, closes_at=later, tree_secret=b"s" * 32)
    again.root_sha256 = receipt_tree(again).root.hex()
    again.save()
    leaf = receipt_leaf(first.manifest_sha256, first.received_at)
    assert verify_proof(bytes.fromhex(again.root_sha256), leaf, receipt_proof(again, first))


def test_vault_whose_receipts_are_not_those_of_the_closing_stays_closed(cast, closed):
    """Annex IV (g): a sending slipped in or taken out after the closing shows in the root hash."""
    Closing.objects.create(
        phase=closed, closes_at=closed.closes_at, root_sha256="0" * 64, tree_secret=b"s" * 32
    )

    assert refused(opened, closed, cast.author, cast.officer) == "root"
    assert not OpenedProposal.objects.exists()


def test_closing_is_made_once_by_the_clock_and_gives_proofs_before_the_opening(cast, closed):
    lapse_drafts()
    lapse_drafts()  # a double beat

    closing = Closing.objects.get(phase=closed)
    receipt = Submission.objects.get()
    leaf = receipt_leaf(receipt.manifest_sha256, receipt.received_at)
    proof = receipt_proof(closing, receipt)
    assert verify_proof(bytes.fromhex(closing.root_sha256), leaf, proof)
    assert closing.root_sha256 == AuditEvent.objects.get(action="close_vault").data["root"]


def test_a_vault_is_not_closed_while_offers_can_come_in(cast, phase):
    sent(phase, cast.applicant)
    lapse_drafts()

    assert not Closing.objects.exists()


def test_an_empty_vault_opens_too(cast, phase, clock):
    after_deadline(phase, clock)

    assert opened(phase, cast.author, cast.officer).root_sha256


def test_opening_is_told_asked_and_on_record(cast, closed):
    opened(closed, cast.author, cast.officer)

    told = OutgoingMail.objects.filter(kind="offer_opened")
    assert {mail.recipient for mail in told} == {cast.applicant, cast.colleague, cast.viewer}
    asked = Task.objects.filter(kind=Task.Kind.JUDGE_ADMISSIBILITY, closed_at=None)
    assert {task.holder for task in asked} == {cast.author, cast.officer}
    lines = AuditEvent.objects.filter(action__in=["start_opening", "confirm_opening"])
    assert {line.actor for line in lines} == {cast.author, cast.officer}
    mailed = OutgoingMail.objects.filter(kind="vault_started")
    assert {mail.recipient for mail in mailed} == {cast.officer, cast.escrow}
