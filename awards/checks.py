"""What still stands in the way of approving or telling a decision, as sentences for an officer."""

from collections import defaultdict
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Proposal
from awards import letter_checks
from awards.gaps import Gap
from awards.letters import LETTERS
from awards.models import Decision, DecisionSet
from awards.negotiation.selectors import parties_without_talk
from awards.selectors import applicants_without_signatory, next_invited_phase, pots_of
from calls import phases
from calls.models import Phase
from portal.clock import portal_now
from portal.look.wording import euro_text
from portal.work.jobs import progress
from portal.work.models import Job


def round_gaps(phase: Phase) -> list[str]:
    """Why a round in which nobody scores cannot be closed yet; empty when it can."""
    return [*_unjudged_offers(phase), *_silent_parties(phase)]


def approval_gaps(decision_set: DecisionSet) -> list[str]:
    """Why this set cannot be approved yet; empty when it can."""
    return [
        *_missing_reasons(decision_set),
        *letter_checks.unexplained(decision_set),
        *_changed_admissibility(decision_set),
        *_overspent_pots(decision_set),
        *_broken_reserve_lists(decision_set),
    ]


def release_gaps(decision_set: DecisionSet) -> list[str]:
    """Why the letters cannot be sent yet; empty when they can."""
    return [
        *_missing_letters(decision_set),
        *letter_checks.unexplained(decision_set),
        *letter_checks.without_address(decision_set),
        *letter_checks.outdated(decision_set),
        *_unreachable_applicants(decision_set),
        *_closed_next_phase(decision_set),
    ]


def letters_job(decision_set: DecisionSet) -> Job | None:
    """The job that makes the letters, once the set was approved."""
    return Job.objects.filter(kind=LETTERS, object_id=decision_set.pk).first()


def _missing_reasons(decision_set: DecisionSet) -> Iterator[str]:
    for decision in decision_set.decisions.select_related("proposal__dossier"):
        needs_reasons = decision.outcome == Decision.Outcome.EXCLUDE or decision.departs
        if needs_reasons and not decision.reasons.strip():
            dossier = decision.proposal.dossier.reference
            yield Gap(
                _("The applicant of %(dossier)s must be told the reasons.") % {"dossier": dossier},
                reverse(
                    "awards:decision",
                    args=[decision_set.phase.call.reference, decision_set.phase.code, dossier],
                ),
            )


def _unjudged_offers(phase: Phase) -> Iterator[str]:
    waiting = phase.proposals.filter(
        state=Proposal.State.OPENED, opened__isnull=False, admissibility=None
    ).count()
    if waiting:
        yield ngettext(
            "Say of %(count)s offer first whether it is admissible.",
            "Say of %(count)s offers first whether they are admissible.",
            waiting,
        ) % {"count": waiting}


def _silent_parties(phase: Phase) -> Iterator[str]:
    """A round of negotiations has a talk with every party: all are treated alike (31(4))."""
    for reference in parties_without_talk(phase) if phase.is_negotiated else ():
        yield _("No talk with %(dossier)s was written down yet.") % {"dossier": reference}


def _changed_admissibility(decision_set: DecisionSet) -> Iterator[str]:
    """Where nobody scores an offer can be judged again while the decisions are being written."""
    excluded = Decision.Outcome.EXCLUDE
    for decision in decision_set.decisions.select_related("proposal__dossier"):
        is_excluded = decision.proposal.state == Proposal.State.EXCLUDED
        if is_excluded != (decision.outcome == excluded):
            yield _("%(dossier)s was judged again on being admissible: decide on it anew.") % {
                "dossier": decision.proposal.dossier.reference
            }


def _closed_next_phase(decision_set: DecisionSet) -> Iterator[str]:
    """Who is selected must still be able to take part in the phase for which that is."""
    phase = decision_set.phase
    if phase.outcome != Phase.Outcome.SELECTION:
        return
    following = next_invited_phase(phase)
    if following is not None and phases.window(following, portal_now()) == "closed":
        yield _("The next phase, %(phase)s, has closed already: nobody could take part in it.") % {
            "phase": following.name
        }


def _overspent_pots(decision_set: DecisionSet) -> Iterator[str]:
    """The budget is the ceiling, whatever number of awards was announced (domain.md 0.7)."""
    if not decision_set.phase.needs_money:
        return
    for pot in pots_of(decision_set):
        if pot.awarded > pot.budget:
            yield _("%(awarded)s is awarded and the budget is %(budget)s, both including VAT.") % {
                "awarded": euro_text(pot.awarded),
                "budget": euro_text(pot.budget),
            }


def _broken_reserve_lists(decision_set: DecisionSet) -> Iterator[str]:
    """Per theme the places are 1, 2, 3: each once, none left out."""
    reserves = decision_set.decisions.filter(outcome=Decision.Outcome.RESERVE)
    places: dict[int | None, list[int]] = defaultdict(list)
    for theme, place in reserves.values_list("proposal__dossier__theme", "reserve_place"):
        places[theme].append(place or 0)
    if any(sorted(found) != list(range(1, len(found) + 1)) for found in places.values()):
        yield _("Number the reserve list 1, 2, 3, with each place once; per theme when there are.")


def _missing_letters(decision_set: DecisionSet) -> Iterator[str]:
    made = decision_set.decisions.filter(letter__isnull=False).count()
    total = decision_set.decisions.count()
    if made == total:
        return
    job = letters_job(decision_set)
    if job is not None and progress(job).failed:
        yield _("Some letters could not be made; see the list.")
    yield _("%(made)s of %(total)s letters have been made and checked.") % {
        "made": made,
        "total": total,
    }


def _unreachable_applicants(decision_set: DecisionSet) -> Iterator[str]:
    for applicant in applicants_without_signatory(decision_set):
        yield _("Nobody signs for %(applicant)s, so nobody would get the letter.") % {
            "applicant": applicant
        }
