"""What a letter needs before it may leave: reasons, an address, the right last day."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.carried_score import CODE
from assessment.models import Consensus, Score, ScoreSheet
from awards.documents import standstill_of
from awards.gaps import Gap
from awards.lettering.models import LetterSource
from awards.models import DecisionSet
from portal.look.wording import day_text


def unexplained(decision_set: DecisionSet) -> Iterator[Gap]:
    """Offers that were scored, of which a criterion has no motivation and the officer wrote none.

    Who is told a decision reads why: article 55 and Aw 2.130, and good practice for an SBIR.
    """
    explained = _explained(decision_set)
    decisions = decision_set.decisions.filter(proposal__ranking_row__isnull=False).select_related(
        "proposal__ranking_row", "proposal__dossier"
    )
    codes = dict(decision_set.phase.criteria.values_list("code", "pk"))
    for decision in decisions:
        scored = decision.proposal.ranking_row.scores
        # A score that was carried along has its reasons in the round that gave it.
        own = [code for code in scored if code != CODE]
        bare = [c for c in own if (decision.proposal_id, codes.get(c)) not in explained]
        if bare and not decision.reasons.strip():
            yield Gap(
                _("%(dossier)s has no reasons for its score on: %(criteria)s.")
                % {"dossier": decision.proposal.dossier.reference, "criteria": ", ".join(bare)},
                _page(decision_set, "awards:decision", decision.proposal.dossier.reference),
            )


def without_address(decision_set: DecisionSet) -> Iterator[Gap]:
    """Applicants of whom no postal address is known, not even a town."""
    for decision in decision_set.decisions.filter(
        proposal__dossier__lead__address="", proposal__dossier__lead__city=""
    ).select_related("proposal__dossier__lead"):
        dossier = decision.proposal.dossier
        yield Gap(
            _("%(applicant)s has no postal address. Ask the company to add it to its data.")
            % {"applicant": dossier.lead},
            _page(decision_set, "group-mail:write"),
        )


def outdated(decision_set: DecisionSet) -> Iterator[Gap]:
    """Letters that name another last day of the standstill than they would if sent today."""
    sources = LetterSource.objects.filter(
        letter__decision__decision_set=decision_set, standstill_last_day__isnull=False
    ).select_related("letter__decision__proposal__dossier__theme")
    for source in sources:
        decision = source.letter.decision
        decision.decision_set = decision_set
        now = standstill_of(decision)
        named = source.standstill_last_day
        if now and named and now["last_day"] != named:
            yield Gap(
                _(
                    "The letters say that the standstill ends after %(named)s. Sent today it ends "
                    "after %(now)s: make the letters anew."
                )
                % {
                    "named": day_text(named),
                    "now": day_text(now["last_day"]),
                },
                _page(decision_set, "lettering:remake"),
            )
            return


def _explained(decision_set: DecisionSet) -> set[tuple[int, int]]:
    """Offer and criterion, where the committee or a member wrote why."""
    phase = decision_set.phase
    agreed = Consensus.objects.filter(proposal__phase=phase).exclude(motivation="")
    single = Score.objects.filter(
        sheet__proposal__phase=phase,
        sheet__state=ScoreSheet.State.HANDED_IN,
        sheet__seat__left_at=None,
    ).exclude(reason="")
    return {
        *agreed.values_list("proposal", "criterion"),
        *single.values_list("sheet__proposal", "criterion"),
    }


def _page(decision_set: DecisionSet, name: str, *more: str) -> str:
    phase = decision_set.phase
    return reverse(name, args=[phase.call.reference, phase.code, *more])
