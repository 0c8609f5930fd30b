"""Every offer that an amendment touches is told once: a notice, a mail, a task."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from applications import transitions
from applications.confirming import services
from applications.confirming.models import TermsNotice
from applications.confirming.tasks import tell_of_terms
from applications.models import Proposal
from calls import transitions as call_moves
from calls.models import Phase
from portal.mail.models import OutgoingMail
from portal.work.jobs import run_open_jobs
from portal.work.models import Task
from tests.applications.stages import CANARY, draft, sent
from tests.calls.amendments import stages
from tests.cast import Cast, client_of


def told() -> None:
    """What the scheduler does, twice: done again, it changes nothing."""
    for _time in range(2):
        tell_of_terms()
        run_open_jobs()


def mails(kind: str = "offer_terms_changed") -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind))


def open_tasks(kind: str) -> set[str]:
    return set(
        Task.objects.filter(kind=kind, closed_at=None).values_list("holder__name", flat=True)
    )


def test_drafts_and_sent_offers_are_told_once(phase: Phase, cast: Cast) -> None:
    draft(phase, cast.applicant)
    sent(phase, cast.rival)
    stages.published(phase, cast)
    told()
    assert TermsNotice.objects.count() == 2
    people = {mail.recipient for mail in mails()}
    assert {cast.applicant, cast.colleague, cast.viewer, cast.rival} <= people
    assert len(mails()) == len({(mail.recipient_id, mail.dedupe_key) for mail in mails()})
    assert {cast.applicant.name, cast.colleague.name, cast.rival.name} <= open_tasks(
        "read_amendment"
    )
    assert open_tasks("confirm_offer") == set()
    assert not any(CANARY in mail.subject + mail.body for mail in mails())


def test_withdrawn_offers_and_other_calls_are_not_told(phase: Phase, cast: Cast) -> None:
    withdrawn = sent(phase, cast.applicant).submission.proposal
    transitions.withdraw(withdrawn, by=cast.applicant)
    stages.published(phase, cast)
    told()
    assert mails() == []


def test_a_correction_is_told_and_waits_on_nobody(phase: Phase, cast: Cast) -> None:
    draft(phase, cast.applicant)
    stages.published(phase, cast, kind="correction")
    told()
    assert mails()
    assert open_tasks("read_amendment") == set()


def test_a_later_deadline_is_told(phase: Phase, cast: Cast) -> None:
    draft(phase, cast.applicant)
    call_moves.extend_deadline(
        phase, to=phase.closes_at + timedelta(days=3), by=cast.officer, reason="Drukte."
    )
    told()
    assert "Drukte." in mails()[0].body
    assert open_tasks("read_amendment") == set()


def test_reading_is_said_once_for_the_company(phase: Phase, cast: Cast) -> None:
    proposal = draft(phase, cast.applicant)
    stages.published(phase, cast)
    told()
    notice = TermsNotice.objects.get(proposal=proposal)
    for user in (cast.viewer, cast.rival, cast.officer):
        with pytest.raises(PermissionDenied):
            services.acknowledge(notice, by=user)
    services.acknowledge(notice, by=cast.colleague)
    services.acknowledge(notice, by=cast.applicant)
    notice.refresh_from_db()
    assert notice.read_by == cast.colleague
    assert open_tasks("read_amendment") == set()


def test_the_page_of_the_offer_shows_what_differs(phase: Phase, cast: Cast) -> None:
    proposal = draft(phase, cast.applicant)
    stages.published(phase, cast)
    told()
    place = f"/offertes/{proposal.dossier.reference}/{phase.code}/"
    page = client_of(cast.applicant).get(place)
    text = page.content.decode()
    assert "Minder beton" in text
    assert '<ins class="diff-added">' in text
    number = TermsNotice.objects.get().version.number
    client_of(cast.applicant).post(f"{place}nieuwe-voorwaarden/{number}/")
    assert TermsNotice.objects.get().read_by == cast.applicant
    assert Proposal.objects.get().state == "draft"
