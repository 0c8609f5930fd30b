"""A jury: it sees no names until its report is signed, and every member signs (REQ-12).

Directive 2014/24 articles 81 and 82: autonomous, anonymous until the decision, a signed report.
"""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assessment import documents, services, signatures, transitions
from assessment.independence import matching
from assessment.independence.models import Warning
from assessment.models import Advice, Committee
from portal.pdf import text_of
from portal.workflow import TransitionRefused
from tests.assessment import stages
from tests.cast import Cast, client_of

pytestmark = pytest.mark.django_db
CONTEST = {
    "judged_by": "jury", "outcome": "prize", "is_anonymous": True, "needs_money": False,
    "asks_price": False, "prizes": ["10000.00", "5000.00"], "planned_awards": 2,
}  # fmt: skip


@pytest.fixture
def committee(cast: Cast) -> Committee:
    return stages.formed(cast, stages.opened_phase(cast, **CONTEST))


@pytest.fixture
def report(cast: Cast) -> Advice:
    committee = stages.ranked(cast, stages.opened_phase(cast, **CONTEST)).committee
    return services.draft_advice(committee, "Ons oordeel.", by=stages.chair_of(committee))


def url(name: str, committee: Committee, *more: str) -> str:
    phase = committee.phase
    return reverse(f"assessment:{name}", args=[phase.call.reference, phase.code, *more])


def test_a_member_declares_without_seeing_a_name_req_12(cast, committee):
    client = client_of(cast.members[0])
    page = client.get(url("declare", committee)).content.decode()
    assert "Inschrijver 0" not in page
    assert "Partner 0" not in page

    client.post(
        url("declare", committee),
        {"interests": "Ik werk bij Inschrijver 01 B.V.", "is_independent": "on"},
    )
    warning = Warning.objects.get(user=cast.members[0])
    assert (warning.dossier.lead.name, warning.verdict) == ("Inschrijver 01", "")
    assert committee.seats.get(user=cast.members[0]).sheets.count() == 2


@pytest.mark.parametrize(
    ("text", "is_match"),
    [
        ("geen", False),
        ("aandelen in de Inschrijver 01 bv", True),
        ("Inschrijver 011", False),
        ("partner 01, als adviseur", True),
    ],
)
def test_interests_match_whole_names_without_their_legal_form(text, is_match):
    assert matching.matches_any(text, ["Inschrijver 01 B.V.", "Partner 01"]) is is_match


@pytest.mark.parametrize("state", ["scoring", "consensus", "ranked"])
def test_no_page_of_the_jury_names_a_participant_before_the_report_is_final(cast, report, state):
    committee = report.committee
    Committee.objects.filter(pk=committee.pk).update(state=state)
    dossier = committee.phase.proposals.order_by("pk").first().dossier.reference
    pages = [url("offers", committee), url("score", committee, dossier)]
    if state == "ranked":
        pages += [url("ranking", committee), url("advice", committee)]
    client = client_of(cast.members[0])
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert b"Inschrijver 0" not in answer.content, address


@pytest.mark.parametrize("name", ["consensus", "mine", "offers"])
def test_no_page_of_the_chair_names_a_participant_in_the_meeting(cast, name):
    committee = stages.meeting(cast, stages.opened_phase(cast, **CONTEST))
    chair = client_of(stages.chair_of(committee))
    address = reverse("assessment:mine") if name == "mine" else url(name, committee)
    pages = [chair.get(address)]
    if name == "consensus":
        for proposal in committee.phase.proposals.all():
            pages.append(chair.get(url("consensus-offer", committee, proposal.dossier.reference)))
    for page in pages:
        assert page.status_code == 200
        assert b"Inschrijver 0" not in page.content
        assert b"Partner 0" not in page.content


def test_control_once_the_report_is_final_the_same_pages_tell(cast, report):
    Committee.objects.filter(pk=report.committee.pk).update(state="advised")
    page = client_of(cast.members[0]).get(url("ranking", report.committee))
    assert b"Inschrijver 0" in page.content


def test_report_is_final_only_with_every_signature_over_its_text(cast, report):
    chair = stages.chair_of(report.committee)
    for seat in report.committee.seats.select_related("user")[1:]:
        signatures.sign_report(report, by=seat.user)
    with pytest.raises(TransitionRefused) as refusal:
        transitions.approve_advice(report, by=chair)
    assert refusal.value.code == "unsigned"

    signatures.sign_report(report, by=chair)
    report = services.draft_advice(report.committee, "Een ander oordeel.", by=chair)
    assert len(signatures.missing_signatures(report)) == report.committee.seats.count()
    for seat in report.committee.seats.select_related("user"):
        signatures.sign_report(report, by=seat.user)
    assert transitions.approve_advice(report, by=chair).approved_at


def test_members_sign_on_the_page_and_nobody_else_does(cast, report):
    committee = report.committee
    assert client_of(cast.officer).post(url("sign-report", committee)).status_code == 403
    with pytest.raises(PermissionDenied):
        signatures.sign_report(report, by=cast.author)
    client_of(cast.members[1]).post(url("sign-report", committee))
    assert committee.seats.get(user=cast.members[1]).signature.text_sha256


def test_an_ordinary_committee_signs_nothing(cast):
    advice = stages.advised(cast)
    with pytest.raises(PermissionDenied):
        signatures.sign_report(advice, by=cast.members[0])


def test_who_works_on_the_call_has_no_seat_on_an_anonymous_jury(cast):
    phase = stages.opened_phase(cast, **CONTEST)
    plan = {"user": cast.officer, "role": "member", "profile": "inkoper", "is_independent": False}
    with pytest.raises(TransitionRefused, match="werkt aan deze oproep"):
        services.form_committee(
            phase, by=cast.author, seats=[*stages.plans(cast), plan], scores_due_at=None
        )


def test_report_names_who_signed_it_and_an_advice_names_nobody_so(cast, report):
    """REQ-12: the report is signed, and the file that leaves the portal shows it."""
    for seat in report.committee.seats.select_related("user"):
        signatures.sign_report(report, by=seat.user)
    report = transitions.approve_advice(report, by=stages.chair_of(report.committee))
    text = text_of(documents.advice_pdf(report.committee))
    assert "Ondertekend door alle leden van de jury" in text
    for seat in report.committee.seats.select_related("user"):
        assert seat.user.name in text
    assert "Ondertekend door" not in text_of(documents.advice_pdf(stages.advised(cast).committee))


def test_draft_of_the_report_speaks_of_a_jury_and_names_nobody(cast, report):
    text = documents.assembled_advice(report.committee)
    assert "De jury geeft de prijzen in deze volgorde" in text
    assert "zonder te weten wie" in text
    assert "Inschrijver 0" not in text
