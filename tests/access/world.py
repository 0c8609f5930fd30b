"""One world with a call in every stage, and everybody who could come by: made once per module."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client

from applications.confirming.models import TermsNotice
from applications.confirming.services import tell
from applications.models import OpenedFile, Opening, Proposal, Submission
from archive.persons.models import ErasureRequest, PersonalExport
from archive.retention.models import DestructionList, Hold
from archive.woo.models import WooDocument, WooRequest, WooView
from assessment.models import Committee, Seat
from awards import services as award_services
from awards import transitions as award_transitions
from awards.models import Contract, DecisionSet, Deliverable
from calls import services as call_services
from calls.amendments import services as amending
from calls.amendments.models import Amendment
from calls.models import Call, CallDocument, CallRole, KeyHolder, Phase
from calls.outages.models import Outage
from calls.outages.transitions import propose as propose_outage
from portal.accounts import services as account_services
from portal.accounts.models import Organisation, User
from portal.clock import portal_now
from portal.files import store
from portal.files.uploads import encrypt_bytes
from portal.work.jobs import run_open_jobs
from tests.applications import stages as offers
from tests.assessment import stages as judging
from tests.awards import stages as deciding
from tests.calls.amendments import stages as amendments
from tests.calls.clarification.stages import Asked, everything
from tests.calls.market.stages import MarketWorld, make_market
from tests.cast import Cast, client_of, make_cast, proof_of, with_second_factor
from tests.factories import CallFactory, PhaseFactory, UserFactory
from tests.funnel.cofunding.stages import FundingWorld
from tests.funnel.cofunding.stages import everything as cofunding

PDF = b"%PDF-1.7 inhoud"
SECTIONS = [{"code": "challenge", "title": "De vraag", "text": "Wat wij zoeken."}]


@dataclass
class World:
    """The calls by the stage that they are in, and what the addresses of pages name."""

    cast: Cast
    people: dict[str, User | None]
    company: Organisation
    invitation_secret: str
    draft: Phase
    review: Phase
    amendment: Amendment
    checked: Amendment
    notice: TermsNotice
    outage: Outage
    round: Call
    contest: Call
    document: CallDocument
    draft_document: CallDocument
    open: Phase
    asked: Asked
    proposal: Proposal
    sent: Submission
    closed: Phase
    opening: Opening
    scoring: Committee
    opened: Proposal
    opened_file: OpenedFile
    meeting: Committee
    advised: Committee
    deciding: DecisionSet
    approved: DecisionSet
    told: DecisionSet
    offered: Contract
    delivered: Deliverable
    market: MarketWorld
    funding: FundingWorld
    destruction: DestructionList
    legal_hold: Hold
    copy: PersonalExport
    erasure: ErasureRequest
    woo: WooRequest
    woo_view: WooView

    def clients(self) -> Iterator[tuple[str, Client]]:
        """A browser for each role, with a fresh second factor where somebody is logged in."""
        for role, user in self.people.items():
            yield role, client_of(user, stepped_up=user is not None)


def make_world() -> World:
    """Everything, through the stages of the rooms' own tests."""
    cast = make_cast()
    secretary = with_second_factor(UserFactory(name="Secretaris"))
    with_seat_elsewhere(cast)
    _invitation, secret = account_services.invite_colleague(
        cast.company, by=cast.applicant, email=cast.rival.email, name="Rivaal", role="viewer"
    )
    parts = {
        "cast": cast, "company": cast.company, "invitation_secret": secret,
        **written(cast), **received(cast), **judged(cast), **decided(cast),
    }  # fmt: skip
    parts["market"] = make_market(cast, parts["open"].call)
    parts["funding"] = cofunding(cast)
    parts["copy"] = PersonalExport.objects.create(user=cast.viewer)
    parts["erasure"] = ErasureRequest.objects.create(user=cast.viewer, due_at=portal_now())
    parts |= asked_to_disclose(parts["approved"].phase.call, cast)
    parts["destruction"] = DestructionList.objects.create(
        owner=cast.rws, number=1, category="offer", drawn_up_by=cast.author
    )
    parts["legal_hold"] = Hold.objects.create(
        owner=cast.rws, company=cast.company, reason="Onderzoek.", placed_by=cast.author
    )
    for call in Call.objects.exclude(title="Elders"):
        CallRole.objects.filter(call=call, user=cast.unassigned).delete()
        CallRole.objects.create(call=call, user=secretary, role=CallRole.Role.SECRETARY)
    people = {
        "anonymous": None, "applicant": cast.applicant, "colleague": cast.colleague,
        "viewer": cast.viewer, "rival": cast.rival, "author": cast.author,
        "officer": cast.officer, "outsider": cast.outsider, "escrow": cast.escrow,
        "secretary": secretary, "chair": cast.members[0], "member": cast.members[1],
        "tied": cast.members[2], "unassigned": cast.unassigned, "analyst": cast.analyst,
        "auditor": cast.auditor, "operator": cast.operator, "newcomer": UserFactory(),
    }  # fmt: skip
    return World(people=people, **parts, **amended(parts, cast))


