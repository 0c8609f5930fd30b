"""A phase with opened offers, and a committee in every stage, reached through the real functions.

The offers themselves are laid as rows: how they are sealed and opened is tested elsewhere.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from applications.closings import close_vault
from applications.models import (
    Admissibility,
    OpenedFile,
    OpenedProposal,
    Opening,
    Partner,
    Proposal,
    Submission,
)
from assessment import services, transitions
from assessment.independence.services import state_interests
from assessment.models import Advice, Committee, Ranking, ScoreSheet, Seat
from assessment.panel import invitations
from calls.models import CallRole, Phase
from portal.accounts.models import User
from portal.clock import portal_now
from portal.files import store
from tests.cast import Cast, proof_of, with_second_factor
from tests.factories import (
    CallFactory,
    DossierFactory,
    OrganisationFactory,
    PhaseFactory,
    ProposalFactory,
    UserFactory,
)

CANARY = "KANARIE-inhoud"
PRICE = Decimal("50000.00")


def opened_phase(cast: Cast, offers: int = 3, **fields: Any) -> Phase:
    """A phase of Rijkswaterstaat whose vault is open, with admissible offers."""
    call = CallFactory(published=True, contracting_authority=cast.rws, executing_agency=cast.rvo)
    CallRole.objects.create(call=call, user=cast.author, role=CallRole.Role.AUTHOR)
    CallRole.objects.create(call=call, user=cast.officer, role=CallRole.Role.OFFICER)
    phase = PhaseFactory(call=call, **fields)
    for number in range(offers):
        offer(phase, number)
    now = portal_now()
    Phase.objects.filter(pk=phase.pk).update(
        state=Phase.State.OPENED, closes_at=now - timedelta(minutes=2)
    )
    phase = Phase.objects.select_related("call").get(pk=phase.pk)
    Opening.objects.create(
        phase=phase,
        started_by=cast.author,
        started_at=now,
        start_proof=proof_of(cast.author),
        confirmed_by=cast.officer,
        confirm_proof=proof_of(cast.officer, "other"),
        opened_at=now,
        root_sha256=close_vault(phase).root_sha256,
    )
    return phase


def offer(phase: Phase, number: int, *, price: Decimal = PRICE, **dossier: Any) -> Proposal:
    """One opened and admissible offer; its lead is called after its number."""
    proposal = ProposalFactory(
        phase=phase,
        state=Proposal.State.OPENED,
        dossier=DossierFactory(
            call=phase.call, lead=OrganisationFactory(name=f"Inschrijver {number:02}"), **dossier
        ),
    )
    submission = Submission.objects.create(
        proposal=proposal, phase=phase, number=1, call_version=phase.call.versions.get(),
        sealed_payload=b"", key_for_phase=b"", key_for_company=b"", manifest={},
        manifest_sha256="c" * 64, sent_by=UserFactory(),
    )  # fmt: skip
    opened = OpenedProposal.objects.create(
        proposal=proposal, submission=submission, title=f"{CANARY} {number:02}",
        public_summary="Kort.", answers={"idea": {"title": f"{CANARY} {number:02}"}},
        price_excl_vat=(price / Decimal("1.21")).quantize(Decimal("0.01")),
        vat_rate=Decimal(21), price_incl_vat=price, rd_share=80,
    )  # fmt: skip
    Partner.objects.create(
        opened=opened, name=f"Partner {number:02}", role="partner", country="NL", share=20
    )
    Admissibility.objects.create(
        proposal=proposal, is_admissible=True, judged_by=submission.sent_by
    )
    return proposal


def with_file(proposal: Proposal, question: str) -> OpenedFile:
    """Add a file to an opened offer."""
    file = store.save_bytes(b"%PDF-1.7 plan", "application/pdf", by=UserFactory())
    return OpenedFile.objects.create(
        opened=proposal.opened, question=question, file=file, file_name="plan.pdf"
    )


def secretary_of(phase: Phase) -> User:
    """A secretary of the call."""
    user = with_second_factor(UserFactory(name="Secretaris"))
    CallRole.objects.create(call=phase.call, user=user, role=CallRole.Role.SECRETARY)
    return user


def plans(cast: Cast, votes: int = 5) -> list[services.SeatPlan]:
    """Members of the cast, the first as chair, the last two from the authority."""
    return [
        {
            "user": user,
            "role": Seat.Role.MEMBER if number else Seat.Role.CHAIR,
            "profile": f"deskundige {number}",
            "is_independent": number < 3,
        }
        for number, user in enumerate(cast.members[:votes])
    ]


def formed(cast: Cast, phase: Phase | None = None, votes: int = 5, **fields: Any) -> Committee:
    """A committee whose members have accepted, and must still declare."""
    committee = invited(cast, phase, votes, **fields)
    for seat in committee.seats.select_related("user", "committee"):
        invitations.accept(seat, by=seat.user)
        state_interests(committee.phase.call, [], "geen", by=seat.user)
    return fresh(committee)


def invited(cast: Cast, phase: Phase | None = None, votes: int = 5, **fields: Any) -> Committee:
    """A committee whose members have not answered yet."""
    phase = phase or opened_phase(cast)
    fields.setdefault("scores_due_at", portal_now() + timedelta(days=14))
    return services.form_committee(phase, by=cast.officer, seats=plans(cast, votes), **fields)


def declared(committee: Committee, *, but: tuple[Seat, ...] = ()) -> Committee:
    """Everybody has declared no interest; the score sheets are there."""
    for seat in committee.seats.exclude(pk__in=[one.pk for one in but]):
        for proposal in committee.phase.proposals.order_by("pk"):
            services.declare(seat, proposal.dossier, kind="none", explanation="", by=seat.user)
    return fresh(committee)


def filled(sheet: ScoreSheet, *values: int) -> ScoreSheet:
    """Score every criterion, with a reason."""
    stored = {score.criterion_id: score.version for score in sheet.scores.all()}
    entries = {
        criterion.code: services.Entry(
            value, f"Reden {criterion.code} {value}.", stored.get(criterion.pk, 0)
        )
        for criterion, value in zip(sheet.proposal.phase.criteria.all(), values, strict=True)
    }
    services.save_scores(sheet, entries, by=sheet.seat.user)
    return sheet


def handed_in(committee: Committee, values: dict[int, tuple[int, int, int]] | None = None) -> Any:
    """All sheets handed in; `values` per proposal id, else 8, 7 and 6."""
    for sheet in ScoreSheet.objects.filter(
        seat__committee=committee, state=ScoreSheet.State.DRAFT
    ).order_by("pk"):
        filled(sheet, *(values or {}).get(sheet.proposal_id, (8, 7, 6)))
        transitions.hand_in(sheet, by=sheet.seat.user)
    return fresh(committee)


def chair_of(committee: Committee) -> User:
    """The chair."""
    return committee.seats.get(role=Seat.Role.CHAIR, left_at=None).user


def meeting(cast: Cast, phase: Phase | None = None, **fields: Any) -> Committee:
    """A committee in its consensus meeting."""
    committee = handed_in(declared(formed(cast, phase, **fields)))
    return transitions.start_consensus(committee, by=chair_of(committee))


def agreed(committee: Committee, values: dict[int, tuple[int, int, int]] | None = None) -> Any:
    """A consensus on every criterion of every offer; `values` per proposal id."""
    for proposal in committee.phase.proposals.order_by("pk"):
        chosen = (values or {}).get(proposal.pk, (8, 7, 6))
        for criterion, value in zip(committee.phase.criteria.all(), chosen, strict=True):
            services.record_consensus(
                proposal, criterion, value=value, motivation=f"Samen {criterion.code} {value}.",
                by=chair_of(committee),
            )  # fmt: skip
    return committee


def ranked(cast: Cast, phase: Phase | None = None, **fields: Any) -> Ranking:
    """A committee whose round is closed."""
    committee = agreed(meeting(cast, phase, **fields))
    return transitions.close_consensus(committee, by=chair_of(committee))


def advised(cast: Cast) -> Advice:
    """An approved advice."""
    committee = ranked(cast).committee
    advice = services.draft_advice(committee, "Ons advies.", by=chair_of(committee))
    return transitions.approve_advice(advice, by=chair_of(committee))


def fresh(committee: Committee) -> Committee:
    """The committee as it stands in the database."""
    return Committee.objects.select_related("phase__call").get(pk=committee.pk)
