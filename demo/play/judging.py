"""The vault is opened; the committee declares, scores, agrees and advises."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from applications import transitions as offer_moves
from applications.models import Dossier, Opening, Proposal
from assessment import jury, services, signatures, transitions
from assessment.independence import selectors as independence_selectors
from assessment.independence import services as independence
from assessment.independence.matching import Said
from assessment.independence.models import Statement
from assessment.models import Committee, Consensus, Declaration, ScoreSheet, Seat
from calls.models import Criterion, Phase
from demo import cast
from demo.cases import CaseCriterion, Scale
from demo.keyring import passphrase_of, proof_of
from demo.play.plays import Play
from demo.writing import (
    Concept,
    advice_intro,
    committee_reason,
    concepts_for,
    consensus_motivation,
    draft_scores,
)
from portal.accounts.models import User

NO_INTERESTS = "Ik heb geen belangen bij bedrijven in dit vak."
OWN_PRACTICE = "Eigen praktijk"
State = Committee.State
Kind = Declaration.Kind


def open_vault(play: Play, code: str) -> None:
    """The first officer starts, the second confirms."""
    phase = play.phase(code)
    if Opening.objects.filter(phase=phase, opened_at__isnull=False).exists():
        return
    offer_moves.start_opening(
        phase, by=play.author, passphrase=passphrase_of(play.author), proof=proof_of(play.author)
    )
    confirm_vault(play, code)


def confirm_vault(play: Play, code: str) -> None:
    """The second confirms what the first has started."""
    offer_moves.confirm_opening(
        Opening.objects.get(phase=play.phase(code)),
        by=play.approver,
        passphrase=passphrase_of(play.approver),
        proof=proof_of(play.approver),
    )


def judge_admissibility(play: Play, code: str) -> None:
    """An officer looks whether each offer may be assessed; those that were sent in order, may."""
    for proposal in _proposals(play.phase(code), Proposal.State.OPENED):
        if not hasattr(proposal, "admissibility"):
            offer_moves.judge_admissibility(proposal, admissible=True, reasons="", by=play.author)


def form_committee(play: Play, code: str, *, people: Sequence[tuple[User, str, bool]] = ()) -> None:
    """An officer asks the members, those of the case unless told otherwise; the first leads."""
    phase = play.phase(code)
    if Committee.objects.filter(phase=phase).exists():
        return
    seats = [
        services.SeatPlan(
            user=user,
            role=Seat.Role.CHAIR if index == 0 else Seat.Role.MEMBER,
            profile=profile,
            is_independent=independent,
        )
        for index, (user, profile, independent) in enumerate(people or cast.committee(play.case))
    ]
    due = play.times_in(code).scored
    services.form_committee(phase, by=play.author, seats=seats, scores_due_at=due)
    staff_declares(phase)


def staff_declares(phase: Phase) -> None:
    """Officers and secretary declare too; in the demo none of them has an interest."""
    for person in independence_selectors.staff_of(phase.call):
        _state(phase, person, str(phase.call.contracting_authority))
        for dossier in independence_selectors.opened_dossiers(phase.call):
            independence.declare_as_staff(dossier, kind=Kind.NONE, explanation="", by=person)


def _state(phase: Phase, person: User, employer: str) -> None:
    """Where somebody works, told once in a call."""
    if not Statement.objects.filter(user=person, call=phase.call).exists():
        independence.state_interests(phase.call, [Said(employer)], NO_INTERESTS, by=person)


def declare(play: Play, code: str, *, seats: int | None = None) -> None:
    """The first `seats` members (all when None) declare for every offer; one has a tie."""
    committee = play.phase(code).committee
    dossiers = [proposal.dossier for proposal in _proposals(committee.phase)]
    # With fewer than three members nobody can be missed.
    tied = (1, 2) if committee.seats.count() > 3 and len(dossiers) > 3 else (-1, -1)
    for seat_index, seat in enumerate(committee.seats.filter(left_at=None)[:seats]):
        if committee.names_nobody:
            jury.declare_interests(seat, interests=NO_INTERESTS, by=seat.user)
            continue
        own = str(committee.phase.call.contracting_authority)
        _state(committee.phase, seat.user, OWN_PRACTICE if seat.is_independent else own)
        done = set(seat.declarations.values_list("dossier", flat=True))
        for index, dossier in enumerate(dossiers):
            if dossier.pk not in done:
                _declare(seat, dossier, has_tie=(seat_index, index) == tied)


def score(play: Play, code: str, *, seats: int | None = None) -> None:
    """The first `seats` members (all when None) fill in what they left open, and hand in."""
    committee = play.phase(code).committee
    if committee.state != State.SCORING and committee.state != State.DECLARING:
        return
    drafts = _drafts(play, committee)
    for seat in list(committee.seats.filter(left_at=None))[:seats]:
        for sheet in seat.sheets.filter(state=ScoreSheet.State.DRAFT).select_related(
            "proposal__dossier__lead", "proposal__opened"
        ):
            fill_sheet(play, sheet, drafts)
            transitions.hand_in(sheet, by=seat.user)


def fill_sheet(play: Play, sheet: ScoreSheet, drafts: dict[tuple[str, str, str], int]) -> None:
    """Give each criterion that has no score yet the member's score, with a reason."""
    member, lead = sheet.seat.user.email, sheet.proposal.dossier.lead.name
    stored = {present.criterion_id: present for present in sheet.scores.all()}
    entries = {}
    for criterion in sheet.proposal.phase.criteria.all():
        present = stored.get(criterion.pk)
        if present is not None and present.value is not None and present.reason:
            continue
        value = drafts[member, lead, criterion.code]
        reason = committee_reason(
            play.rng(member, lead, criterion.code),
            as_case_criterion(criterion),
            value,
            concept_of(play, sheet.proposal),
            sheet.seat.profile,
            phase_kind=sheet.proposal.phase.kind,
            scale=scale_of(sheet.proposal.phase),
        )
        version = present.version if present else 0
        entries[criterion.code] = services.Entry(value, reason, version)
    services.save_scores(sheet, entries, by=sheet.seat.user)


