"""Partners confirm by a link in a mail, and their KvK numbers are checked (domain 1.4, REQ-29)."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from applications import transitions
from applications.models import Proposal
from applications.partnering import services
from applications.partnering.cards import partners_of
from applications.partnering.models import PartnerCard
from applications.services import completeness, lead_row, read_section, save_section
from applications.transitions import Incomplete
from portal.accounts.kvk import Outcome, Reply
from portal.audit.models import AuditEvent
from portal.mail.models import OutgoingMail
from portal.workflow import TransitionRefused
from tests.applications.stages import after_deadline, opened
from tests.cast import Cast, client_of

MAIL = "ans@voorbeeld.example"
KVK = "90001354"
YES = {"answer": "yes", "name": "Ans Bakker"}


@pytest.fixture
def together(cast: Cast, proposal: Proposal) -> Proposal:
    """A complete draft with one partner, in a call where partners confirm."""
    proposal.phase.call.eligibility = {"partners": {"asks_confirmation": True}}
    proposal.phase.call.save(update_fields=["eligibility"])
    write(proposal, cast)
    return proposal


def write(proposal: Proposal, cast: Cast, **change: str) -> None:
    partner = {
        "name": "Bakkerij Ans", "role": "partner", "country": "NL", "kvk": KVK, "share": "40",
        "contact_name": "Ans", "contact_email": MAIL,
    } | change  # fmt: skip
    rows = [{**lead_row(cast.company), "share": "60"}, partner]
    version = read_section(proposal, "partners").version
    save_section(proposal, "partners", {"rows": rows}, version=version, by=cast.applicant)


def asked(proposal: Proposal, cast: Cast) -> str:
    """Ask the partner; return the path in its mail."""
    services.ask_partner(proposal, "Bakkerij Ans", by=cast.colleague)
    mail = OutgoingMail.objects.filter(kind="partner_asked").latest("pk")
    return re.search(r"/deelnemen/[^\s]+", mail.body).group()


def missing(proposal: Proposal) -> list[str]:
    return [gap.message for gap in completeness(proposal) if "bevestigd" in gap.message]


def status(proposal: Proposal) -> str:
    (partner,) = partners_of(proposal)
    return partner.status


def page_of(proposal: Proposal) -> str:
    return reverse("applications:partners", args=[proposal.dossier.reference, proposal.phase.code])


def test_partner_confirms_without_an_account(cast: Cast, together: Proposal) -> None:
    """The page tells role and share; the answer reaches who asked, and the panel."""
    assert missing(together)
    path = asked(together, cast)
    assert missing(together), "asking is not an answer"
    visitor = Client()
    page = visitor.get(path, follow=True).content.decode()
    for words in ("Bakkerij Ans", "40%", cast.company.name, str(together.phase.call)):
        assert words in page
    assert visitor.post(path, YES).status_code == 302
    assert missing(together) == []
    assert OutgoingMail.objects.get(kind="partner_answered").recipient == cast.colleague
    shown = client_of(cast.viewer).get(page_of(together)).content.decode()
    assert "Ans Bakker" in shown
    assert "U antwoordde ja" in visitor.get(path, follow=True).content.decode()


def test_partner_mail_tells_a_reference_and_no_content(cast: Cast, together: Proposal) -> None:
    asked(together, cast)
    mail = OutgoingMail.objects.get(kind="partner_asked")
    assert mail.to_email == MAIL
    assert together.dossier.reference in mail.body
    for secret in ("40", KVK, "Bakkerij", str(together.phase.call)):
        assert secret not in mail.body


def test_partner_that_says_no_is_a_gap(cast: Cast, together: Proposal) -> None:
    path = asked(together, cast)
    Client().post(path, YES | {"answer": "no"})
    assert status(together) == "declined"
    assert missing(together)
    Client().post(path, YES)
    assert status(together) == "confirmed", "until sending it may change its mind"


@pytest.mark.parametrize(
    "change", [{"role": "subcontractor"}, {"share": "41"}, {"kvk": ""}, {"country": "BE"}]
)
def test_partner_is_asked_again_when_its_row_changed(cast, together, change) -> None:
    """A yes is to what the offer said; with other terms it is none, and the old link says so."""
    path = asked(together, cast)
    Client().post(path, YES)
    write(together, cast, **change)
    assert status(together) == "changed"
    assert missing(together)
    assert 'name="answer"' not in Client().get(path, follow=True).content.decode()
    assert Client().post(path, YES).status_code == 200
    write(together, cast)
    assert status(together) == "confirmed", "and as it was, it is a yes again"


def test_partner_asked_again_has_a_new_link_and_no_answer(cast: Cast, together: Proposal) -> None:
    first = asked(together, cast)
    Client().post(first, YES)
    second = asked(together, cast)
    assert Client().get(first).status_code == 404
    assert Client().get(second, follow=True).status_code == 200
    assert status(together) == "asked"


@pytest.mark.parametrize("data", [{}, {"answer": "yes", "name": " "}, {"answer": "x", "name": "A"}])
def test_answer_without_a_choice_or_a_name_is_none(cast: Cast, together: Proposal, data) -> None:
    path = asked(together, cast)
    assert Client().post(path, data).status_code == 200
    assert status(together) == "asked"
    assert Client().get("/deelnemen/zomaar/").status_code == 404


def test_ask_is_for_writers_of_a_draft_with_an_address(cast: Cast, together: Proposal) -> None:
    for person in (cast.viewer, cast.rival):
        with pytest.raises(PermissionDenied):
            services.ask_partner(together, "Bakkerij Ans", by=person)
    with pytest.raises(TransitionRefused, match="niet"):
        services.ask_partner(together, "Niemand", by=cast.applicant)
    write(together, cast, contact_email="")
    with pytest.raises(TransitionRefused) as refused:
        services.ask_partner(together, "Bakkerij Ans", by=cast.applicant)
    assert refused.value.code == "email"
    assert not OutgoingMail.objects.filter(kind="partner_asked").exists()


def test_submit_waits_for_partners_where_the_call_asks_it(cast: Cast, together: Proposal) -> None:
    """Domain 1.4: a rule of the call, checked at sending."""
    with pytest.raises(Incomplete):
        transitions.submit(together, by=cast.applicant, declared=True)
    Client().post(asked(together, cast), YES)
    assert transitions.submit(together, by=cast.applicant, declared=True)


def test_sealed_offer_leaves_nothing_of_its_partners(cast: Cast, together, clock) -> None:
    """From sending to opening nobody reads who takes part; then officers read who said yes."""
    path = asked(together, cast)
    Client().post(path, YES)
    sent = transitions.submit(together, by=cast.applicant, declared=True)
    assert not PartnerCard.objects.exists()
    assert Client().get(path).status_code == 404
    for line in AuditEvent.objects.filter(action__endswith="partner"):
        assert "Ans" not in str(line.data)
    again = transitions.change(together, code=sent.change_code, by=cast.applicant)
    assert status(again) == "confirmed", "changing asks no partner anew"
    assert Client().get(path, follow=True).status_code == 200
    transitions.submit(again, by=cast.applicant, declared=True)
    after_deadline(together.phase, clock)
    opened(together.phase, cast.author, cast.officer)
    place = [together.dossier.reference, together.phase.code]
    read = client_of(cast.officer).get(reverse("applications:opened", args=place)).content.decode()
    assert "Ans Bakker" in read
    assert "niet nagegaan bij de KvK" in read


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.VERIFIED, "nagegaan: Bakkerij Ans B.V."),
        (Outcome.NOT_FOUND, "de KvK kent dit nummer niet"),
        (Outcome.UNKNOWN, "niet nagegaan bij de KvK"),
    ],
)
def test_number_of_a_partner_is_checked_and_never_blocks(cast, together, outcome, words) -> None:
    """REQ-29: what the register says is shown, and an offer goes on without its answer."""
    Client().post(asked(together, cast), YES)
    reply = Reply(KVK, outcome, name="Bakkerij Ans B.V.")
    services.keep_checks(together, {KVK: reply}, by=cast.colleague)
    page = client_of(cast.applicant).get(page_of(together)).content.decode()
    assert words in page
    assert status(together) == "confirmed", "a check is no question"
    assert transitions.submit(together, by=cast.applicant, declared=True)


def test_check_of_a_number_falls_when_the_number_changes(cast: Cast, together: Proposal) -> None:
    services.keep_checks(together, {KVK: Reply(KVK, Outcome.NOT_FOUND)}, by=cast.applicant)
    assert partners_of(together)[0].register["outcome"] == "not_found"
    write(together, cast, kvk="69599084")
    assert partners_of(together)[0].register == {}


def test_pages_ask_and_check_without_a_script(cast: Cast, together: Proposal) -> None:
    """Without a key for the register there is no button, and asking works all the same."""
    client = client_of(cast.colleague)
    place = [together.dossier.reference, together.phase.code]
    assert reverse("applications:partner-check", args=place) not in (
        client.get(page_of(together)).content.decode()
    )
    ask = reverse("applications:partner-ask", args=place)
    assert client.post(ask, {"partner": "Bakkerij Ans"}).status_code == 302
    assert status(together) == "asked"
    assert client.post(ask, {"partner": "Niemand"}).status_code == 302
    check = reverse("applications:partner-check", args=place)
    assert client.post(check).status_code == 302
    assert "gevraagd, nog geen antwoord" in client.get(page_of(together)).content.decode()
