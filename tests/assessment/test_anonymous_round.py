"""An anonymous round: nothing says whose an offer is until all scores are final (REQ-11)."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from applications.models import Dossier, OpenedFile, OpenedProposal
from assessment.models import Committee
from demo.documents import paged_document
from portal.files import store
from tests.assessment import stages
from tests.cast import client_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
FORM = [
    {
        "code": "idea", "title": {"nl": "Idee"},
        "questions": [
            {"code": "title", "kind": "short_text", "label": {"nl": "Titel"}},
            {"code": "team", "kind": "long_text", "label": {"nl": "Team"}, "identifies": True},
        ],
    },
    {
        "code": "files", "title": {"nl": "Bestanden"},
        "questions": [
            {
                "code": "hidden_names", "kind": "file", "label": {"nl": "Zonder naam"},
                "file_types": ["pdf"], "page_limit": 4, "anonymous": True,
            },
            {
                "code": "named", "kind": "file", "label": {"nl": "Met naam"},
                "file_types": ["pdf"], "page_limit": 4,
            },
        ],
    },
]  # fmt: skip
SECRETS = ("Inschrijver 0", "Partner 0", "TEAM-geheim", "zilverlijn.pdf")


@pytest.fixture
def committee(cast) -> Committee:
    """Offers with names in every place that could tell them; everybody has declared."""
    phase = stages.opened_phase(cast, is_anonymous=True, form=FORM)
    for number, proposal in enumerate(phase.proposals.order_by("pk")):
        Dossier.objects.filter(pk=proposal.dossier_id).update(pseudonym=f"Rode Reiger {number}")
        OpenedProposal.objects.filter(proposal=proposal).update(
            answers={
                "idea": {"title": "Een plan", "team": "TEAM-geheim"},
                "partners": {"rows": [{"name": "Partner 0", "role": "lead", "country": "NL"}]},
            }
        )
        for question in ("hidden_names", "named"):
            file = store.save_bytes(paged_document("Plan", 6), "application/pdf", by=UserFactory())
            OpenedFile.objects.create(
                opened=proposal.opened, question=question, file=file, file_name="zilverlijn.pdf"
            )
    return stages.declared(stages.formed(cast, phase))


def pages_of(committee: Committee) -> list[str]:
    """Every page on which a member meets an offer now."""
    where = [committee.phase.call.reference, committee.phase.code]
    dossier = committee.phase.proposals.order_by("pk").first().dossier.reference
    pages = [
        reverse("assessment:offers", args=where),
        reverse("assessment:score", args=[*where, dossier]),
    ]
    if committee.state == "consensus":
        pages.append(reverse("assessment:consensus", args=where))
        pages.append(reverse("assessment:consensus-offer", args=[*where, dossier]))
    return pages


def holds_an_offer(committee: Committee, text: str) -> bool:
    """An agenda without scores names no offer."""
    return any(each.dossier.reference in text for each in committee.phase.proposals.all())


def file_of(committee: Committee, question: str) -> str:
    dossier = committee.phase.proposals.order_by("pk").first().dossier.reference
    return reverse("assessment:file", args=[dossier, committee.phase.code, question])


@pytest.mark.parametrize("state", ["scoring", "consensus"])
def test_no_page_tells_whose_an_offer_is_before_the_scores_are_final(cast, committee, state):
    Committee.objects.filter(pk=committee.pk).update(state=state)
    committee.refresh_from_db()
    client = client_of(cast.members[0])
    for address in pages_of(committee):
        page = client.get(address)
        assert page.status_code == 200, address
        text = page.content.decode()
        assert not [secret for secret in SECRETS if secret in text], address
        assert "Rode Reiger" in text or not holds_an_offer(committee, text)


def test_control_the_same_pages_of_a_named_round_tell_everything(cast, committee):
    committee.phase.is_anonymous = False
    committee.phase.save(update_fields=["is_anonymous"])
    text = client_of(cast.members[0]).get(pages_of(committee)[1]).content.decode()
    assert all(secret in text for secret in SECRETS)


def test_names_show_once_the_scores_are_final(cast, committee):
    Committee.objects.filter(pk=committee.pk).update(state="ranked")
    text = client_of(cast.members[0]).get(pages_of(committee)[1]).content.decode()
    assert all(secret in text for secret in SECRETS)


def test_only_the_anonymous_file_opens_and_only_up_to_the_page_limit(cast, committee):
    client = client_of(cast.members[0])
    answer = client.get(file_of(committee, "hidden_names"))
    assert answer.status_code == 200
    assert "zilverlijn" not in answer["Content-Disposition"]
    assert len(PdfReader(BytesIO(answer.content)).pages) == 4
    assert client.get(file_of(committee, "named")).status_code == 404


def test_after_the_scores_the_named_file_opens_up_to_the_page_limit(cast, committee):
    Committee.objects.filter(pk=committee.pk).update(state="ranked")
    answer = client_of(cast.members[0]).get(file_of(committee, "named"))
    assert len(PdfReader(BytesIO(answer.content)).pages) == 4
    assert "zilverlijn.pdf" in answer["Content-Disposition"]


def test_names_and_references_cannot_be_put_together_when_declaring(cast):
    """The declaration shows names and no references; the offers show references and no names."""
    committee = stages.formed(cast, stages.opened_phase(cast, is_anonymous=True))
    where = [committee.phase.call.reference, committee.phase.code]
    page = client_of(cast.members[0]).get(reverse("assessment:declare", args=where))
    text = page.content.decode()
    assert "Inschrijver 00" in text
    for proposal in committee.phase.proposals.all():
        assert proposal.dossier.reference not in text
