"""One path through all phases: nothing is asked twice, and promised stands beside proven."""

import pytest
from django.urls import reverse

from applications import services as offers
from applications.dossiers.chapters import chapters_before
from applications.models import Admissibility, OpenedFile, OpenedProposal, Partner, Proposal
from assessment.models import Committee, Declaration, RankingRow, Seat
from awards import transitions
from awards.models import Contract, DecisionSet
from calls.models import Phase
from portal.files import store
from portal.files.models import StoredFile
from tests.applications.stages import PDF
from tests.awards.conftest import Decide
from tests.awards.dossiers import SUMMARY, TITLE, invited
from tests.awards.stages import MOTIVATION, close_and_open
from tests.cast import Cast, client_of

PLAN = PDF


@pytest.fixture
def second(cast: Cast, released: Decide) -> Proposal:
    """The draft of the second phase of the only offer there was."""
    decided = released(outcomes=[RankingRow.Outcome.WITHIN_BUDGET])
    contract = Contract.objects.get(decision__decision_set=decided)
    transitions.sign_contract(contract, by=cast.applicant)
    return invited(transitions.countersign(contract, by=cast.officer), cast)


def page(client, name, *place):
    return client.get(reverse(name, args=place))


def place(proposal, *more):
    return [proposal.dossier.reference, proposal.phase.code, *more]


def with_plan(proposal: Proposal, cast: Cast) -> OpenedFile:
    """A file in the offer of the first phase."""
    file = store.save_bytes(PLAN, "application/pdf", by=cast.applicant)
    opened = OpenedProposal.objects.get(
        proposal__dossier=proposal.dossier, proposal__phase__order=1
    )
    return OpenedFile.objects.create(
        opened=opened, question="plan", file=file, file_name="plan.pdf"
    )


def judged(second: Proposal, cast: Cast, **fields) -> tuple[Committee, Proposal]:
    """The second offer was sent and opened, and a committee reads it."""
    phase = second.phase
    opened_now = OpenedProposal.objects.get(proposal__dossier=second.dossier)
    opened_now.pk, opened_now.proposal = None, second
    opened_now.answers = {"offer": {"title": TITLE, "public_summary": "Nu met een prototype."}}
    submission = opened_now.submission
    submission.pk, submission.proposal, submission.phase = None, second, phase
    submission.save(force_insert=True)
    opened_now.submission = submission
    opened_now.save(force_insert=True)
    Proposal.objects.filter(pk=second.pk).update(state=Proposal.State.OPENED)
    close_and_open(phase, cast)
    Admissibility.objects.create(proposal=second, is_admissible=True, judged_by=cast.officer)
    Phase.objects.filter(pk=phase.pk).update(state=Phase.State.ASSESSING, **fields)
    committee = Committee.objects.create(phase=phase, state=Committee.State.SCORING)
    for member, kind in ((cast.members[0], "none"), (cast.members[1], "tie")):
        seat = Seat.objects.create(
            committee=committee, user=member, role=Seat.Role.MEMBER, profile="jurist"
        )
        Declaration.objects.create(
            seat=seat, dossier=second.dossier, kind=kind, explanation="" if kind == "none" else "x"
        )
    return committee, second


def test_second_offer_begins_with_the_first_in_whatever_section_it_is_asked(cast, second):
    sections = offers.read_sections(second)

    assert sections["offer"].payload == {"title": TITLE, "public_summary": SUMMARY}
    assert "costs" not in sections  # of other work; and a declaration is made anew each time


def test_what_was_taken_over_is_marked_and_what_was_changed_shows_what_stood_there(cast, second):
    client = client_of(cast.applicant)
    before = page(client, "applications:section", *place(second, "offer")).content.decode()
    offers.save_section(
        second, "offer", {"title": "Anders", "public_summary": SUMMARY}, version=1,
        by=cast.applicant,
    )  # fmt: skip

    after = page(client, "applications:section", *place(second, "offer")).content.decode()

    assert before.count("Overgenomen uit") == 2
    assert after.count("Overgenomen uit") == 1
    assert "Wat u schreef in" in after
    assert TITLE in after


def test_file_of_the_first_phase_is_copied_and_stays_readable_there(cast, second):
    """Sending drops the key of a file: the copy has one of its own."""
    kept = with_plan(second, cast)
    client = client_of(cast.applicant)
    assert (
        "plan.pdf" in page(client, "applications:section", *place(second, "offer")).content.decode()
    )

    client.post(reverse("applications:reuse-file", args=place(second, "plan")))

    attachment = second.attachments.get(question="plan")
    assert attachment.file != kept.file
    assert b"".join(store.read(attachment.file)) == PLAN
    store.drop_key(attachment.file)
    assert b"".join(store.read(StoredFile.objects.get(pk=kept.file_id))) == PLAN


