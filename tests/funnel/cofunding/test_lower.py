"""A grant is lowered or taken back: two people, reasons, a letter, and money that comes back."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from funnel.cofunding import services, transitions
from funnel.cofunding.letters import LETTERS
from funnel.cofunding.models import FundingDecision, FundingLetter, FundingRequest
from funnel.cofunding.selectors import committed_of, figures_of, granted_to, paid_of
from funnel.summaries.rows import Around
from portal import pdf
from portal.accounts.models import User
from portal.clock import portal_today
from portal.files import store
from portal.work.jobs import run_open_jobs
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of, proof_of
from tests.funnel.cofunding.stages import granted, open_round, second_giver, sent

WHY = "De opdracht is kleiner geworden (artikel 4:48 Awb)."


@pytest.fixture
def second(cast: Cast) -> User:
    return second_giver(cast)


@pytest.fixture
def holder(cast: Cast, second: User) -> FundingRequest:
    """A request that holds 300,000 of a pot of 1,000,000, of which 200,000 is paid."""
    request = sent(cast, open_round(cast))
    granted(cast, request, second)
    services.pay(request, amount=Decimal(200_000), paid_on=portal_today(), by=cast.escrow)
    request.refresh_from_db()
    return request


def lowered(cast: Cast, request: FundingRequest, second: User, amount: int) -> FundingRequest:
    decision = transitions.propose_lower(
        request, amount=Decimal(amount), reasons=WHY, by=cast.escrow
    )
    transitions.approve(decision, by=second, proof=proof_of(second))
    request.refresh_from_db()
    return request


def test_lowered_grant_frees_the_pot_and_every_sum_follows(cast: Cast, holder, second) -> None:
    request = lowered(cast, holder, second, 250_000)
    assert request.state == FundingRequest.State.GRANTED
    assert granted_to(request) == committed_of(request.round) == Decimal(250_000)
    (figures,) = figures_of(type(request.round).objects.all())
    assert (figures.granted, figures.free) == (1, Decimal(750_000))
    assert Around.of([request.call]).granted == {request.call_id: Decimal(250_000)}


def test_proposal_alone_changes_no_sum(cast: Cast, holder: FundingRequest) -> None:
    transitions.propose_lower(holder, amount=Decimal(0), reasons=WHY, by=cast.escrow)
    assert committed_of(holder.round) == Decimal(300_000)
    holder.refresh_from_db()
    assert holder.state == FundingRequest.State.GRANTED


def test_grant_taken_back_leaves_the_money_to_come_back(cast: Cast, holder, second) -> None:
    request = lowered(cast, holder, second, 0)
    assert request.state == FundingRequest.State.REVOKED
    kinds = Task.objects.filter(closed_at=None, kind__contains="funding")
    assert set(kinds.values_list("kind", flat=True)) == {Task.Kind.RECEIVE_FUNDING}
    today = portal_today()
    with pytest.raises(TransitionRefused, match="200"):
        services.receive_back(request, amount=Decimal("200000.01"), paid_on=today, by=cast.escrow)
    services.receive_back(request, amount=Decimal(200_000), paid_on=today, by=cast.escrow)
    assert paid_of(request) == 0
    assert not kinds.exists()


def test_nothing_comes_back_of_a_grant_that_stands(cast: Cast, holder: FundingRequest) -> None:
    with pytest.raises(TransitionRefused):
        services.receive_back(
            holder, amount=Decimal("0.01"), paid_on=portal_today(), by=cast.escrow
        )


@pytest.mark.parametrize(
    ("amount", "reasons", "code"),
    [("300000", WHY, "amount"), ("-0.01", WHY, "amount"), ("1", " ", "reasons")],
)
def test_lowering_goes_down_and_says_why(cast: Cast, holder, amount, reasons, code) -> None:
    with pytest.raises(TransitionRefused) as refused:
        transitions.propose_lower(holder, amount=Decimal(amount), reasons=reasons, by=cast.escrow)
    assert refused.value.code == code


def test_nobody_lowers_alone_and_one_proposal_waits_at_a_time(cast: Cast, holder) -> None:
    """REQ-24: nobody decides alone; the database repeats that one proposal waits."""
    decision = transitions.propose_lower(holder, amount=Decimal(1), reasons=WHY, by=cast.escrow)
    with pytest.raises(PermissionDenied):
        transitions.approve(decision, by=cast.escrow, proof=proof_of(cast.escrow))
    with pytest.raises(PermissionDenied):
        transitions.propose_lower(holder, amount=Decimal(1), reasons=WHY, by=cast.author)
    with pytest.raises(TransitionRefused):
        transitions.propose_lower(holder, amount=Decimal(2), reasons=WHY, by=cast.escrow)
    decision.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save(force_insert=True)


def test_pages_lead_from_the_grant_to_a_letter_of_its_own(cast: Cast, holder, second) -> None:
    run_open_jobs(LETTERS)
    client = client_of(cast.escrow)
    url = reverse("cofunding:lower", args=[holder.uuid])
    wrong = client.post(url, {"amount": "300.000,00", "reasons": WHY})
    assert WHY.split("(")[0] in wrong.content.decode()
    assert list(wrong.context["form"].errors) == ["amount"]
    client.post(url, {"amount": "0", "reasons": WHY})
    decision = FundingDecision.objects.get(outcome="lower")
    transitions.approve(decision, by=second, proof=proof_of(second))
    run_open_jobs(LETTERS)
    first, later = FundingLetter.objects.order_by("pk")
    assert later.number == f"{first.number}-2"
    text = " ".join(pdf.text_of(b"".join(store.read(later.file))).split())
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    assert "trekken" in text
    assert "€ 200.000,00" in text
    assert "Betaal daarvan € 200.000,00 terug." in text
    page = client_of(cast.author).get(reverse("cofunding:request", args=[holder.uuid]))
    for each in (first, later):
        assert each.number in page.content.decode()


def test_page_tells_what_a_grant_becomes_and_what_it_was(cast: Cast, holder, second) -> None:
    lowered(cast, holder, second, 150_000)
    services.receive_back(holder, amount=Decimal(50_000), paid_on=portal_today(), by=cast.escrow)
    transitions.propose_lower(holder, amount=Decimal(90_000), reasons=WHY, by=cast.escrow)
    answer = client_of(cast.escrow).get(reverse("cofunding:request", args=[holder.uuid]))
    steps = [(each.was, each.becomes) for each in answer.context["decisions"]]
    assert steps == [(0, 300_000), (300_000, 150_000), (150_000, 90_000)]
    text = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    for shown in ("€ 150.000,00", "€ 90.000,00", "€ 50.000,00"):
        assert shown in text
    assert "\N{MINUS SIGN}" not in text
