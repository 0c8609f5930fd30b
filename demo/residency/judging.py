"""Admissibility by the facts, scores drawn around each proposal's level, pitches, decisions."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from applications import transitions as offer_moves
from applications.models import Opening, Proposal
from assessment import services, transitions
from assessment.models import Committee, Seat
from assessment.pitches.services import Planned, dossiers_of
from assessment.pitches.services import plan as plan_pitches
from assessment.services import SeatPlan
from calls.knock_outs import knock_outs_of
from calls.limits import facts_of
from calls.models import Phase
from demo.keyring import passphrase_of, proof_of
from demo.play.judging import staff_declares
from demo.residency import people
from demo.residency.case import Round
from demo.residency.round import entry_of
from portal.clock import portal_now

MEMBER_SPREAD = 0.05


def open_vault(case: Round, phase: Phase) -> None:
    """Two officers open the vault."""
    first, second = people.officers_of(case)
    offer_moves.start_opening(
        phase, by=first, passphrase=passphrase_of(first), proof=proof_of(first)
    )
    opening = Opening.objects.get(phase=phase)
    offer_moves.confirm_opening(
        opening, by=second, passphrase=passphrase_of(second), proof=proof_of(second)
    )


def judge_admissibility(case: Round, phase: Phase) -> None:
    """An officer reads the declared facts beside the limits, and excludes who lies outside."""
    officer, _second = people.officers_of(case)
    for proposal in _opened(phase):
        facts = facts_of(phase, proposal.opened.answers)
        outside = [fact for fact in facts if fact.is_met is False]
        reasons = " ".join(
            f"Buiten de grens: {fact.limit}; opgegeven: {fact.declared}." for fact in outside
        )
        offer_moves.judge_admissibility(
            proposal,
            admissible=not outside,
            grounds=[_ground(phase)] if outside else [],
            reasons=reasons,
            by=officer,
        )


def _ground(phase: Phase) -> str:
    """The knock-out of the call that is about age and size."""
    return next(each.code for each in knock_outs_of(phase) if "limits" in each.code)


def form_committee(case: Round, phase: Phase) -> Committee:
    """Everybody sits for one challenge; the chair for all."""
    themes = {theme.code: theme for theme in phase.call.themes.all()}
    seats = [
        SeatPlan(
            user=people.member_of(member),
            role=Seat.Role.MEMBER if index else Seat.Role.CHAIR,
            profile=member.profile,
            is_independent=not member.works_for_authority,
            theme=themes.get(member.challenge),
        )
        for index, member in enumerate(case.committee)
    ]
    due = portal_now() + timedelta(days=2)
    officer, _second = people.officers_of(case)
    committee = services.form_committee(phase, by=officer, seats=seats, scores_due_at=due)
    staff_declares(phase)
    return committee


def score(case: Round, phase: Phase, *, seed: int) -> None:
    """Members declare, score around the level of each proposal, and hand in."""
    rng = Random(f"{case.reference}/{phase.code}/{seed}")
    for seat in phase.committee.seats.order_by("pk"):
        judged = [each for each in _admissible(phase) if seat.theme_id in {None, _theme(each)}]
        for proposal in judged:
            services.declare(seat, proposal.dossier, kind="none", explanation="", by=seat.user)
        for sheet in seat.sheets.select_related("proposal__dossier__lead").order_by("pk"):
            _startup, entry = entry_of(case, sheet.proposal)
            entries = {}
            for criterion in phase.criteria.all():
                level = float(entry.level) + rng.gauss(0, MEMBER_SPREAD)
                value = _on_scale(phase, level)
                reason = f"Wij geven een {value} voor {criterion.name.lower()}. (Verzonnen.)"
                entries[criterion.code] = services.Entry(value, reason, version=0)
            services.save_scores(sheet, entries, by=seat.user)
            transitions.hand_in(sheet, by=seat.user)


def agree(phase: Phase) -> None:
    """The chair leads the meeting, closes it and signs the advice."""
    committee = phase.committee
    chair = committee.seats.get(role=Seat.Role.CHAIR).user
    committee = transitions.start_consensus(committee, by=chair)
    for proposal in _admissible(phase):
        for criterion in phase.criteria.all():
            values = [
                score.value or 0
                for sheet in proposal.score_sheets.filter(state="handed_in")
                for score in sheet.scores.filter(criterion=criterion)
            ]
            services.record_consensus(
                proposal, criterion, value=_mean(values), by=chair,
                motivation="De commissie is het hierover eens na een gesprek. (Verzonnen.)",
            )  # fmt: skip
    transitions.close_consensus(committee, by=chair)
    committee.refresh_from_db()
    advice = services.draft_advice(committee, "Wij adviseren de rangorde te volgen.", by=chair)
    transitions.approve_advice(advice, by=chair)


def plan(case: Round, phase: Phase) -> None:
    """The pitches one after the other, an hour each, all challenges on the same days."""
    officer, _second = people.officers_of(case)
    start = case.moment("pitch", "pitches")
    pitches = [
        Planned(dossier, start + timedelta(hours=index), "Vergadercentrum De Sluis (verzonnen)")
        for index, dossier in enumerate(dossiers_of(phase))
    ]
    plan_pitches(phase, pitches, by=officer)


def _opened(phase: Phase) -> list[Proposal]:
    opened = Proposal.objects.filter(phase=phase, opened__isnull=False)
    return list(
        opened.select_related("dossier__lead", "dossier__theme", "opened", "phase").order_by(
            "dossier__lead__name", "dossier__theme__code"
        )
    )


def _admissible(phase: Phase) -> list[Proposal]:
    return [each for each in _opened(phase) if each.state != Proposal.State.EXCLUDED]


def _theme(proposal: Proposal) -> int | None:
    return proposal.dossier.theme_id


def _on_scale(phase: Phase, level: float) -> int:
    exact = phase.scale_min + level * (phase.scale_max - phase.scale_min)
    return min(phase.scale_max, max(phase.scale_min, round(exact)))


def _mean(values: list[int]) -> int:
    return int((Decimal(sum(values)) / len(values)).quantize(Decimal(1), ROUND_HALF_UP))
