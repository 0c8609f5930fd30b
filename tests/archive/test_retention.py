"""What is due, what holds it, and that what was destroyed is really gone (REQ-25)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.urls import reverse

from applications.models import Dossier, OpenedFile, OpenedProposal, Partner, WorkingSection
from archive.register import CATEGORIES
from archive.retention import services, transitions
from archive.retention.disposal.drafts import DRAFTS
from archive.retention.disposal.every import KINDS
from archive.retention.disposal.offers import OFFERS
from archive.retention.models import DestructionItem, DestructionList
from awards.models import Contract, Decision, DecisionSet
from awards.remedies.models import Complaint
from calls.models import KeyShare, Phase
from portal import pdf
from portal.accounts.models import Membership, Organisation, User
from portal.audit.models import AuditEvent
from portal.clock import portal_now, portal_today
from portal.files import store
from portal.files.models import StoredFile
from portal.keeping import Way
from portal.mail.models import OutgoingMail
from portal.work.jobs import run_open_jobs
from portal.work.models import Job, Task
from portal.workflow import TransitionRefused
from tests.archive.stages import YEAR, old_phase
from tests.cast import Cast, client_of, proof_of, staff
from tests.factories import PhaseFactory, ProposalFactory
from tests.portal.pdf_checks import faults_of

State = DestructionList.State


def dossier_of(phase: Phase, company: Organisation) -> Dossier:
    return Dossier.objects.get(call=phase.call, lead=company)


def approved(owner: Organisation, code: str, one: User, other: User) -> DestructionList:
    listed = services.draw_up(owner, code, by=one)
    return transitions.approve(listed, by=other, proof=proof_of(other))


def carried_out(owner: Organisation, code: str, one: User, other: User) -> DestructionList:
    listed = approved(owner, code, one, other)
    run_open_jobs(transitions.DESTRUCTION)
    listed.refresh_from_db()
    return listed


def platform_of(cast: Cast) -> tuple[Organisation, User]:
    """The platform, and a second operator."""
    platform = Membership.objects.get(user=cast.operator).organisation
    return platform, staff(platform, Membership.Role.OPERATOR, "Tweede beheerder")


def awarded(phase: Phase, company: Organisation, cast: Cast, *, ends: int, state: str) -> Contract:
    """A contract that ends so many years ago, after letters of long ago."""
    told = DecisionSet.objects.create(
        phase=phase, state=DecisionSet.State.RELEASED, proposed_by=cast.author,
        released_at=phase.closes_at,
    )  # fmt: skip
    decision = Decision.objects.create(
        decision_set=told, proposal=dossier_of(phase, company).proposals.get(),
        outcome=Decision.Outcome.AWARD, deviation_reasons="Lang geleden.",
    )  # fmt: skip
    return Contract.objects.create(
        decision=decision, state=state, value_incl_vat=1, ends_on=portal_today() - ends * YEAR
    )


def test_offers_are_due_when_the_term_of_the_register_is_over(cast: Cast) -> None:
    """ASVS 14.2.7: what is kept has a term, and the day after it is due."""
    phase = old_phase(cast)
    found = OFFERS.due(cast.rws, portal_today())
    assert {one.reference for one in found} == {
        dossier.reference for dossier in phase.call.dossiers.all()
    }
    closed_on = phase.closes_at.date()
    assert found[0].due_on.year == closed_on.year + 3
    assert not OFFERS.due(cast.rws, found[0].due_on - timedelta(days=1))
    assert not OFFERS.due(cast.province, portal_today())


def test_an_offer_with_a_contract_stays_seven_years_longer(cast: Cast) -> None:
    phase = old_phase(cast, years=9)
    contract = awarded(phase, cast.company, cast, ends=6, state=Contract.State.DELIVERED)
    due = [one.object_id for one in OFFERS.due(cast.rws, portal_today())]
    assert due == [dossier_of(phase, cast.rival_company).pk]
    Contract.objects.filter(pk=contract.pk).update(ends_on=portal_today() - 8 * YEAR)
    assert len(OFFERS.due(cast.rws, portal_today())) == 2


def test_what_is_held_disputed_running_or_open_is_kept_with_the_reason(cast: Cast) -> None:
    phase = old_phase(cast, years=9)
    mine = dossier_of(phase, cast.company)

    def reasons() -> dict[int, str]:
        return {one.object_id: one.kept_because for one in OFFERS.due(cast.rws, portal_today())}

    contract = awarded(phase, cast.company, cast, ends=8, state=Contract.State.RUNNING)
    assert "contract" in reasons()[mine.pk]
    Contract.objects.filter(pk=contract.pk).update(state=Contract.State.DELIVERED)
    assert not any(reasons().values())
    complaint = Complaint.objects.create(
        decision=contract.decision, subject="Klacht", text="x", received_on=portal_today(),
        registered_by=cast.author, due_at=portal_now(),
    )  # fmt: skip
    assert "klacht" in reasons()[mine.pk]
    complaint.delete()
    hold = services.place_hold(cast.rws, on=cast.company, reason="Onderzoek", by=cast.author)
    assert "bewaarplicht" in reasons()[mine.pk]
    assert not reasons()[dossier_of(phase, cast.rival_company).pk]
    services.lift_hold(hold, because="Klaar", by=cast.officer)
    services.place_hold(cast.rws, on=phase.call, reason="Enquête", by=cast.author)
    assert all("bewaarplicht" in reason for reason in reasons().values())
    with pytest.raises(TransitionRefused):
        services.draw_up(cast.rws, "offer", by=cast.author)


def test_a_hold_ends_on_its_day_and_is_its_owners_to_lift(cast: Cast, clock) -> None:
    phase = old_phase(cast)
    until = portal_today() + timedelta(days=3)
    hold = services.place_hold(cast.rws, on=phase.call, reason="x", until=until, by=cast.author)
    with pytest.raises(PermissionDenied):
        services.lift_hold(hold, because="x", by=cast.outsider)
    with pytest.raises(TransitionRefused):
        services.place_hold(
            cast.rws, on=phase.call, reason="x", until=until - timedelta(days=9), by=cast.author
        )
    assert all(one.kept_because for one in OFFERS.due(cast.rws, until))
    clock.set(portal_now() + timedelta(days=4))
    assert not any(one.kept_because for one in OFFERS.due(cast.rws, portal_today()))


def test_what_was_destroyed_is_gone_from_rows_store_and_keys(cast: Cast, tmp_path) -> None:
    """REQ-25: a certificate of destruction, after which nothing of it can be read."""
    phase = old_phase(cast)
    names = list(StoredFile.objects.values_list("storage_name", flat=True))
    assert all(default_storage.exists(name) for name in names)
    listed = carried_out(cast.rws, "offer", cast.author, cast.officer)
    assert listed.state == State.DONE
    assert listed.items.filter(destroyed_at__isnull=False).count() == 2
    opened = OpenedProposal.objects.filter(proposal__phase=phase)
    assert {(one.title, str(one.answers)) for one in opened} == {("(vernietigd)", "{}")}
    assert not Partner.objects.exists()
    assert not OpenedFile.objects.exists()
    assert not KeyShare.objects.filter(phase=phase).exists()
    assert not any(default_storage.exists(name) for name in names)
    left = StoredFile.objects.filter(storage_name__in=names)
    assert all(file.wrapped_key is None for file in left)
    assert OFFERS.due(cast.rws, portal_today()) == []
    content = b"".join(store.read(listed.certificate))
    assert faults_of(content, tmp_path) == []
    text = pdf.text_of(content)
    assert str(listed) in text
    assert all(dossier.reference in text for dossier in phase.call.dossiers.all())
    assert "Jan de Boer" not in text
    lines = AuditEvent.objects.filter(action="destroy")
    assert {ref for line in lines for ref in line.data["references"]} == {
        dossier.reference for dossier in phase.call.dossiers.all()
    }


def test_nobody_approves_the_own_list(cast: Cast) -> None:
    """ASVS 2.3.5: another person agrees, with a fresh second factor."""
    old_phase(cast)
    listed = services.draw_up(cast.rws, "offer", by=cast.author)
    assert [task.holder for task in Task.objects.filter(kind=Task.Kind.APPROVE_DESTRUCTION)] == [
        cast.officer
    ]
    with pytest.raises(PermissionDenied):
        transitions.approve(listed, by=cast.author, proof=proof_of(cast.author))
    with pytest.raises(PermissionDenied):
        transitions.approve(listed, by=cast.officer, proof=proof_of(cast.author))
    with pytest.raises(PermissionDenied):
        transitions.approve(listed, by=cast.outsider, proof=proof_of(cast.outsider))
    with pytest.raises(TransitionRefused):
        services.draw_up(cast.rws, "offer", by=cast.officer)
    transitions.withdraw(listed, by=cast.author)
    assert not Task.objects.filter(closed_at=None).exists()
    with pytest.raises(TransitionRefused):
        transitions.approve(listed, by=cast.officer, proof=proof_of(cast.officer))


def test_a_hold_after_the_approval_still_keeps(cast: Cast) -> None:
    phase = old_phase(cast)
    listed = approved(cast.rws, "offer", cast.author, cast.officer)
    mine = dossier_of(phase, cast.company)
    services.place_hold(cast.rws, on=mine, reason="Kort geding", by=cast.author)
    run_open_jobs(transitions.DESTRUCTION)
    item = listed.items.get(object_id=mine.pk)
    assert "bewaarplicht" in item.kept_because
    assert OpenedFile.objects.filter(opened__proposal__dossier=mine).exists()
    listed.refresh_from_db()
    assert "bewaarplicht" in pdf.text_of(b"".join(store.read(listed.certificate)))
    other = dossier_of(phase, cast.rival_company)
    with pytest.raises(TransitionRefused):  # too late: it is gone, and the portal says so
        services.place_hold(cast.rws, on=other, reason="x", by=cast.author)


def test_there_is_no_certificate_while_a_piece_failed(cast: Cast, monkeypatch) -> None:
    old_phase(cast)
    listed = approved(cast.rws, "offer", cast.author, cast.officer)
    item = DestructionItem.objects.filter(listed=listed).first()
    Job.objects.get().units.filter(key=f"{item.pk}-{item.pk}").update(attempts=3)
    run_open_jobs(transitions.DESTRUCTION)
    listed.refresh_from_db()
    assert (listed.state, listed.certificate) == (State.APPROVED, None)


def test_drafts_that_were_never_sent_go_and_are_the_platforms(cast: Cast) -> None:
    platform, second = platform_of(cast)
    closed_at = portal_now() - 2 * YEAR
    phase = PhaseFactory(opens_at=closed_at - YEAR / 6, closes_at=closed_at)
    proposal = ProposalFactory(phase=phase)
    WorkingSection.objects.create(
        proposal=proposal, code="summary", payload=b"tekst", saved_by=cast.applicant
    )
    (one,) = DRAFTS.due(platform, portal_today())
    assert proposal.dossier.lead.name not in one.reference
    assert carried_out(platform, "draft", cast.operator, second).state == State.DONE
    assert not WorkingSection.objects.exists()
    with pytest.raises(PermissionDenied):
        services.draw_up(platform, "draft", by=cast.author)
    with pytest.raises(PermissionDenied):
        services.draw_up(cast.rws, "draft", by=cast.author)


def test_old_mails_and_tasks_go_in_pieces(cast: Cast) -> None:
    platform, second = platform_of(cast)
    long_ago = portal_now() - 4 * YEAR
    call = old_phase(cast, offers=0).call
    for number in range(3):
        OutgoingMail.objects.create(
            dedupe_key=f"m{number}", kind="receipt", recipient=cast.applicant, subject="Dag",
            to_email="piet@example.nl", body="Beste Piet", state="sent", sent_at=long_ago,
            facts={"call": call.reference} if number == 2 else {},
        )  # fmt: skip
    Task.objects.create(
        kind="deliver", holder=cast.applicant, subject="Iets", url="/", unique_key="t",
        closed_at=long_ago,
    )  # fmt: skip
    services.place_hold(platform, on=call, reason="x", by=cast.operator)
    carried_out(platform, "mail", cast.operator, second)
    bodies = OutgoingMail.objects.filter(dedupe_key__startswith="m").order_by("dedupe_key")
    assert [mail.body for mail in bodies] == ["", "", "Beste Piet"]
    assert [mail.recipient_id for mail in bodies] == [None, None, cast.applicant.pk]
    carried_out(platform, "work", cast.operator, second)
    assert not Task.objects.filter(unique_key="t").exists()


def test_each_category_that_goes_by_a_list_has_a_kind() -> None:
    assert set(KINDS) == {each.code for each in CATEGORIES if each.way == Way.LIST}


def test_the_pages_count_show_each_thing_and_change_nothing_by_looking(cast: Cast) -> None:
    phase = old_phase(cast)
    reference = dossier_of(phase, cast.company).reference
    browser = client_of(cast.author)
    assert "Offertes" in browser.get(reverse("retention:overview")).content.decode()
    address = reverse("retention:due", args=[cast.rws.uuid, "offer"])
    assert reference in browser.get(address).content.decode()
    assert not DestructionList.objects.exists()
    assert client_of(cast.outsider).get(address).status_code == 404
    listed_at = browser.post(address)["Location"]
    listed = DestructionList.objects.get()
    assert reference in browser.get(listed_at).content.decode()
    approve = reverse("retention:approve", args=[listed.uuid])
    assert client_of(cast.author, stepped_up=True).get(approve).status_code == 403
    assert "bevestigen" in client_of(cast.officer).get(approve)["Location"]
    client_of(cast.officer, stepped_up=True).post(approve)
    run_open_jobs(transitions.DESTRUCTION)
    reply = browser.get(reverse("retention:certificate", args=[listed.uuid]))
    assert b"".join(reply.streaming_content).startswith(b"%PDF")


def test_a_hold_is_typed_and_lifted_on_pages(cast: Cast) -> None:
    phase = old_phase(cast)
    browser = client_of(cast.author)
    place = reverse("retention:place", args=[cast.rws.uuid])
    answers = {"kind": "call", "number": phase.call.reference.lower(), "reason": "Enquête"}
    wrong = browser.post(place, {**answers, "number": "bestaat-niet"})
    assert "Enquête" in wrong.content.decode()
    assert browser.post(place, answers).status_code == 302
    hold = cast.rws.placed_holds.get()
    lift = reverse("retention:lift", args=[hold.uuid])
    assert client_of(cast.outsider).get(lift).status_code == 404
    browser.post(lift, {"because": "Klaar"})
    hold.refresh_from_db()
    assert (hold.lifted_by, hold.lifted_because) == (cast.author, "Klaar")