def amended(parts: dict[str, Any], cast: Cast) -> dict[str, Any]:
    """One amendment that is written, one that is checked, and one that touched a sent offer."""
    draft = amendments.drafted(amendments.with_terms(parts["open"]), cast)
    add_document(draft, cast)
    checked = amendments.in_review(amendments.with_terms(parts["closed"]), cast)
    proposal = parts["sent"].proposal
    lapsing = amendments.lapsing(amendments.with_terms(proposal.phase), cast)
    notice = tell(proposal, lapsing.version)
    draft.refresh_from_db()
    outage = with_outage(parts["closed"], cast)
    return {"amendment": draft, "checked": checked, "notice": notice, "outage": outage}


def asked_to_disclose(call: Call, cast: Cast) -> dict[str, Any]:
    """A request under the Woo with a document about the company, which was asked for its view."""
    today = portal_now().date()
    woo = WooRequest.objects.create(
        owner=cast.rws, number=1, call=call, requester="Krant", question="Alles.",
        received_on=today, due_on=today, registered_by=cast.author,
    )  # fmt: skip
    WooDocument.objects.create(
        request=woo, number=1, title="brief.pdf", company=cast.company,
        file=store.save_bytes(PDF, "application/pdf", by=cast.author),
    )  # fmt: skip
    view = WooView.objects.create(
        request=woo, company=cast.company, asked_by=cast.author, due_on=today
    )
    return {"woo": woo, "woo_view": view}


def with_outage(phase: Phase, cast: Cast) -> Outage:
    """An outage just before the deadline of this phase."""
    now, phase = portal_now(), Phase.objects.select_related("call").get(pk=phase.pk)
    return propose_outage(
        [phase], description="Storing.", began_at=now - timedelta(hours=1),
        ended_at=now - timedelta(minutes=6), to=now + timedelta(days=1),
        evidence=encrypt_bytes(b"%PDF-1", "log.pdf", "application/pdf"), by=cast.author,
    )  # fmt: skip


def add_document(draft: Amendment, cast: Cast) -> None:
    """A new document that the amendment brings."""
    amending.change_document(
        draft, replaces=None, upload=encrypt_bytes(b"%PDF-1", "x.pdf", "application/pdf"),
        kind=CallDocument.Kind.ANNEX, title="Bijlage 2", change_note="Nieuw.",
        edits=draft.edits, by=cast.author,
    )  # fmt: skip


def with_seat_elsewhere(cast: Cast) -> None:
    """The unassigned member sits on the committee of another authority's call."""
    call = CallFactory(published=True, title="Elders", contracting_authority=cast.province)
    committee = Committee.objects.create(phase=PhaseFactory(call=call, closed=True))
    Seat.objects.create(
        committee=committee, user=cast.unassigned, role=Seat.Role.MEMBER, profile="jurist"
    )


def written(cast: Cast) -> dict[str, Any]:
    """A draft with a document and a chosen holder, and a call that waits for approval."""
    drafts = {}
    for name, trait in (("draft", {}), ("review", {"in_review": True})):
        call = CallFactory(
            contracting_authority=cast.rws, executing_agency=cast.rvo, sections=SECTIONS, **trait
        )
        CallRole.objects.create(call=call, user=cast.author, role=CallRole.Role.AUTHOR)
        drafts[name] = PhaseFactory(call=call, form=offers.FORM, upcoming=True)
    KeyHolder.objects.create(
        call=drafts["draft"].call, user=cast.escrow, role=KeyHolder.Role.ESCROW
    )
    round_ = CallFactory(
        contracting_authority=cast.rws, executing_agency=cast.rvo, instrument="startup_in_residence"
    )
    contest = CallFactory(
        contracting_authority=cast.rws, executing_agency=cast.rvo, instrument="design_contest"
    )
    PhaseFactory(call=contest, code="contest", outcome=Phase.Outcome.PRIZE, upcoming=True)
    document = with_document(drafts["draft"].call, cast)
    return {**drafts, "round": round_, "contest": contest, "draft_document": document}


