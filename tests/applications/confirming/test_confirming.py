"""What was sent lapses unless it is confirmed again, or sent anew; the opening counts no other."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from applications import transitions
from applications.confirming import services
from applications.confirming.models import Confirmation
from applications.confirming.selectors import unconfirmed
from applications.models import OpenedProposal, Proposal
from applications.tasks import lapse_drafts
from calls import phases
from calls.models import Phase
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.applications.confirming.test_telling import told
from tests.applications.stages import after_deadline, draft, opened, sent
from tests.calls.amendments import stages
from tests.cast import Cast, client_of


def proposal_of(phase: Phase, user: object) -> Proposal:
    return sent(phase, user).submission.proposal


def state(proposal: Proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).state


def test_by_default_a_sent_offer_stands(phase: Phase, cast: Cast, clock) -> None:
    proposal = proposal_of(phase, cast.applicant)
    stages.published(phase, cast)
    after_deadline(phase, clock)
    lapse_drafts()
    opened(phase, cast.author, cast.officer)
    assert state(proposal) == "opened"


def test_an_unconfirmed_offer_lapses_at_the_deadline(phase: Phase, cast: Cast, clock) -> None:
    proposal = proposal_of(phase, cast.applicant)
    stages.lapsing(phase, cast)
    told()
    assert Task.objects.filter(kind="confirm_offer", closed_at=None).count() == 2
    assert lapse_drafts() == 0
    after_deadline(phase, clock)
    assert lapse_drafts() == 1
    assert state(proposal) == "lapsed"
    assert not Task.objects.filter(kind="confirm_offer", closed_at=None).exists()
    assert OutgoingMail.objects.filter(kind="offer_unconfirmed").exists()


def test_the_opening_waits_for_no_sweep(phase: Phase, cast: Cast, clock) -> None:
    """No opening counts an offer that was not confirmed, whether or not the task has run."""
    lapsed = proposal_of(phase, cast.applicant)
    stands = proposal_of(phase, cast.rival)
    stages.lapsing(phase, cast)
    services.confirm(stands, by=cast.rival, declared=True)
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    assert (state(lapsed), state(stands)) == ("lapsed", "opened")
    assert [each.proposal for each in OpenedProposal.objects.all()] == [stands]


def test_an_offer_sent_after_the_amendment_needs_no_confirming(phase: Phase, cast: Cast) -> None:
    stages.lapsing(phase, cast)
    proposal_of(phase, cast.applicant)
    assert unconfirmed(phase) == []


def test_sending_anew_is_as_good_as_confirming(phase: Phase, cast: Cast) -> None:
    first = sent(phase, cast.applicant)
    stages.lapsing(phase, cast)
    told()
    proposal = transitions.change(
        first.submission.proposal, code=first.change_code, by=cast.applicant
    )
    assert [each.proposal for each in unconfirmed(phase)] == [proposal]
    transitions.submit(proposal, by=cast.applicant, declared=True)
    assert unconfirmed(phase) == []
    assert not Task.objects.filter(kind__in=["confirm_offer", "read_amendment"], closed_at=None)


def test_confirming_is_a_statement_over_what_was_sent(phase: Phase, cast: Cast) -> None:
    proposal = proposal_of(phase, cast.applicant)
    amendment = stages.lapsing(phase, cast)
    told()
    services.confirm(proposal, by=cast.applicant, declared=True)
    row = Confirmation.objects.get()
    assert row.statement["manifest_sha256"] == row.submission.manifest_sha256
    assert row.statement["call_version_sha256"] == amendment.version.sha256
    assert state(proposal) == "sent"
    assert not Task.objects.filter(kind="confirm_offer", closed_at=None).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Confirmation.objects.update(statement_sha256="0" * 64)


def test_each_lapsing_amendment_is_confirmed(phase: Phase, cast: Cast) -> None:
    """Confirmed under the first, an offer is open again under the second."""
    proposal = proposal_of(phase, cast.applicant)
    stages.lapsing(phase, cast)
    services.confirm(proposal, by=cast.applicant, declared=True)
    stages.lapsing(phase, cast, {"summary": "Nog iets anders."})
    assert [each.proposal for each in unconfirmed(phase)] == [proposal]
    services.confirm(proposal, by=cast.applicant, declared=True)
    assert unconfirmed(phase) == []


@pytest.mark.parametrize("name", ["colleague", "viewer", "rival", "officer", "operator"])
def test_confirming_is_for_a_signatory_of_the_company(phase: Phase, cast: Cast, name: str) -> None:
    proposal = proposal_of(phase, cast.applicant)
    stages.lapsing(phase, cast)
    with pytest.raises(PermissionDenied):
        services.confirm(proposal, by=getattr(cast, name), declared=True)


def test_confirming_is_refused_when_it_means_nothing(phase: Phase, cast: Cast, clock) -> None:
    proposal = proposal_of(phase, cast.applicant)
    unsent = draft(phase, cast.rival)
    stages.lapsing(phase, cast)
    for offer, user, declared, code in (
        (proposal, cast.applicant, False, "declaration"),
        (unsent, cast.rival, True, "nothing"),
    ):
        with pytest.raises(TransitionRefused) as refused:
            services.confirm(offer, by=user, declared=declared)
        assert refused.value.code == code
    clock.set(phase.closes_at)
    with pytest.raises(phases.DeadlinePassed):
        services.confirm(proposal, by=cast.applicant, declared=True)


def test_the_database_alone_refuses_a_late_confirmation(
    phase: Phase, cast: Cast, clock, monkeypatch
) -> None:
    proposal = proposal_of(phase, cast.applicant)
    stages.lapsing(phase, cast)
    monkeypatch.setattr(services.phases, "require_open", lambda phase, now: None)
    clock.set(phase.closes_at)
    with pytest.raises(IntegrityError, match="after the deadline"), transaction.atomic():
        services.confirm(proposal, by=cast.applicant, declared=True)


def test_a_changed_form_needs_a_new_sending(phase: Phase, cast: Cast) -> None:
    proposal = proposal_of(phase, cast.applicant)
    stages.lapsing(phase, cast, stages.other_form(phase))
    with pytest.raises(TransitionRefused) as refused:
        services.confirm(proposal, by=cast.applicant, declared=True)
    assert refused.value.code == "form"


def test_a_draft_over_an_unconfirmed_sending_lapses_and_is_kept(
    phase: Phase, cast: Cast, clock
) -> None:
    first = sent(phase, cast.applicant)
    stages.lapsing(phase, cast)
    proposal = transitions.change(
        first.submission.proposal, code=first.change_code, by=cast.applicant
    )
    after_deadline(phase, clock)
    assert lapse_drafts() == 1
    assert state(proposal) == "lapsed"
    assert proposal.sections.exists()


def test_the_company_confirms_on_its_page(phase: Phase, cast: Cast, clock) -> None:
    proposal = proposal_of(phase, cast.applicant)
    stages.lapsing(phase, cast)
    place = [proposal.dossier.reference, phase.code]
    url = reverse("applications:confirm-again", args=place)
    client = client_of(cast.applicant)
    assert url in client.get(reverse("applications:offer", args=place)).content.decode()
    refused = client.post(url, {})
    assert refused.status_code == 200
    assert "declared" in refused.context["form"].errors
    client.post(url, {"declared": "on"})
    assert Confirmation.objects.count() == 1
    assert client.get(url).status_code == 404  # nothing is left to confirm
    assert client_of(cast.colleague).get(url).status_code == 403
    clock.set(phase.closes_at + timedelta(hours=1))
    assert client.get(reverse("applications:offer", args=place)).status_code == 200
