"""The pages of the vault and of opened offers."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from applications import transitions
from applications.models import Opening, Proposal
from calls.models import Phase
from tests.applications.stages import (
    CANARY,
    PASSPHRASE,
    PDF,
    after_deadline,
    draft,
    opened,
    sent,
)
from tests.cast import client_of, proof_of


def vault(page, phase):
    return reverse(f"applications:{page}", args=[phase.call.reference, phase.code])


def text(response):
    return response.content.decode()


@pytest.fixture
def closed(cast, phase, clock):
    sent(phase, cast.applicant)
    after_deadline(phase, clock)
    return phase


def test_two_people_open_in_two_browsers(cast, closed):
    first = client_of(cast.author, stepped_up=True)
    second = client_of(cast.officer, stepped_up=True)

    assert vault("start-opening", closed) in text(first.get(vault("vault", closed)))
    first.post(vault("start-opening", closed), {"passphrase": PASSPHRASE})
    assert vault("confirm-opening", closed) in text(second.get(vault("vault", closed)))
    done = second.post(vault("confirm-opening", closed), {"passphrase": PASSPHRASE})

    assert done.url == vault("opening-record", closed)
    assert Opening.objects.get().opened_at
    assert CANARY in text(second.get(vault("opened-list", closed)))


@pytest.mark.parametrize("page", ["start-opening", "confirm-opening"])
def test_without_a_fresh_second_factor_the_page_asks_for_it(cast, closed, page):
    answer = client_of(cast.author).post(vault(page, closed), {"passphrase": PASSPHRASE})

    assert answer.url.startswith(reverse("accounts:step-up"))
    assert not Opening.objects.exists()


def test_a_wrong_passphrase_is_told_in_the_form(cast, closed):
    page = client_of(cast.author, stepped_up=True).post(
        vault("start-opening", closed), {"passphrase": "geraden"}
    )

    assert page.status_code == 409
    assert "data-error-summary" in text(page)
    assert "geraden" not in text(page)


def test_before_the_deadline_the_button_is_not_there(cast, phase):
    page = text(client_of(cast.officer).get(vault("vault", phase)))

    assert vault("start-opening", phase) not in page
    assert cast.escrow.name in page  # who holds the keys is told


def test_the_record_tells_both_people_each_receipt_and_what_was_refused(cast, phase, clock):
    proposal = sent(phase, cast.applicant).submission.proposal
    withdrawn = sent(phase, cast.rival).submission.proposal
    transitions.withdraw(withdrawn, by=cast.rival)
    late = draft(phase, cast.rival)
    after_deadline(phase, clock)
    with pytest.raises(transitions.sending.TransitionRefused):
        transitions.submit(late, by=cast.rival, declared=True)
    opening = opened(phase, cast.author, cast.officer)

    client = client_of(cast.auditor)
    page = text(client.get(vault("opening-record", phase)))
    pdf = PdfReader(io.BytesIO(client.get(vault("opening-record-pdf", phase)).content))
    words = " ".join(page.extract_text() for page in pdf.pages)

    for told in (
        cast.author.name, cast.officer.name, proposal.dossier.reference,
        withdrawn.dossier.reference, late.dossier.reference,
    ):  # fmt: skip
        assert told in page
        assert told in words
    assert opening.root_sha256[:8] in page
    assert CANARY not in page


def test_officer_reads_judges_and_downloads(cast, closed):
    opened(closed, cast.author, cast.officer)
    proposal = Proposal.objects.get()
    client = client_of(cast.officer)
    place = [proposal.dossier.reference, closed.code]

    page = text(client.get(reverse("applications:opened", args=place)))
    assert CANARY in page
    assert "48.400,00" in page
    file = client.get(reverse("applications:opened-file", args=[*place, "project_plan"]))
    assert b"".join(file) == PDF

    judge = reverse("applications:judge", args=place)
    again = text(client.post(judge, {"judgement": "excluded", "reasons": ""}))
    assert "data-error-summary" in again
    client.post(judge, {"judgement": "excluded", "reasons": "Buiten de opgave."})
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.EXCLUDED

    closed.refresh_from_db()
    assert closed.state == Phase.State.OPENED


def test_a_start_in_the_same_session_cannot_be_confirmed_there(cast, closed):
    client = client_of(cast.officer, stepped_up=True)
    session = client.session.session_key
    transitions.start_opening(
        closed, by=cast.author, passphrase=PASSPHRASE, proof=proof_of(cast.author, session)
    )

    client.post(vault("confirm-opening", closed), {"passphrase": PASSPHRASE})

    assert Opening.objects.get().opened_at is None


def test_record_names_who_tried_to_open_and_was_refused(cast, phase, clock):
    """Refused attempts are in the record: too early, with a wrong passphrase, without a key."""
    place = [phase.call.reference, phase.code]
    start = reverse("applications:start-opening", args=place)
    officer = client_of(cast.officer, stepped_up=True)
    assert officer.post(start, {"passphrase": PASSPHRASE}).status_code == 409
    assert client_of(cast.auditor, stepped_up=True).get(start).status_code == 403
    after_deadline(phase, clock)
    assert officer.post(start, {"passphrase": "geraden"}).status_code == 409
    opened(phase, cast.author, cast.officer)

    page = officer.get(reverse("applications:opening-record", args=place))
    tried = [(each["by"], each["why"]) for each in page.context["refused_openings"]]
    assert [who for who, _why in tried] == [cast.officer, cast.auditor, cast.officer]
    assert len({why for _who, why in tried}) == 3
    for _who, why in tried:
        assert why in page.content.decode()
