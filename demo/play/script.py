"""The script of a play: stages in their order, each with the moves that bring it about."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Opening, Proposal
from assessment.models import Committee, ScoreSheet, Seat
from awards.models import Contract, DecisionSet, Deliverable, Purchase
from awards.partnership.models import StageDecision
from calls.instruments import PhaseKind, instrument_of
from calls.instruments.definition import ContractPlan, Judge
from calls.market.models import Consultation
from calls.models import Call, Phase
from demo import clock
from demo.play import (
    asking,
    awarding,
    consulting,
    judging,
    negotiating,
    offering,
    partnering,
    publishing,
)
from demo.play.plays import Play
from demo.play.sweeps import sweep, sweep_all_but_jobs
from demo.play.timeline import PhaseTimes
from demo.writing import information_meeting
from portal.clock import portal_now

Act = Callable[[], None]
DECIDED = (DecisionSet.State.APPROVED, DecisionSet.State.RELEASED)


@dataclass(frozen=True)
class Move:
    """One thing that somebody does at a moment; doing it again does nothing."""

    at: datetime
    name: str
    act: Act


@dataclass(frozen=True)
class Stage:
    """A moment of a call that a visitor of the demo can go to."""

    code: str
    label: object
    is_reached: Callable[[], bool]
    moves: tuple[Move, ...]


def stages_of(play: Play) -> Iterator[Stage]:
    """All stages of a call, from its draft to the purchase."""
    if play.case.consultation is not None:
        yield _consulted(play)
    yield _published(play)
    for phase in play.case.phases:
        yield from _phase_stages(play, phase.code)
    if play.case.has_procurement:
        yield Stage(
            "bought",
            _("Authorities have bought"),
            lambda: Purchase.objects.filter(dossier__call__reference=play.reference).exists(),
            (Move(play.times.bought, "buy", partial(awarding.buy, play)),),
        )


def moves_of(play: Play) -> list[Move]:
    """Everything that happens in a play, in one order of time."""
    moves = [move for stage in stages_of(play) for move in stage.moves]
    return sorted([*moves, *_questions(play)], key=lambda move: move.at)


def _questions(play: Play) -> list[Move]:
    """Questions about the first phase of an SBIR and their notice, early in its window."""
    if play.case.instrument != "sbir":
        return []
    times = play.times.phases[0]
    span = times.closes - times.opens
    acts = (
        (0.08, asking.ask), (0.16, asking.answer), (0.18, asking.tell), (0.27, asking.ask_later),
    )  # fmt: skip
    return [Move(times.opens + span * at, act.__name__, partial(act, play)) for at, act in acts]


def perform(
    plays: Iterable[Iterable[Move]],
    *,
    tell: Callable[[Move], None],
    in_between: Act = sweep,
) -> None:
    """Perform several plays at once in the order of the clock, with the sweeps in between."""
    for move in heapq.merge(*plays, key=lambda move: move.at):
        clock.move_to(move.at)
        tell(move)
        move.act()
        in_between()


def _consulted(play: Play) -> Stage:
    times = consulting.times_before(play.times.drafted)
    first, second = (at + 3 * consulting.HOURS for at in times.sessions)
    acts = (
        (times.announced, consulting.announce),
        (times.joined, consulting.join),
        (first, consulting.report_sessions),
        (second, consulting.report_sessions),
        (times.contributed, consulting.contribute),
        (times.written, consulting.write_report),
        (times.published, consulting.publish_report),
        (play.times.drafted + timedelta(hours=1), consulting.link),
    )
    reported = Consultation.objects.filter(
        call__reference=play.reference, state=Consultation.State.REPORTED
    )
    moves = tuple(Move(at, act.__name__, partial(act, play)) for at, act in acts)
    return Stage("consulted", _("The market was consulted"), reported.exists, moves)


def _information(play: Play) -> tuple[Move, ...]:
    """The meeting that the text of the call promises, if it falls before the deadline."""
    first = play.case.phases[0]
    starts = information_meeting(play.case)
    if not first.opens_at < starts < first.closes_at - timedelta(days=1):
        return ()
    opened = first.opens_at + timedelta(days=1)
    planned = play.times.published + timedelta(minutes=5)
    return (
        Move(planned, "plan_information", partial(consulting.plan_information, play, starts)),
        Move(opened, "register", partial(consulting.register_for_information, play)),
        Move(
            starts + timedelta(hours=20),
            "report_information",
            partial(consulting.report_information, play),
        ),
    )


def _published(play: Play) -> Stage:
    moves = (
        Move(play.times.drafted, "draft", partial(publishing.draft, play)),
        Move(play.times.confirmed, "confirm_holders", partial(publishing.confirm_holders, play)),
        Move(play.times.published, "publish", partial(publishing.publish, play)),
    )
    published = Call.objects.filter(reference=play.reference, state__in=publishing.SHIPPED_STATES)
    return Stage("published", _("The call is published"), published.exists, moves)


def _phase_stages(play: Play, code: str) -> Iterator[Stage]:
    times = play.times_in(code)
    phases = Phase.objects.filter(call__reference=play.reference, code=code)
    yield Stage(
        "closed",
        _("The deadline has passed"),
        lambda: phases.filter(closes_at__lte=portal_now()).exists(),
        (
            *_offers(play, code, times),
            *(_information(play) if code == play.case.phases[0].code else ()),
            Move(times.closes + timedelta(seconds=1), "close", sweep_all_but_jobs),
        ),
    )
    opened = Opening.objects.filter(phase__in=phases, opened_at__isnull=False)
    yield Stage(
        "opened", _("The vault is open"), opened.exists,
        _moves(play, code, (times.opening, judging.open_vault)),
    )  # fmt: skip
    stated = instrument_of(play.case.instrument).phase(code)
    yield from _judging(play, code, times) if _is_scored(stated) else _round(play, code, times)
    decided = DecisionSet.objects.filter(phase__in=phases, state__in=DECIDED)
    yield Stage(
        "decided",
        _("The decision is approved"),
        decided.exists,
        _moves(play, code, (times.proposed, awarding.propose), (times.approved, awarding.approve)),
    )
    told = DecisionSet.objects.filter(phase__in=phases, state=DecisionSet.State.RELEASED)
    yield Stage(
        "informed", _("The letters are sent"), told.exists,
        _moves(play, code, (times.released, awarding.release)),
    )  # fmt: skip
    if stated.contract is not None:
        yield from _contracts(play, code, times, stated.contract)


def _is_scored(stated: PhaseKind) -> bool:
    return stated.judged_by != Judge.OFFICERS


def _round(play: Play, code: str, times: PhaseTimes) -> Iterator[Stage]:
    """Where nobody scores: admissible or not, and a talk with each party where that is done."""
    phases = Phase.objects.filter(call__reference=play.reference, code=code)
    unjudged = Proposal.objects.filter(
        phase__in=phases, state=Proposal.State.OPENED, admissibility=None
    )
    yield Stage(
        "judged",
        _("All tenders are judged and discussed"),
        lambda: phases.exclude(state=Phase.State.OPENED).exists() or not unjudged.exists(),
        _moves(
            play, code,
            (times.admissible, judging.judge_admissibility),
            (times.scored, negotiating.talk),
        ),
    )  # fmt: skip


def _judging(play: Play, code: str, times: PhaseTimes) -> Iterator[Stage]:
    """A committee is formed, declares, scores, agrees and advises."""
    phases = Phase.objects.filter(call__reference=play.reference, code=code)
    seats = Seat.objects.filter(committee__phase__in=phases, left_at=None)
    ready = seats.filter(sheets__state=ScoreSheet.State.HANDED_IN)
    busy = seats.filter(~Q(pk__in=ready) | Q(sheets__state=ScoreSheet.State.DRAFT))
    yield Stage(
        "scored",
        _("All members have handed in"),
        lambda: ready.exists() and not busy.exists(),
        _moves(
            play, code,
            (times.admissible, judging.judge_admissibility),
            (times.committee, judging.form_committee),
            (times.declared, judging.declare),
            (times.scored, judging.score),
        ),
    )  # fmt: skip
    advised = Committee.objects.filter(phase__in=phases, state=Committee.State.ADVISED)
    yield Stage(
        "advised",
        _("The committee has advised"),
        advised.exists,
        _moves(play, code, (times.consensus, judging.agree), (times.advised, judging.advise)),
    )


def _contracts(play: Play, code: str, times: PhaseTimes, plan: ContractPlan) -> Iterator[Stage]:
    """Signing, and the work; where the work has stages, a decision after each but the last."""
    phases = Phase.objects.filter(call__reference=play.reference, code=code)
    told = DecisionSet.objects.filter(phase__in=phases, state=DecisionSet.State.RELEASED)
    unsigned = Contract.objects.filter(
        decision__proposal__phase__in=phases,
        state__in=[Contract.State.OFFERED, Contract.State.SIGNED],
    )
    yield Stage(
        "signed", _("The contracts are signed"),
        lambda: told.exists() and not unsigned.exists(),
        _moves(play, code, (times.signed, awarding.sign)),
    )  # fmt: skip
    stages = max(part.stage for part in plan.parts)
    for stage in range(1, stages):
        yield from _work_stage(play, code, times, stage, stages)
    delivered, accepted = times.stage(stages, stages)
    yield Stage(
        "completed",
        _("All work is delivered and accepted"),
        phases.filter(state=Phase.State.COMPLETED).exists,
        _moves(
            play, code,
            (delivered, partial(awarding.deliver, stage=stages)),
            (accepted, partial(awarding.accept, stage=stages)),
        ),
    )  # fmt: skip


def _work_stage(
    play: Play, code: str, times: PhaseTimes, stage: int, stages: int
) -> Iterator[Stage]:
    """A stage that is not the last: its work, and the decision to go on or to end after it."""
    delivered, accepted = times.stage(stage, stages)
    open_parts = Deliverable.objects.filter(
        contract__decision__proposal__phase__call__reference=play.reference,
        contract__decision__proposal__phase__code=code,
        contract__state=Contract.State.RUNNING,
        stage=stage,
    ).exclude(state=Deliverable.State.ACCEPTED)
    approved = StageDecision.objects.filter(stage=stage, state=StageDecision.State.APPROVED)
    undecided = Contract.objects.filter(
        decision__proposal__phase__call__reference=play.reference,
        decision__proposal__phase__code=code,
        state=Contract.State.RUNNING,
    ).exclude(pk__in=approved.values("contract"))
    yield Stage(
        f"work-{stage}",
        _("A stage of the work is delivered and accepted"),
        lambda: not open_parts.exists(),
        _moves(
            play, code,
            (delivered, partial(awarding.deliver, stage=stage)),
            (accepted, partial(awarding.accept, stage=stage)),
        ),
    )  # fmt: skip
    decide = partial(partnering.decide, stage=stage)
    yield Stage(
        f"went-on-{stage}",
        _("It is decided who goes on"),
        lambda: not undecided.exists(),
        _moves(play, code, (accepted + timedelta(days=7), decide)),
    )


def after(deadline: datetime) -> datetime:
    """The first second in which nothing is received any more."""
    return deadline + timedelta(seconds=1)


def _offers(play: Play, code: str, times: PhaseTimes) -> Iterator[Move]:
    plans = play.plans()
    for index, plan in enumerate(plans):
        yield Move(
            times.offer(index, len(plans)), "offer", partial(offering.offer, play, code, plan)
        )


def _moves(play: Play, code: str, *acts: tuple[datetime, Callable[..., None]]) -> tuple[Move, ...]:
    return tuple(Move(at, _name_of(act), partial(act, play, code)) for at, act in acts)


def _name_of(act: Callable[..., None]) -> str:
    """The name of the function, also of one that has some of its arguments already."""
    return act.func.__name__ if isinstance(act, partial) else act.__name__
