"""The pages of co-funding, and what follows a grant: letter, payment, report."""

import hashlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from funnel.cofunding import services, transitions
from funnel.cofunding.letters import LETTERS, make_letter
from funnel.cofunding.models import FundingLetter, FundingReport, FundingRequest, FundingRound
from funnel.cofunding.selectors import paid_of
from portal import pdf
from portal.clock import portal_now
from portal.files import store
from portal.mail.models import OutgoingMail
from portal.work.jobs import run_open_jobs
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of
from tests.funnel.cofunding.stages import (
    call_of,
    drafted,
    granted,
    open_round,
    second_giver,
    sent,
)

ROUND = {
    "title": "Ronde 2027", "pot_incl_vat": "1.500.000,00", "rate": "50",
    "cap_incl_vat": "500.000,00", "opens_at_on": "2027-05-17", "opens_at_at": "10:00",
    "closes_at_on": "2027-05-31", "closes_at_at": "16:00", "goal_min_projects": "3",
    "instruments": ["sbir"], "explanation": "Vertel het.",
}  # fmt: skip


@pytest.fixture
def second(cast: Cast):
    return second_giver(cast)


@pytest.fixture
def paid_for(cast: Cast, second) -> FundingRequest:
    """A request that was granted 300,000."""
    request = sent(cast, open_round(cast))
    granted(cast, request, second)
    request.refresh_from_db()
    return request


def test_round_is_written_by_one_and_published_by_another(cast: Cast, second) -> None:
    """REQ-24: nobody approves own work."""
    reply = client_of(cast.escrow).post(reverse("cofunding:new"), ROUND | {"funder": cast.rvo.pk})
    round_ = FundingRound.objects.get()
    assert reply["Location"] == reverse("cofunding:round", args=[round_.uuid])
    assert (round_.year, round_.pot_incl_vat) == (2027, Decimal(1_500_000))
    with pytest.raises(PermissionDenied):
        transitions.publish(round_, by=cast.escrow)
    client_of(second).post(reverse("cofunding:publish", args=[round_.uuid]))
    round_.refresh_from_db()
    assert round_.state == FundingRound.State.PUBLISHED
    with pytest.raises(TransitionRefused):
        services.save_round(round_, by=cast.escrow)


def test_wrong_round_keeps_what_was_typed_and_tells_all_faults(cast: Cast) -> None:
    wrong = ROUND | {"pot_incl_vat": "veel", "closes_at_on": "2027-05-01", "instruments": []}
    reply = client_of(cast.escrow).post(reverse("cofunding:new"), wrong | {"funder": cast.rvo.pk})
    assert reply.status_code == 200
    assert set(reply.context["form"].errors) >= {"pot_incl_vat", "instruments"}
    assert "Ronde 2027" in reply.content.decode()
    early = ROUND | {"closes_at_on": "2027-05-01", "funder": cast.rvo.pk}
    reply = client_of(cast.escrow).post(reverse("cofunding:new"), early)
    assert reply.status_code == 200
    assert not FundingRound.objects.exists()


def test_request_is_begun_written_and_sent_on_the_pages(cast: Cast) -> None:
    round_, call = open_round(cast), call_of(cast)
    client = client_of(cast.author)
    client.post(reverse("cofunding:begin", args=[round_.uuid]), {"call": call.reference})
    request = FundingRequest.objects.get()
    page = client.get(reverse("cofunding:write", args=[request.uuid])).content.decode()
    assert "500.000,00" in page
    typed = {"eligible_incl_vat": "500.000", "own_incl_vat": "250.000", "obstacle": "Zo."}
    client.post(reverse("cofunding:write", args=[request.uuid]), typed)
    page = client.get(reverse("cofunding:request", args=[request.uuid]))
    assert len(page.context["missing"]) == 1
    typed["no_solution"] = "Niets."
    client.post(reverse("cofunding:write", args=[request.uuid]), typed)
    client.post(reverse("cofunding:submit", args=[request.uuid]))
    request.refresh_from_db()
    assert request.state == FundingRequest.State.SUBMITTED


def test_letter_names_the_parts_of_the_formula_and_is_told_without_content(
    cast: Cast, paid_for: FundingRequest
) -> None:
    assert run_open_jobs(LETTERS) == 1
    letter = FundingLetter.objects.get()
    content = b"".join(store.read(letter.file))
    assert hashlib.sha256(content).hexdigest() == letter.sha256
    text = " ".join(pdf.text_of(content).split())
    for words in ("300.000,00", "600.000,00", "1.000.000,00", "Rijkswaterstaat", letter.number):
        assert words in text.replace("\N{NO-BREAK SPACE}", " ")
    mails = OutgoingMail.objects.filter(kind="cofunding_decided")
    assert {mail.recipient for mail in mails} == {cast.author, cast.officer}
    assert "300.000" not in "".join(mail.body for mail in mails)
    assert make_letter(letter.decision, by=cast.escrow) == letter
    page = client_of(cast.officer).get(
        reverse("cofunding:letter", args=[paid_for.uuid, letter.number])
    )
    assert b"".join(page.streaming_content) == content


def test_payments_never_exceed_what_was_granted(cast: Cast, paid_for: FundingRequest) -> None:
    today = portal_now().date()
    services.pay(paid_for, amount=Decimal(200_000), paid_on=today, by=cast.escrow)
    url = reverse("cofunding:pay", args=[paid_for.uuid])
    reply = client_of(cast.escrow).post(url, {"amount": "100.000,01", "paid_on": today.isoformat()})
    assert "100.000,00" in str(reply.context["form"].errors).replace("\N{NO-BREAK SPACE}", " ")
    ahead = today + timedelta(days=2)
    with pytest.raises(TransitionRefused):
        services.pay(paid_for, amount=Decimal(1), paid_on=ahead, by=cast.escrow)
    with pytest.raises(PermissionDenied):
        services.pay(paid_for, amount=Decimal(1), paid_on=today, by=cast.author)
    services.pay(paid_for, amount=Decimal(100_000), paid_on=today, by=cast.escrow)
    assert paid_of(paid_for) == Decimal(300_000)


