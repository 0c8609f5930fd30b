"""The page of letters: drafts, states, what is missing, and making them anew."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessment.models import Consensus
from awards import checks, letter_checks, letters, services, transitions
from awards.lettering.kinds import TextKey
from awards.lettering.services import save_text
from awards.lettering.standard_texts import standard_text
from awards.models import DecisionSet, Letter
from awards.remaking import remake_letters
from portal import pdf
from portal.accounts.models import Organisation
from portal.clock import portal_now
from portal.files import store
from portal.mail.models import OutgoingMail
from portal.pdf_kept import missing_in
from portal.work.jobs import run_open_jobs
from portal.workflow import TransitionRefused
from tests.awards.conftest import Decide
from tests.awards.partners import awarded, phase_of
from tests.awards.stages import (
    Outcome,
    advise,
    advised,
    close_and_open,
    company_of,
    decision_of,
    open_offer,
)
from tests.cast import Cast, client_of, proof_of
from tests.portal.pdf_checks import faults_of
from tests.portal.test_pdf_seal import PASSWORD, certificate, verdict

KEY = TextKey("contract", "award", "nl")


def page(decision_set: DecisionSet, name: str, *more: str) -> str:
    phase = decision_set.phase
    return reverse(name, args=[phase.call.reference, phase.code, *more])


def test_draft_can_be_read_before_approval_and_says_so(cast: Cast) -> None:
    decision_set = services.propose(advised(cast), by=cast.author)
    listed = client_of(cast.author).get(page(decision_set, "awards:letters")).content.decode()
    dossier = decision_of(decision_set, cast.company).proposal.dossier.reference
    address = page(decision_set, "lettering:draft", dossier)
    assert address in listed
    answer = client_of(cast.author).get(address)
    text = pdf.text_of(answer.content)
    assert "CONCEPT" in text
    assert cast.company.name in text
    assert not Letter.objects.exists()


def test_letter_keeps_the_version_of_its_text(cast: Cast, approved: Decide) -> None:
    subject, body = standard_text(KEY)
    saved = save_text(
        cast.rws, KEY, subject=subject, body=f"{body}\n\nGefeliciteerd!", note="hartelijker",
        seen_version=0, by=cast.officer,
    )  # fmt: skip
    decision_set = approved(printed=True)
    winner = decision_of(decision_set, cast.company).letter
    other = decision_of(decision_set, cast.rival_company).letter
    assert (winner.source.version, winner.source.text) == (1, saved)
    assert (other.source.version, other.source.text) == (0, None)
    text = pdf.text_of(b"".join(store.read(winner.file)))
    assert "Gefeliciteerd!" in text
    listed = client_of(cast.author).get(page(decision_set, "awards:letters")).content.decode()
    assert "eigen tekst, versie 1" in listed


def test_letters_are_made_anew_until_they_are_sent(cast: Cast, approved: Decide) -> None:
    decision_set = approved()
    before = set(Letter.objects.values_list("pk", flat=True))
    remake_letters(decision_set, by=cast.officer)
    assert not Letter.objects.exists()
    run_open_jobs()
    after = set(Letter.objects.values_list("pk", flat=True))
    assert len(after) == 3
    assert after.isdisjoint(before)
    transitions.release(decision_set, by=cast.author, proof=proof_of(cast.author))
    with pytest.raises(TransitionRefused):
        remake_letters(decision_set, by=cast.author)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.all().delete()


def test_outsider_makes_no_letters(cast: Cast, approved: Decide) -> None:
    with pytest.raises(PermissionDenied):
        remake_letters(approved(), by=cast.outsider)


def test_score_without_reasons_blocks_with_a_link(cast: Cast) -> None:
    """Who is told a decision reads why, per criterion: a list, with where to put it right."""
    phase = advised(cast)
    decision_set = services.propose(phase, by=cast.author)
    rival = decision_of(decision_set, cast.rival_company)
    assert not list(letter_checks.unexplained(decision_set))
    Consensus.objects.filter(proposal=rival.proposal, criterion__code="economy").delete()
    (gap,) = checks.approval_gaps(decision_set)
    dossier = rival.proposal.dossier.reference
    assert dossier in gap
    assert "economy" in gap
    assert gap.url == page(decision_set, "awards:decision", dossier)
    services.set_decision(rival, outcome="reject", reasons="Te duur.", by=cast.author)
    assert not checks.approval_gaps(decision_set)


def test_applicant_without_an_address_blocks_the_release(cast: Cast, approved: Decide) -> None:
    decision_set = approved()
    assert not checks.release_gaps(decision_set)
    Organisation.objects.filter(pk=cast.rival_company.pk).update(address="", city="")
    (gap,) = checks.release_gaps(decision_set)
    assert cast.rival_company.name in gap
    assert gap.url


def test_letters_of_another_day_are_made_anew_before_they_are_sent(cast: Cast) -> None:
    """Aw 2.127: a letter names the last day of the standstill, as it is when it is sent."""
    decision_set = awarded(cast, printed=True)
    letter = decision_of(decision_set, cast.rival_company).letter
    text = " ".join(pdf.text_of(b"".join(store.read(letter.file))).split())
    last = letter.source.standstill_last_day
    assert f"{last.day} " in text
    assert last >= portal_now().date() + timedelta(days=20)
    assert not list(letter_checks.outdated(decision_set))
    decision_set.phase.standstill_days = 30
    (gap,) = letter_checks.outdated(decision_set)
    assert gap.url == page(decision_set, "lettering:remake")


def test_rejection_under_part_2_names_winners_and_their_advantages(cast: Cast) -> None:
    """Article 55(2)(c): the name of the winner and its relative advantages."""
    phase = phase_of(cast, "final")
    offers = [open_offer(phase, company_of(cast, place)) for place in range(2)]
    close_and_open(phase, cast)
    advise(phase, cast, [Outcome.WITHIN_BUDGET, Outcome.BELOW_THRESHOLD], offers)
    decision_set = services.propose(phase, by=cast.author)
    rejected = decision_set.decisions.get(outcome="reject")
    text = pdf.text_of(letters.draft_of(rejected))
    flat = " ".join(text.split())
    assert cast.company.name in flat
    assert "(7 tegen 3)" in flat
    assert "8 tegen 8" not in flat


def test_held_mail_is_settled_by_an_officer(cast: Cast, released: Decide) -> None:
    """An award letter is never sent again by itself: a person says what becomes of it."""
    decision_set = released()
    letter = decision_of(decision_set, cast.company).letter
    mails = OutgoingMail.objects.filter(facts__about=letter.number)
    client = client_of(cast.author)
    dossier = letter.decision.proposal.dossier.reference
    for answer, state in (("send", "queued"), ("leave", "dropped")):
        mails.update(state="held", error="afgebroken")
        listed = client.get(page(decision_set, "awards:letters")).content.decode()
        assert "afgebroken" in listed
        client.post(page(decision_set, "lettering:settle-mail", dossier), {"answer": answer})
        assert set(mails.values_list("state", flat=True)) == {state}


def test_text_is_written_on_its_page_with_its_faults_beside_it(cast: Cast) -> None:
    address = reverse("lettering:text", args=[cast.rws.uuid, "contract", "award", "nl"])
    client = client_of(cast.officer)
    subject, body = standard_text(KEY)
    typed = {
        "subject": subject,
        "body": f"{body}\n\n{{{{ rang }}}}",
        "note": "x",
        "seen_version": 0,
    }
    answer = client.post(address, typed).content.decode()
    assert "{{ rang }}" in answer
    assert "error-summary" in answer
    assert client.post(address, typed | {"body": f"{body}\n\nDank."}).status_code == 302
    assert client.get(reverse("lettering:texts")).content.decode().count(">versie 1<") == 1
    shown = client.get(f"{address}versie/1/").content.decode()
    assert "diff-added" in shown
    client.post(f"{address}terug/0/", {"seen_version": 1})
    assert "Versie 2" in client.get(address).content.decode()


def test_letter_is_sealed_where_a_certificate_is_set(
    cast: Cast, approved: Decide, settings, tmp_path
) -> None:
    """REQ-20, REQ-25: every letter is archivable and accessible, sealed or not."""
    plain = approved(printed=True, with_excluded=True)
    for decision in plain.decisions.all():
        content = b"".join(store.read(decision.letter.file))
        assert faults_of(content, tmp_path) == []
        assert not decision.letter.source.is_sealed
    settings.PDF_SEAL_FILE, settings.PDF_SEAL_PASSWORD = str(certificate(tmp_path)), PASSWORD
    remake_letters(plain, by=cast.officer)
    run_open_jobs()
    letter = decision_of(plain, cast.company).letter
    content = b"".join(store.read(letter.file))
    assert letter.source.is_sealed
    assert verdict(content, tmp_path / "zegel.crt").trusted
    assert faults_of(content, tmp_path) == []
    assert missing_in(content, letters.expected_in(letter.decision, "nl")) == []
