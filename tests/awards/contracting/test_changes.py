"""A contract that changes, ends early, or ends uninvited: by both sides or by two people."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from awards import transitions as contracts
from awards.contracting import change_papers, services
from awards.contracting.agreed import PartTerms, as_agreed, fingerprint, most_for
from awards.contracting.models import (
    ChangePaper,
    ContractChange,
    EarlyEnding,
    NoInvitation,
    Payment,
)
from awards.contracting.transitions import changes, endings
from awards.instalments import instalments_of
from awards.models import Contract, Deliverable, Invitation
from awards.record.contents import contents_of
from calls.models import Phase, Pot
from portal import pdf
from portal.audit.models import AuditEvent
from portal.clock import portal_today
from portal.look.wording import euro_text
from portal.mail.models import OutgoingMail
from portal.work.jobs import run_open_jobs
from portal.work.models import Task
from portal.workflow import Transition, TransitionRefused
from tests.awards.conftest import Decide
from tests.awards.test_contracts import REPORT, deliver_all, prototype_phase  # noqa: F401
from tests.cast import Cast, client_of, proof_of
from tests.portal.pdf_checks import faults_of

LEAVES = {
    (changes.ACCEPT_CHANGE, ContractChange): {"proposed"},
    (changes.REFUSE_CHANGE, ContractChange): {"proposed"},
    (changes.WITHDRAW_CHANGE, ContractChange): {"proposed"},
    (endings.DECIDE_ENDING, EarlyEnding): {"proposed"},
    (endings.TURN_DOWN_ENDING, EarlyEnding): {"proposed"},
}


@pytest.mark.parametrize(("move", "model"), LEAVES)
def test_each_move_leaves_only_from_its_own_states(move: Transition, model: type) -> None:
    anybody = Transition(move.name, move.sources, move.target, lambda user, obj: True)
    accepted = set()
    for state in model.State.values:
        try:
            anybody.check(model(state=state), by=None)
            accepted.add(state)
        except TransitionRefused:
            pass
    assert accepted == LEAVES[move, model]


def wanted(contract: Contract, **more: int) -> list[PartTerms]:
    """The open parts as they are; `more` names other percents by their order: p1=40."""
    return [
        PartTerms(str(part.uuid), part.title, part.due_on,
                  more.get(f"p{part.order}", part.instalment_percent))
        for part in contract.deliverables.exclude(state="accepted")
    ]  # fmt: skip


def propose(contract: Contract, cast: Cast, **fields) -> ContractChange:
    answers = {
        "value_incl_vat": contract.value_incl_vat, "ends_on": contract.ends_on,
        "parts": wanted(contract), "reasons": "De proef duurt langer.", "by": cast.officer,
    } | fields  # fmt: skip
    return changes.propose_change(contract, **answers)


def accept_first(contract: Contract, cast: Cast) -> Deliverable:
    part = contract.deliverables.first()
    contracts.deliver(part, upload=REPORT, file_name="verslag.pdf", by=cast.colleague)
    return contracts.accept(part, by=cast.officer)


def later(contract: Contract, days: int = 30) -> dict:
    """Other days for everything that is open."""
    parts = [
        PartTerms(part.uuid, part.title, part.due_on + timedelta(days=days), part.percent)
        for part in wanted(contract)
    ]
    return {"parts": parts, "ends_on": contract.ends_on + timedelta(days=days)}


def test_change_holds_once_the_company_accepts_and_keeps_what_was_agreed(
    cast: Cast, running: Contract
) -> None:
    before = as_agreed(running)
    change = propose(running, cast, **later(running))
    running.refresh_from_db()
    assert as_agreed(running) == before
    changes.accept_change(change, by=cast.applicant)
    running.refresh_from_db()
    assert as_agreed(running) == change.after != change.before == before
    line = AuditEvent.objects.get(action="accept_change")
    assert len(line.data["after_sha256"]) == 64
    due = Task.objects.filter(kind=Task.Kind.DELIVER, closed_at=None).earliest("due_at").due_at
    assert due == running.deliverables.first().due_at


def test_value_changes_within_the_budget_and_accepted_parts_keep_their_amount(
    cast: Cast, running: Contract
) -> None:
    """REQ-01: exact decimals; the last open part takes the rest."""
    accept_first(running, cast)
    change = propose(running, cast, value_incl_vat=Decimal("60000.01"))
    changes.accept_change(change, by=cast.applicant)
    running.refresh_from_db()
    amounts = [row.amount_incl_vat for row in instalments_of(running)]
    assert amounts == [Decimal("20000.00"), Decimal("40000.01")]


def test_value_beyond_the_budget_is_refused(cast: Cast, released: Decide) -> None:
    """What other contracts of the same pot are worth is counted."""
    released(outcomes=["within_budget", "within_budget"])
    ours = Contract.objects.get(decision__proposal__dossier__lead=cast.company)
    contracts.sign_contract(ours, by=cast.applicant)
    ours = contracts.countersign(ours, by=cast.officer)
    Pot.objects.update(budget_incl_vat=Decimal("120000.00"))
    assert most_for(ours) == Decimal("70000.00")
    with pytest.raises(TransitionRefused, match=euro_text(Decimal("70000"))):
        propose(ours, cast, value_incl_vat=Decimal("70000.01"))
    assert propose(ours, cast, value_incl_vat=Decimal("70000.00"))


def test_deliverable_is_added_and_can_be_delivered(cast: Cast, running: Contract) -> None:
    new = PartTerms("", "Handleiding", running.ends_on, 10)
    change = propose(running, cast, parts=[*wanted(running, p2=50), new])
    changes.accept_change(change, by=cast.applicant)
    added = running.deliverables.get(title="Handleiding")
    assert (added.order, added.instalment_percent) == (3, 10)
    assert sum(running.deliverables.values_list("instalment_percent", flat=True)) == 100
    deliver_all(running, cast)
    running.refresh_from_db()
    assert running.state == Contract.State.DELIVERED
    assert sum(p.amount_incl_vat for p in Payment.objects.all()) == running.value_incl_vat


def test_after_a_rejection_another_deliverable_completes_the_contract(
    cast: Cast, running: Contract
) -> None:
    first = running.deliverables.first()
    contracts.deliver(first, upload=REPORT, file_name="verslag.pdf", by=cast.colleague)
    contracts.reject(first, by=cast.officer, remarks="Het werkt niet.")
    new = PartTerms("", "Tweede opzet", running.ends_on, 40)
    with pytest.raises(TransitionRefused, match="afgekeurd"):
        propose(running, cast, parts=[*wanted(running), new])
    change = propose(running, cast, parts=[*wanted(running, p1=0), new])
    changes.accept_change(change, by=cast.applicant)
    assert not Task.objects.filter(kind=Task.Kind.SETTLE_REJECTION, closed_at=None).exists()
    for part in running.deliverables.exclude(state="rejected"):
        contracts.deliver(part, upload=REPORT, file_name="verslag.pdf", by=cast.colleague)
        contracts.accept(part, by=cast.officer)
    running.refresh_from_db()
    assert running.state == Contract.State.DELIVERED


def test_faults_of_a_change_are_told_at_once(cast: Cast, running: Contract) -> None:
    past = [
        PartTerms(part.uuid, part.title, portal_today() - timedelta(days=1), 10)
        for part in wanted(running)
    ]
    with pytest.raises(TransitionRefused) as refused:
        propose(running, cast, parts=past, ends_on=portal_today() - timedelta(days=2), reasons=" ")
    assert len(str(refused.value).splitlines()) == 5
    with pytest.raises(TransitionRefused, match="verandert"):
        propose(running, cast)


def test_value_below_what_was_accepted_is_refused(cast: Cast, running: Contract) -> None:
    accept_first(running, cast)
    with pytest.raises(TransitionRefused, match="geaccepteerd"):
        propose(running, cast, value_incl_vat=Decimal("19999.99"))


def test_change_is_stale_once_something_was_accepted(cast: Cast, running: Contract) -> None:
    change = propose(running, cast, value_incl_vat=Decimal("55000"))
    accept_first(running, cast)
    Contract.objects.filter(pk=running.pk).update(ends_on=running.ends_on + timedelta(days=1))
    with pytest.raises(TransitionRefused) as refused:
        changes.accept_change(change, by=cast.applicant)
    assert refused.value.code == "stale"


def test_one_change_waits_at_a_time(cast: Cast, running: Contract) -> None:
    change = propose(running, cast, **later(running))
    with pytest.raises(TransitionRefused):
        propose(running, cast, **later(running, 60))
    with pytest.raises(IntegrityError):
        ContractChange.objects.create(
            contract=running, reasons="x", before={}, after={}, proposed_by=cast.officer
        )
    assert change.state == "proposed"


def test_refused_or_withdrawn_change_changes_nothing(cast: Cast, running: Contract) -> None:
    before = as_agreed(running)
    change = propose(running, cast, **later(running))
    with pytest.raises(TransitionRefused):
        changes.refuse_change(change, answer=" ", by=cast.applicant)
    changes.refuse_change(change, answer="Te laat voor ons.", by=cast.applicant)
    changes.withdraw_change(propose(running, cast, **later(running)), by=cast.author)
    assert as_agreed(running) == before
    assert not Task.objects.filter(kind=Task.Kind.ANSWER_CHANGE, closed_at=None).exists()
    assert OutgoingMail.objects.filter(kind="contract_change_answered").count() == 1


def test_only_an_officer_proposes_and_only_a_signatory_answers(
    cast: Cast, running: Contract
) -> None:
    for name in ("applicant", "outsider", "analyst", "rival"):
        with pytest.raises(PermissionDenied):
            propose(running, cast, **later(running), by=getattr(cast, name))
    change = propose(running, cast, **later(running))
    for name in ("colleague", "viewer", "rival", "officer", "outsider"):
        with pytest.raises(PermissionDenied):
            changes.accept_change(change, by=getattr(cast, name))


# The early end.


def end(contract: Contract, cast: Cast, **fields) -> EarlyEnding:
    answers = {
        "way": "officers", "reasons": "Failliet.", "still_paid_incl_vat": Decimal(0),
        "by": cast.author,
    } | fields  # fmt: skip
    return endings.propose_ending(contract, **answers)


def test_two_officers_end_a_contract_and_what_was_done_is_paid(
    cast: Cast, running: Contract
) -> None:
    accept_first(running, cast)
    ending = end(running, cast, still_paid_incl_vat=Decimal("5000.00"))
    waits = Task.objects.filter(kind=Task.Kind.APPROVE_ENDING, closed_at=None)
    assert [task.holder for task in waits] == [cast.officer]
    with pytest.raises(PermissionDenied):
        endings.decide_ending(ending, by=cast.author, proof=proof_of(cast.author))
    with pytest.raises(PermissionDenied):
        endings.decide_ending(ending, by=cast.applicant)
    endings.decide_ending(ending, by=cast.officer, proof=proof_of(cast.officer))
    running.refresh_from_db()
    assert running.state == Contract.State.ENDED_EARLY
    amounts = Payment.objects.values_list("amount_incl_vat", flat=True)
    assert sorted(amounts) == [Decimal("5000.00"), Decimal("20000.00")]
    assert Phase.objects.get().state == Phase.State.COMPLETED
    kinds = {Task.Kind.DELIVER, Task.Kind.JUDGE_DELIVERABLE, Task.Kind.APPROVE_ENDING}
    assert not Task.objects.filter(kind__in=kinds, closed_at=None).exists()
    assert OutgoingMail.objects.filter(kind="contract_ended").count() == 1


def test_second_officer_needs_a_fresh_second_factor(cast: Cast, running: Contract) -> None:
    ending = end(running, cast)
    with pytest.raises((PermissionDenied, TransitionRefused)):
        endings.decide_ending(ending, by=cast.officer, proof=proof_of(cast.author))
    running.refresh_from_db()
    assert running.state == Contract.State.RUNNING


def test_both_end_it_together_with_the_signatory(cast: Cast, running: Contract) -> None:
    ending = end(running, cast, way="mutual", reasons="Het doel is niet haalbaar.")
    for name in ("officer", "colleague", "rival"):
        with pytest.raises(PermissionDenied):
            endings.decide_ending(ending, by=getattr(cast, name))
    endings.decide_ending(ending, by=cast.applicant)
    running.refresh_from_db()
    assert running.state == Contract.State.ENDED_EARLY


def test_contract_that_nobody_signs_can_be_ended_and_pays_nothing(
    cast: Cast, contract: Contract
) -> None:
    """Without this a company that does not answer would keep the phase open."""
    with pytest.raises(TransitionRefused):
        end(contract, cast, still_paid_incl_vat=Decimal("0.01"))
    endings.decide_ending(end(contract, cast), by=cast.officer, proof=proof_of(cast.officer))
    assert Phase.objects.get().state == Phase.State.COMPLETED
    assert not Task.objects.filter(kind=Task.Kind.SIGN_CONTRACT, closed_at=None).exists()


def test_early_end_never_pays_more_than_the_value(cast: Cast, running: Contract) -> None:
    accept_first(running, cast)
    with pytest.raises(TransitionRefused, match=euro_text(Decimal("30000"))):
        end(running, cast, still_paid_incl_vat=Decimal("30000.01"))


def test_ending_that_is_turned_down_can_be_proposed_again(cast: Cast, running: Contract) -> None:
    endings.turn_down_ending(end(running, cast), by=cast.officer)
    assert end(running, cast).state == "proposed"
    with pytest.raises(TransitionRefused):
        end(running, cast)


def test_nobody_ends_a_contract_alone_says_the_database(cast: Cast, running: Contract) -> None:
    ending = end(running, cast)
    with pytest.raises(IntegrityError):
        EarlyEnding.objects.filter(pk=ending.pk).update(state="decided", decided_by=cast.author)


# A phase that ends with fewer, or with none.


def test_who_is_not_invited_delivers_and_reads_why(
    cast: Cast,
    running: Contract,
    prototype_phase: Phase,  # noqa: F811
) -> None:
    """1.3: a phase may end with fewer contractors, or with none; reasons are given."""
    services.decide_not_to_invite(running, reasons="Er is geen budget meer.", by=cast.officer)
    address = reverse("awards:contract", args=[running.uuid])
    assert "geen budget meer" not in client_of(cast.applicant).get(address).content.decode()
    deliver_all(running, cast)
    running.refresh_from_db()
    assert running.state == Contract.State.DELIVERED
    assert not Invitation.objects.exists()
    assert OutgoingMail.objects.filter(kind="not_invited").count() == 1
    assert "geen budget meer" in client_of(cast.applicant).get(address).content.decode()


def test_decision_not_to_invite_can_be_taken_back_while_the_contract_runs(
    cast: Cast,
    running: Contract,
    prototype_phase: Phase,  # noqa: F811
) -> None:
    services.decide_not_to_invite(running, reasons="Geen budget.", by=cast.officer)
    services.invite_after_all(running, by=cast.author)
    deliver_all(running, cast)
    assert Invitation.objects.get().dossier.lead == cast.company
    with pytest.raises(TransitionRefused):
        services.decide_not_to_invite(running, reasons="Te laat.", by=cast.officer)


def test_not_inviting_takes_reasons_an_officer_and_a_next_phase(
    cast: Cast, running: Contract
) -> None:
    with pytest.raises(TransitionRefused):  # no phase follows
        services.decide_not_to_invite(running, reasons="Geen budget.", by=cast.officer)
    with pytest.raises(PermissionDenied):
        services.decide_not_to_invite(running, reasons="Geen budget.", by=cast.applicant)
    with pytest.raises(IntegrityError):
        NoInvitation.objects.create(contract=running, reasons="", decided_by=cast.officer)


# The pages.


def typed_change(contract: Contract, **more: object) -> dict:
    answers = {"value_incl_vat": "50000,00", "ends_on": contract.ends_on, "reasons": "Langer."}
    for part in contract.deliverables.all():
        answers |= {f"due_{part.order}": part.due_on, f"percent_{part.order}":
                    part.instalment_percent}  # fmt: skip
    return answers | more


def test_change_is_proposed_read_and_accepted_on_the_pages(cast: Cast, running: Contract) -> None:
    officer, signatory = client_of(cast.officer), client_of(cast.applicant)
    page = reverse("contracting:propose-change", args=[running.uuid])
    wrong = typed_change(running, percent_2="50", new_title="Handleiding", value_incl_vat="veel")
    reply = officer.post(page, wrong)
    assert {"value_incl_vat", "new_due_on", "new_percent"} <= set(reply.context["form"].errors)
    assert "Handleiding" in reply.content.decode()
    right = typed_change(
        running, percent_2="50", new_title="Handleiding", new_due_on=running.ends_on,
        new_percent="10",
    )  # fmt: skip
    assert officer.post(page, right).status_code == 302
    address = reverse("contracting:change", args=[ContractChange.objects.get().uuid])
    shown = signatory.get(address).content.decode()
    assert "Handleiding" in shown
    assert "was er niet" in shown
    assert client_of(cast.colleague).post(address, {"verdict": "accept"}).status_code == 403
    assert signatory.post(address, {"verdict": "refuse"}).status_code == 200
    assert signatory.post(address, {"verdict": "accept"}).status_code == 302
    assert client_of(cast.rival).get(address).status_code == 404


def test_contract_is_ended_on_the_pages(cast: Cast, running: Contract) -> None:
    author, officer = client_of(cast.author), client_of(cast.officer, stepped_up=True)
    page = reverse("contracting:propose-ending", args=[running.uuid])
    assert author.post(page, {"way": "officers"}).status_code == 200
    assert author.post(page, {"way": "officers", "reasons": "Failliet."}).status_code == 302
    ending = EarlyEnding.objects.get()
    decide: Callable[[str], str] = lambda name: reverse(f"contracting:{name}", args=[ending.uuid])  # noqa: E731
    assert officer.get(decide("agree-ending")).status_code == 404
    assert client_of(cast.author, stepped_up=True).get(decide("approve-ending")).status_code == 403
    assert "Failliet." in officer.get(decide("approve-ending")).content.decode()
    assert officer.post(decide("approve-ending")).status_code == 302
    running.refresh_from_db()
    assert running.state == Contract.State.ENDED_EARLY
    assert officer.post(decide("turn-down-ending")).status_code == 404


def test_accepted_change_has_a_pdf_that_says_what_was_agreed(
    cast: Cast, running: Contract, tmp_path
) -> None:
    """Made once by a job and read back; both sides read it, and it goes into the archive."""
    change = propose(running, cast, ends_on=running.ends_on + timedelta(days=30))
    page = reverse("contracting:change-paper", args=[change.uuid])
    assert client_of(cast.applicant).get(page).status_code == 404
    changes.accept_change(change, by=cast.applicant)
    assert run_open_jobs(change_papers.CHANGES) == 1
    paper = ChangePaper.objects.get(change=change)
    again = change_papers.make_paper(ContractChange.objects.get(pk=change.pk), by=cast.officer)
    assert again == paper
    content = b"".join(client_of(cast.viewer).get(page).streaming_content)
    assert hashlib.sha256(content).hexdigest() == paper.sha256
    text = " ".join(pdf.text_of(content).split())
    after = ContractChange.objects.get(pk=change.pk).after
    for told in (cast.company.name, cast.applicant.name, cast.officer.name, "duurt langer"):
        assert told in text
    assert fingerprint(after) in text.replace(" ", "")
    assert faults_of(content, tmp_path) == []
    assert client_of(cast.rival).get(page).status_code == 404
    shown = client_of(cast.applicant).get(reverse("contracting:change", args=[change.uuid]))
    assert paper.sha256 in shown.content.decode()
    archived = [item.path for item in contents_of(running.decision.proposal.phase.call)]
    assert f"contracten/{change.audit_ref}-wijziging-{change.pk}.pdf" in archived