def test_report_is_asked_handed_in_and_accepted(cast: Cast, paid_for, second) -> None:
    due_on = portal_now().date() + timedelta(days=60)
    report = services.ask_report(paid_for, due_on=due_on, by=cast.escrow)
    tasks = Task.objects.filter(closed_at=None)
    assert {task.holder for task in tasks.filter(kind=Task.Kind.REPORT_FUNDING)} == {
        cast.author, cast.officer,
    }  # fmt: skip
    with pytest.raises(TransitionRefused):
        services.ask_report(paid_for, due_on=due_on, by=cast.escrow)
    url = reverse("cofunding:report", args=[paid_for.uuid])
    client = client_of(cast.author)
    assert client.post(url, {"text": " "}).context["form"].errors
    client.post(url, {"text": "Het werkt."})
    report.refresh_from_db()
    assert report.state == FundingReport.State.HANDED_IN
    assert {task.holder for task in tasks.filter(kind=Task.Kind.READ_FUNDING_REPORT)} == {
        cast.escrow, second,
    }  # fmt: skip
    with pytest.raises(PermissionDenied):
        transitions.accept(report, by=cast.author)
    client_of(second).post(reverse("cofunding:accept-report", args=[paid_for.uuid]))
    report.refresh_from_db()
    assert report.state == FundingReport.State.ACCEPTED
    assert not tasks.filter(unique_key__startswith="cofunding:re").exists()


def test_report_is_sent_back_and_completed(cast: Cast, paid_for, second) -> None:
    """What was handed in stands in the form again; a new day, a new task, one mail each time."""
    today = portal_now().date()
    report = services.ask_report(paid_for, due_on=today + timedelta(days=60), by=cast.escrow)
    transitions.hand_in(report, text="Het werkt.", by=cast.author)
    url = reverse("cofunding:send-back-report", args=[paid_for.uuid])
    later = today + timedelta(days=90)
    assert client_of(second).post(url, {"due_on": later.isoformat()}).context["form"].errors
    with pytest.raises(PermissionDenied):
        transitions.send_back(paid_for, remarks="Nee.", due_on=later, by=cast.author)
    client_of(second).post(url, {"remarks": "Wat kostte het?", "due_on": later.isoformat()})
    report.refresh_from_db()
    assert (report.state, report.due_on) == (FundingReport.State.ASKED, later)
    waits = Task.objects.filter(closed_at=None, unique_key__startswith="cofunding:re")
    assert {task.holder for task in waits} == {cast.author, cast.officer}
    assert OutgoingMail.objects.filter(kind="cofunding_report_asked").count() == 4
    client = client_of(cast.author)
    assert (
        "Wat kostte het?"
        in client.get(reverse("cofunding:request", args=[paid_for.uuid])).content.decode()
    )
    again = client.get(reverse("cofunding:report", args=[paid_for.uuid])).content.decode()
    assert "Het werkt." in again
    assert "Wat kostte het?" in again


def test_paying_waits_on_the_funder_until_all_is_paid(cast: Cast, paid_for, second) -> None:
    waits = Task.objects.filter(kind=Task.Kind.PAY_FUNDING, closed_at=None)
    assert {task.holder for task in waits} == {cast.escrow, second}
    today = portal_now().date()
    services.pay(paid_for, amount=Decimal(200_000), paid_on=today, by=cast.escrow)
    assert waits.all().count() == 2
    services.pay(paid_for, amount=Decimal(100_000), paid_on=today, by=cast.escrow)
    assert not waits.all().exists()


def test_public_page_of_a_round_tells_no_request(cast: Cast, paid_for) -> None:
    """What an authority asked is for the funder; the sums are for everybody."""
    url = reverse("cofunding:round", args=[paid_for.round.uuid])
    page = client_of(None).get(url).content.decode()
    assert paid_for.call.reference not in page
    assert "300.000" in page
    assert paid_for.call.reference in client_of(cast.analyst).get(url).content.decode()


def test_past_round_shows_its_totals_and_source(cast: Cast) -> None:
    past = open_round(
        cast, is_history=True, past_granted=5, past_in_talks=3, source="pianoo.nl", rate=None,
        cap_incl_vat=None, opens_at=None,
    )  # fmt: skip
    page = client_of(None).get(reverse("cofunding:round", args=[past.uuid])).content.decode()
    assert "pianoo.nl" in page
    with pytest.raises(TransitionRefused):
        services.begin(past, call_of(cast), by=cast.author)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_queries_for_any_number(
    cast: Cast, django_assert_num_queries, count: int
) -> None:
    rounds = [open_round(cast, title=f"Ronde {number}") for number in range(count)]
    for _number in range(count):
        sent(cast, rounds[0])
    client = client_of(cast.analyst)
    with django_assert_num_queries(10):
        client.get(reverse("cofunding:rounds"))
    with django_assert_num_queries(15):
        client.get(reverse("cofunding:round", args=[rounds[0].uuid]))


def test_funnel_of_a_call_names_its_cofunding(cast: Cast, paid_for) -> None:
    url = reverse("funnel:call", args=[paid_for.call.reference])
    page = client_of(cast.analyst).get(url).content.decode()
    assert reverse("cofunding:round", args=[paid_for.round.uuid]) in page
    other = drafted(cast, paid_for.round).call
    page = client_of(cast.analyst).get(reverse("funnel:call", args=[other.reference]))
    assert "Ronde 1" not in page.content.decode()