def agree(play: Play, code: str) -> None:
    """The chair leads the meeting: a score with a motivation per criterion, then the ranking."""
    committee = play.phase(code).committee
    chair = chair_of(committee)
    if committee.state == State.SCORING:
        committee = transitions.start_consensus(committee, by=chair)
    if committee.state != State.CONSENSUS:
        return
    given = _handed_in(committee)
    for proposal in _proposals(committee.phase):
        for criterion in committee.phase.criteria.all():
            if not Consensus.objects.filter(proposal=proposal, criterion=criterion).exists():
                values = given[proposal.pk, criterion.pk]
                _record_consensus(play, proposal, criterion, values, by=chair)
    transitions.close_consensus(committee, by=chair)


def advise(play: Play, code: str) -> None:
    """The chair writes and approves the advice."""
    committee = play.phase(code).committee
    if committee.state != State.RANKED:
        return
    chair = chair_of(committee)
    rows = list(committee.ranking.rows.all())
    text = advice_intro(
        play.rng(code, "advice"),
        play.case,
        offers=committee.phase.proposals.filter(opened__isnull=False).count(),
        admissible=len(rows),
        above_threshold=sum(row.rank is not None for row in rows),
    )
    advice = services.draft_advice(committee, text, by=chair)
    for seat in signatures.missing_signatures(advice) if committee.is_jury else ():
        signatures.sign_report(advice, by=seat.user)
    transitions.approve_advice(advice, by=chair)


def chair_of(committee: Committee) -> User:
    """Who leads."""
    return committee.seats.get(role=Seat.Role.CHAIR, left_at=None).user


def concept_of(play: Play, proposal: Proposal) -> Concept:
    """What an offer is about: by its title, or any concept of the field for a title of a person."""
    concepts = concepts_for(play.case)
    title = proposal.opened.title
    return next(
        (concept for concept in concepts if any(title.startswith(own) for own in concept.titles)),
        concepts[proposal.pk % len(concepts)],
    )


def as_case_criterion(criterion: Criterion) -> CaseCriterion:
    """A criterion of a call in the words of the writing room."""
    return CaseCriterion(criterion.code, criterion.name, criterion.name_en, criterion.weight)


def scale_of(phase: Phase) -> Scale:
    """The scale of a phase, with the lowest threshold of its criteria."""
    thresholds = [c.threshold for c in phase.criteria.all() if c.threshold is not None]
    return Scale(phase.scale_min, phase.scale_max, min(thresholds, default=phase.scale_min))


def _declare(seat: Seat, dossier: Dossier, *, has_tie: bool) -> None:
    kind = Declaration.Kind.TIE if has_tie else Declaration.Kind.NONE
    explanation = "Ik zit met een van de partners in een normcommissie." if has_tie else ""
    services.declare(seat, dossier, kind=kind, explanation=explanation, by=seat.user)


def _record_consensus(
    play: Play, proposal: Proposal, criterion: Criterion, values: list[int], *, by: User
) -> None:
    mean = Decimal(sum(values)) / len(values)
    value = int(mean.quantize(Decimal(1), ROUND_HALF_UP))
    motivation = consensus_motivation(
        play.rng(proposal.dossier.lead.name, criterion.code, "consensus"),
        as_case_criterion(criterion),
        value,
        concept_of(play, proposal),
        scores=values,
        phase_kind=proposal.phase.kind,
        scale=scale_of(proposal.phase),
    )
    services.record_consensus(proposal, criterion, value=value, motivation=motivation, by=by)


def _drafts(play: Play, committee: Committee) -> dict[tuple[str, str, str], int]:
    """Seeded scores; they see offers, criteria and scale, never money or what is expected."""
    leads = sorted(proposal.dossier.lead.name for proposal in _proposals(committee.phase))
    return draft_scores(
        f"{play.case.reference}/{play.seed}/{committee.phase.code}",
        leads,
        [criterion.code for criterion in committee.phase.criteria.all()],
        scale_of(committee.phase),
        members=[seat.user.email for seat in committee.seats.all()],
    )


def _handed_in(committee: Committee) -> dict[tuple[int, int], list[int]]:
    given: dict[tuple[int, int], list[int]] = defaultdict(list)
    sheets = ScoreSheet.objects.filter(
        seat__committee=committee, state=ScoreSheet.State.HANDED_IN
    ).prefetch_related("scores")
    for sheet in sheets:
        for entry in sheet.scores.all():
            given[sheet.proposal_id, entry.criterion_id].append(entry.value or 0)
    return given


def _proposals(phase: Phase, *states: str) -> list[Proposal]:
    """The opened, not excluded offers of a phase, in an order that a seed can rely on."""
    proposals = Proposal.objects.filter(phase=phase, opened__isnull=False).exclude(
        state=Proposal.State.EXCLUDED
    )
    if states:
        proposals = proposals.filter(state__in=states)
    return list(
        proposals.select_related("dossier__lead", "opened", "phase").order_by("dossier__lead__name")
    )
