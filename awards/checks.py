"""What still stands in the way of approving or telling a decision, as sentences for an officer."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from awards.letters import LETTERS
from awards.models import Decision, DecisionSet
from awards.selectors import applicants_without_signatory, awarded_per_pot
from portal.look.wording import euro_text
from portal.work.jobs import progress
from portal.work.models import Job


def approval_gaps(decision_set: DecisionSet) -> list[str]:
    """Why this set cannot be approved yet; empty when it can."""
    return [*_missing_reasons(decision_set), *_overspent_pots(decision_set)]


def release_gaps(decision_set: DecisionSet) -> list[str]:
    """Why the letters cannot be sent yet; empty when they can."""
    return [*_missing_letters(decision_set), *_unreachable_applicants(decision_set)]


def letters_job(decision_set: DecisionSet) -> Job | None:
    """The job that makes the letters, once the set was approved."""
    return Job.objects.filter(kind=LETTERS, object_id=decision_set.pk).first()


def _missing_reasons(decision_set: DecisionSet) -> Iterator[str]:
    for decision in decision_set.decisions.select_related("proposal__dossier"):
        needs_reasons = (
            decision.outcome == Decision.Outcome.EXCLUDE or decision.outcome != decision.advised
        )
        if needs_reasons and not decision.reasons.strip():
            yield _("The applicant of %(dossier)s must be told the reasons.") % {
                "dossier": decision.proposal.dossier.reference
            }


def _overspent_pots(decision_set: DecisionSet) -> Iterator[str]:
    """The budget is the ceiling, whatever number of awards was announced (domain.md 0.7)."""
    awarded = awarded_per_pot(decision_set)
    for pot in decision_set.phase.pots.select_related("theme"):
        total = sum(awarded.values()) if pot.theme_id is None else awarded.get(pot.theme_id, 0)
        if total > pot.budget_incl_vat:
            yield _("%(awarded)s is awarded and the budget is %(budget)s, both including VAT.") % {
                "awarded": euro_text(total),
                "budget": euro_text(pot.budget_incl_vat),
            }


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