def test_viewer_and_rival_take_no_file_along(cast, second):
    with_plan(second, cast)
    address = reverse("applications:reuse-file", args=place(second, "plan"))

    assert client_of(cast.viewer).post(address).status_code == 403
    assert client_of(cast.rival).post(address).status_code == 404


def test_company_reads_report_remarks_and_letter_beside_its_second_offer(cast, second):
    text = page(client_of(cast.applicant), "applications:offer", *place(second)).content.decode()

    first = second.dossier.proposals.get(phase__order=1)
    part = first.decision.contract.deliverables.first()
    assert MOTIVATION in text
    assert reverse("awards:deliverable-file", args=[part.uuid]) in text
    assert reverse("awards:letter", args=place(first)) in text
    assert reverse("applications:offer", args=place(first)) in text


def test_company_is_told_nothing_before_the_letters_are_out(cast, second):
    first = second.dossier.proposals.get(phase__order=1)
    DecisionSet.objects.filter(pk=first.decision.decision_set_id).update(
        state=DecisionSet.State.APPROVED
    )

    text = page(client_of(cast.applicant), "applications:offer", *place(second)).content.decode()

    assert MOTIVATION not in text
    assert chapters_before(second.dossier, second.phase)[0].outcome.delivered == []


def test_member_sees_promised_against_proven_beside_the_offer(cast, second):
    committee, offer = judged(second, cast)
    where = [committee.phase.call.reference, committee.phase.code, offer.dossier.reference]
    client = client_of(cast.members[0], stepped_up=True)

    text = page(client, "assessment:score", *where).content.decode()
    chapter = chapters_before(offer.dossier, offer.phase)[0]
    part = chapter.outcome.delivered[0]
    whole = page(client, "assessment:earlier", *where, chapter.proposal.phase.code)
    report = page(client, "assessment:delivered", *where, part.uuid)

    assert "alles geleverd en geaccepteerd" in text
    assert "Toegezegd in" in text  # the answer that differs from the first phase
    assert SUMMARY in text
    assert MOTIVATION not in text  # scores of the phase before are not this committee's business
    assert SUMMARY in whole.content.decode()
    assert b"".join(report.streaming_content) == b"%PDF-1.7 verslag"


def test_who_may_not_read_the_offer_reads_nothing_of_before(cast, second):
    committee, offer = judged(second, cast)
    kept = with_plan(offer, cast)
    where = [committee.phase.call.reference, committee.phase.code, offer.dossier.reference]
    first = offer.dossier.proposals.get(phase__order=1)
    uuid = chapters_before(offer.dossier, offer.phase)[0].outcome.delivered[0].uuid

    tied, member = cast.members[1], cast.members[0]
    for user in (tied, cast.unassigned, cast.rival, member):
        client = client_of(user, stepped_up=True)
        for name, args in (
            ("earlier", [*where, first.phase.code]),
            ("delivered", [*where, uuid]),
            ("earlier-file", [offer.dossier.reference, first.phase.code, kept.question]),
        ):
            status = page(client, f"assessment:{name}", *args).status_code
            expected = {200} if user == member else {403, 404}
            assert status in expected, (user, name)


def test_anonymous_round_shows_what_was_proven_and_not_by_whom(cast, second):
    """REQ-11: reports and partners name their makers."""
    first = second.dossier.proposals.get(phase__order=1)
    Partner.objects.create(
        opened=first.opened, name="Kennisinstituut", role="partner", country="NL", share=20
    )
    committee, offer = judged(second, cast, is_anonymous=True)
    where = [committee.phase.call.reference, committee.phase.code, offer.dossier.reference]
    client = client_of(cast.members[0], stepped_up=True)
    uuid = chapters_before(offer.dossier, offer.phase)[0].outcome.delivered[0].uuid

    text = page(client, "assessment:score", *where).content.decode()
    whole = page(client, "assessment:earlier", *where, first.phase.code).content.decode()

    assert "alles geleverd en geaccepteerd" in text
    for name in (cast.company.name, "Kennisinstituut", "verslag.pdf"):
        assert name not in text + whole
    assert page(client, "assessment:delivered", *where, uuid).status_code == 404