def with_document(call: Call, cast: Cast) -> CallDocument:
    """A document of the call."""
    return call_services.add_document(
        call, kind=CallDocument.Kind.ANNEX, title="Bijlage", upload_or_bytes=PDF,
        file_name="bijlage.pdf", by=cast.author,
    )  # fmt: skip


def received(cast: Cast) -> dict[str, Any]:
    """An open call with a draft, one with a sent offer, and one that has closed."""
    open_, other = offers.open_phase(cast), offers.open_phase(cast)
    draft = offers.draft(open_, cast.applicant)
    sent = offers.sent(other, cast.applicant)
    closed = offers.open_phase(cast)
    Phase.objects.filter(pk=closed.pk).update(closes_at=portal_now() - timedelta(minutes=5))
    document = with_document(CallFactory(contracting_authority=cast.rws), cast)
    CallDocument.objects.filter(pk=document.pk).update(call=open_.call)
    document.refresh_from_db()
    opening = Opening.objects.create(
        phase=closed, started_by=cast.author, started_at=portal_now(),
        start_proof=proof_of(cast.author, "elsewhere"),
    )  # fmt: skip
    return {
        "open": open_, "proposal": draft, "sent": sent.submission, "closed": closed,
        "document": document, "opening": opening, "asked": everything(open_, cast),
    }  # fmt: skip


def judged(cast: Cast) -> dict[str, Any]:
    """Committees that score, meet and have advised; the second member has a tie to each offer."""
    pitch = {"pitch_minutes": 10, "question_minutes": 40}
    scoring = judging.formed(cast, judging.opened_phase(cast, offers=1, **pitch))
    Phase.objects.filter(pk=scoring.phase_id).update(public_key=b"k" * 32)
    KeyHolder.objects.create(call=scoring.phase.call, user=cast.escrow, role=KeyHolder.Role.ESCROW)
    tied = scoring.seats.get(user=cast.members[2])
    opened = scoring.phase.proposals.get()
    file = judging.with_file(opened, "project_plan")
    judging.declared(scoring, but=(tied,))
    judging.services.declare(
        tied, opened.dossier, kind="tie", explanation="Oud-collega.", by=tied.user
    )
    return {
        "scoring": judging.fresh(scoring), "opened": opened, "opened_file": file,
        "meeting": judging.meeting(cast, judging.opened_phase(cast, offers=1)),
        "advised": judging.advised(cast).committee,
    }  # fmt: skip


def decided(cast: Cast) -> dict[str, Any]:
    """Decisions that wait for approval, for release, and of which everybody was told."""
    one, two = [deciding.Outcome.WITHIN_BUDGET], deciding.AWARDS_AND_REST[::2]
    told, signed_in = (release(proposed(cast, outcomes), cast) for outcomes in (two, one))
    offered, signed = (contract_of(decision_set, cast) for decision_set in (told, signed_in))
    award_transitions.sign_contract(signed, by=cast.applicant)
    signed = award_transitions.countersign(signed, by=cast.officer)
    deliverable = signed.deliverables.first()
    award_transitions.deliver(deliverable, upload=PDF, file_name="verslag.pdf", by=cast.applicant)
    return {
        "deciding": proposed(cast, one), "approved": approve(proposed(cast, one), cast),
        "told": told, "offered": offered, "delivered": Deliverable.objects.get(pk=deliverable.pk),
    }  # fmt: skip


def proposed(cast: Cast, outcomes: list[str]) -> DecisionSet:
    """Proposed by the author, after an advice with these outcomes."""
    return award_services.propose(deciding.advised(cast, outcomes), by=cast.author)


def release(decision_set: DecisionSet, cast: Cast) -> DecisionSet:
    """Everybody has been told."""
    told = award_transitions.release(
        approve(decision_set, cast), by=cast.author, proof=proof_of(cast.author)
    )
    return deciding.with_papers(told)


def approve(decision_set: DecisionSet, cast: Cast) -> DecisionSet:
    """Approved by the second officer, the letters made."""
    award_transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))
    run_open_jobs()
    return DecisionSet.objects.get(pk=decision_set.pk)


def contract_of(decision_set: DecisionSet, cast: Cast) -> Contract:
    """The contract of the cast's company."""
    return Contract.objects.get(
        decision__decision_set=decision_set, decision__proposal__dossier__lead=cast.company
    )
