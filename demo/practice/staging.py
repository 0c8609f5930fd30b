"""Bringing a training call to where its person begins, through the functions behind the pages."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from applications.models import Opening
from applications.transitions.opening import OPENING_GRACE
from calls import services, transitions
from calls.models import Call
from demo import cast, clock
from demo.casephases import CasePhase
from demo.cases import Authority, Case, shipped_case
from demo.play import judging, offering, publishing
from demo.play.plays import Play
from demo.practice.attempts import JOB, Attempt, last_attempt, reference_of
from demo.practice.exercises import Exercise
from portal.accounts.models import Membership, User
from portal.accounts.services import lock_person
from portal.clock import portal_now
from portal.models import CURRENT
from portal.work.jobs import start_job
from portal.work.models import Job

Act = Callable[[Play], None]
# The clock of the whole practice portal goes forward by the window of an exercise that begins
# after the deadline: short enough that other calls hardly notice, long enough to seal three offers.
UNTIL_OPEN = timedelta(seconds=30)
SHORT = timedelta(minutes=3)
LONG = timedelta(days=28)
LATER = timedelta(days=200)  # until the second phase
CASE = "circulaire-viaducten"
OFFERS = 3
SEATS = 3
EXPERTISE = "adviseur"
AGAIN = "Deze oefening is opnieuw begonnen."


@transaction.atomic
def begin(exercise: Exercise, *, after: int, by: User) -> None:
    """A training call for this person, in the place of the one before.

    `after` is the number that the person saw: a button that is pressed twice does one thing.
    """
    lock_person(by)
    last = last_attempt(exercise.word, by)
    if (last.number if last else 0) != after:
        return
    if last is not None and last.call.state != Call.State.CANCELLED:
        transitions.cancel(last.call, by=_play(last).author, reasons=AGAIN)
    reference = reference_of(exercise.word, by, after + 1)
    drawn = _dated(_case(reference, _authority(exercise, by)), portal_now(), SHORT)
    play = _staffed(Play(drawn, reference, seed=1), _officers(exercise, drawn, by))
    publishing.write(play)
    start_job(JOB, play.call.pk, exercise.acts, by=by)


def prepare(job: Job, key: str) -> None:
    """One act of the invented people, after those that come before it; what is done stays."""
    job = Job.objects.select_for_update(of=("self",)).select_related("started_by").get(pk=job.pk)
    attempt = Attempt(Call.objects.get(pk=job.object_id), job.started_by)
    if attempt.call.state == Call.State.CANCELLED:
        return  # its person began anew
    keys = list(job.units.values_list("key", flat=True))
    play = _play(attempt)
    acts = _acts(attempt.user, SHORT if "close" in keys else LONG)
    for name in keys[: keys.index(key) + 1]:
        acts[name](play)


def confirm_as_colleague(attempt: Attempt) -> None:
    """The second officer confirms what the person who practises has started."""
    started = Opening.objects.filter(phase=attempt.phase, opened_at=None)
    if started.exists():
        judging.confirm_vault(_play(attempt), attempt.phase.code)


def _acts(user: User, window: timedelta) -> dict[str, Act]:
    offers: dict[str, Act] = {f"offer-{n}": partial(_offer, n) for n in range(OFFERS)}
    return {
        "publish": partial(_publish, window),
        **offers,
        "close": _close,
        "open": lambda play: judging.open_vault(play, _code(play)),
        "admit": lambda play: judging.judge_admissibility(play, _code(play)),
        "seat": partial(_seat, user),
    }


def _publish(window: timedelta, play: Play) -> None:
    """Give it dates that are still to come, publish it, and wait until it is open."""
    call = play.call
    if call.state != Call.State.DRAFT:
        return
    play.case = _dated(play.case, portal_now(), window)
    dates = [
        {"code": phase.code, "opens_at": phase.opens_at, "closes_at": phase.closes_at}
        for phase in play.case.phases
    ]
    services.update_call(call, by=play.author, terms={"phases": dates}, version=call.version)
    publishing.add_contract(play)
    publishing.confirm_holders(play)
    publishing.publish(play)
    clock.move_to(play.case.phases[0].opens_at)
    transitions.write_open(play.phase(_code(play)))


def _offer(number: int, play: Play) -> None:
    offering.offer(play, _code(play), play.plans()[number])


def _close(play: Play) -> None:
    clock.move_to(play.case.phases[0].closes_at + OPENING_GRACE)  # none is opened before that
    transitions.write_closed(play.phase(_code(play)))


def _seat(member: User, play: Play) -> None:
    """The person who practises judges with two others, the first of whom leads."""
    everybody = cast.committee(play.case)
    others = [seat for seat in everybody if seat[0] != member][: SEATS - 1]
    own = next((seat for seat in everybody if seat[0] == member), (member, EXPERTISE, True))
    judging.form_committee(play, _code(play), people=[*others, own])


def _code(play: Play) -> str:
    return play.case.phases[0].code


def _authority(exercise: Exercise, user: User) -> Authority:
    """That of the officer who practises; for others that of the case."""
    if not exercise.is_author:
        return shipped_case(CASE).authority
    own = Membership.objects.filter(CURRENT, user=user, role=Membership.Role.OFFICER)
    first = own.select_related("organisation").order_by("pk")[0]
    return Authority(first.organisation.name, "authority")


def _case(reference: str, authority: Authority) -> Case:
    """The shipped case as one to practise on: other words, no past, few offers."""
    shipped = shipped_case(CASE)
    titles = {
        "nl": f"Oefenoproep: {shipped.titles['nl'].lower()}",
        "en": f"Practice call: {shipped.titles['en'].lower()}",
    }
    first, *later = shipped.phases
    return replace(
        shipped,
        reference=reference,
        titles=titles,
        authority=authority,
        consultation=None,
        winners=(),
        phases=(replace(first, offers=OFFERS), *later),
    )


def _dated(case: Case, now: datetime, window: timedelta) -> Case:
    """The first phase opens in a moment, the others long after it."""
    phases = []
    opens_at = now + UNTIL_OPEN
    for phase in case.phases:
        phases.append(_at(phase, opens_at, opens_at + window))
        opens_at += LATER
    return replace(case, phases=tuple(phases))


def _at(phase: CasePhase, opens_at: datetime, closes_at: datetime) -> CasePhase:
    return replace(phase, opens_at=opens_at, closes_at=closes_at, result_on=None, announced_on=None)


def _play(attempt: Attempt) -> Play:
    """The play of a training call that is there, with its own dates and officers."""
    call = attempt.call
    case = _case(call.reference, Authority(call.contracting_authority.name, "authority"))
    known = {phase.code: phase for phase in call.phases.all()}
    phases = []
    for phase in case.phases:
        row = known[phase.code]
        if row.opens_at is None or row.closes_at is None:
            raise ValueError(f"{row} has no dates")
        phases.append(_at(phase, row.opens_at, row.closes_at))
    play = Play(replace(case, phases=tuple(phases)), call.reference, seed=1)
    holders = call.key_holders.order_by("pk").select_related("user")
    return _staffed(play, [holder.user for holder in holders])


def _officers(exercise: Exercise, case: Case, user: User) -> list[User]:
    """Two officers of the authority, first the one who practises."""
    pair = cast.officers_of(case)
    if not exercise.is_author:
        return list(pair)
    return [user, *(officer for officer in pair if officer != user)]


def _staffed(play: Play, officers: Sequence[User]) -> Play:
    play.author, play.approver = officers[:2]
    return play
