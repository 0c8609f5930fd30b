"""From scores to a ranking: collects what assessment/ranking.py needs, and freezes what it says."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from applications.models import Proposal
from assessment import carried_score, one_place, ranking, selectors
from assessment.models import Committee, Ranking, RankingRow
from calls.models import Phase
from portal.crypto.canonical import canonical_json
from portal.workflow import TransitionRefused

COUNTS = {  # in the frozen rules, which anybody may read
    Phase.Counting.CONSENSUS: "the consensus",
    Phase.Counting.MEAN: "the consensus, else the mean of the valid scores",
}


def rules_of(phase: Phase) -> list[ranking.Rule]:
    """The criteria of a phase, in their order."""
    return [
        ranking.Rule(criterion.code, criterion.weight, criterion.threshold)
        for criterion in phase.criteria.all()
    ]


def budgets_of(phase: Phase) -> dict[str, Decimal]:
    """The budget including VAT of each pot, by the code of its theme ("" without themes).

    Where an award costs no money it is the number of places, for each theme as many.
    """
    if not phase.needs_money:
        themes = [theme.code for theme in phase.call.themes.all()] or [""]
        return dict.fromkeys(themes, Decimal(phase.planned_awards))
    return {
        pot.theme.code if pot.theme else "": pot.budget_incl_vat
        for pot in phase.pots.select_related("theme")
    }


def seed_of(phase: Phase) -> str:
    """The seed of the lot: published terms and published opening, so that anybody can check it."""
    terms = phase.call.versions.last()
    return ranking.seed_of(
        call=phase.call.reference,
        phase=phase.code,
        terms_sha256=terms.sha256 if terms else "",
        opening_sha256=phase.opening.root_sha256,
    )


def rank(phase: Phase, proposals: Iterable[Proposal]) -> list[ranking.Place]:
    """Rank by consensus scores, else by the mean of valid scores; skips offers without either."""
    proposals = list(proposals)
    rules, budgets = rules_of(phase), budgets_of(phase)
    carried = carried_score.scores_of(phase)
    offers = [
        _offer(proposal, {**scores, **carried.get(proposal.dossier_id, {})}, budgets)
        for proposal, scores in _counting(phase, proposals, rules)
    ]

    def ranked(some: Sequence[ranking.Offer]) -> list[ranking.Place]:
        return ranking.rank(
            some,
            carried_score.with_carried(rules, phase),
            budgets=budgets,
            walk=phase.budget_walk,
            seed=seed_of(phase),
            by_place=not phase.needs_money,
            least_total=phase.total_threshold,
            tie_break=phase.tie_break,
        )

    if not phase.one_award_each:
        return ranked(offers)
    applicants = {each.dossier.reference: str(each.dossier.lead_id) for each in proposals}
    return one_place.rank(ranked, offers, applicants)


def walked_again(
    frozen: Ranking, rows: Iterable[RankingRow], budgets: Mapping[str, Decimal]
) -> list[ranking.Place]:
    """The frozen ranking walked down other budgets: its own scores, rules and lots."""
    rules, rows = frozen.rules, list(rows)
    offers = [
        ranking.Offer(
            reference=row.proposal.dossier.reference,
            price_incl_vat=row.price_incl_vat,
            scores={code: Fraction(score) for code, score in row.scores.items()},
            pot=rules["pots"][row.proposal.dossier.reference],
        )
        for row in rows
    ]

    def ranked(some: Sequence[ranking.Offer]) -> list[ranking.Place]:
        return ranking.rank(
            some,
            [ranking.Rule(**criterion) for criterion in rules["criteria"]],
            budgets=budgets,
            walk=rules["walk"],
            seed=rules["seed"],
            by_place="places" in rules,
            least_total=Decimal(rules["least_total"]) if rules.get("least_total") else None,
            tie_break=rules.get("tie_break", Phase.TieBreak.HEAVIEST),
        )

    if not rules.get("one_place_each"):
        return ranked(offers)
    applicants = {row.proposal.dossier.reference: str(row.proposal.dossier.lead_id) for row in rows}
    return one_place.rank(ranked, offers, applicants)


def _counting(
    phase: Phase, proposals: Iterable[Proposal], rules: Sequence[ranking.Rule]
) -> Iterator[tuple[Proposal, dict[str, Fraction]]]:
    """The offers that have a score on every criterion, with those scores."""
    agreed = selectors.consensus_values(phase)
    means = selectors.valid_means(phase)
    codes = [rule.code for rule in rules]
    for proposal in proposals:
        scores = means.get(proposal.pk, {}) | {
            code: Fraction(value) for code, value in agreed.get(proposal.pk, {}).items()
        }
        if all(code in scores for code in codes):
            yield proposal, {code: scores[code] for code in codes}


def freeze(committee: Committee, proposals: Sequence[Proposal]) -> Ranking:
    """Store the ranking with the rules it was made with and a hash over both."""
    phase = committee.phase
    places = rank(phase, proposals)
    by_reference = {proposal.dossier.reference: proposal for proposal in proposals}
    rules = _rules_as_json(phase, places)
    frozen = Ranking.objects.create(
        committee=committee, rules=rules, sha256=fingerprint(rules, [_as_json(p) for p in places])
    )
    RankingRow.objects.bulk_create(
        [
            RankingRow(
                ranking=frozen,
                proposal=by_reference[place.offer.reference],
                rank=place.rank,
                total=str(place.total),
                total_shown=ranking.shown(place.total),
                scores=_as_json(place)["scores"],
                price_incl_vat=place.offer.price_incl_vat,
                outcome=place.outcome.value,
            )
            for place in places
        ]
    )
    return frozen


def export(frozen: Ranking) -> dict[str, Any]:
    """Rules, rows and hash, as read back from the database: enough to compute it all again."""
    stored = frozen.rows.order_by("id").values_list(
        "proposal__dossier__reference", "rank", "total", "scores", "price_incl_vat", "outcome"
    )
    rows = [as_json(*values) for values in stored]
    return {"rules": frozen.rules, "rows": rows, "sha256": frozen.sha256}


def recomputed_sha256(frozen: Ranking) -> str:
    """The hash over what stands in the database now; it differs when somebody wrote in it."""
    content = export(frozen)
    return fingerprint(content["rules"], content["rows"])


def require_intact(frozen: Ranking) -> None:
    """Refuse to build on a ranking in which somebody wrote after it was frozen."""
    if recomputed_sha256(frozen) != frozen.sha256:
        raise TransitionRefused(
            _("The stored ranking does not match its hash. Do not use it, and report this to the "
              "platform."),
            code="ranking_changed",
        )  # fmt: skip


def fingerprint(rules: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    """SHA-256 over the canonical JSON of rules and rows."""
    return hashlib.sha256(canonical_json({"rules": rules, "rows": rows})).hexdigest()


def _offer(
    proposal: Proposal, scores: dict[str, Fraction], budgets: dict[str, Decimal]
) -> ranking.Offer:
    theme = proposal.dossier.theme
    return ranking.Offer(
        reference=proposal.dossier.reference,
        price_incl_vat=proposal.opened.price_incl_vat,
        scores=scores,
        # A theme without a budget of its own draws on the budget of the whole phase.
        pot=theme.code if theme and theme.code in budgets else "",
    )


def as_json(
    offer: str, rank: int | None, total: str, scores: dict[str, str], price: Decimal, outcome: str
) -> dict[str, Any]:
    """One row as the hash is made over it."""
    return {
        "offer": offer,
        "rank": rank,
        "total": total,
        "scores": scores,
        "price_incl_vat": str(price),
        "outcome": outcome,
    }


def _as_json(place: ranking.Place) -> dict[str, Any]:
    scores = {code: str(score) for code, score in place.offer.scores.items()}
    return as_json(
        place.offer.reference, place.rank, str(place.total), scores, place.offer.price_incl_vat,
        place.outcome.value,
    )  # fmt: skip


def _ties(phase: Phase, rules: Sequence[ranking.Rule]) -> list[str]:
    """What is looked at, in this order, until two offers differ."""
    between = {
        Phase.TieBreak.HEAVIEST: [ranking.heaviest(rules).code],
        Phase.TieBreak.PRICE: ["price_incl_vat"],
        Phase.TieBreak.LOT: [],
    }
    return ["total", *between[Phase.TieBreak(phase.tie_break)], "lot"]


def _rules_as_json(phase: Phase, places: Iterable[ranking.Place]) -> dict[str, Any]:
    rules, seed = carried_score.with_carried(rules_of(phase), phase), seed_of(phase)
    return {
        "call": phase.call.reference,
        "phase": phase.code,
        "scale": [phase.scale_min, phase.scale_max],
        "criteria": [
            {"code": rule.code, "weight": rule.weight, "threshold": rule.threshold}
            for rule in rules
        ],
        "counts": COUNTS[Phase.Counting(phase.counting)],
        "least_total": None if phase.total_threshold is None else str(phase.total_threshold),
        "tie_break": phase.tie_break,
        "ties": _ties(phase, rules),
        "seed": seed,
        "lots": {
            place.offer.reference: ranking.lot(seed, place.offer.reference) for place in places
        },
        "budgets_incl_vat" if phase.needs_money else "places": {
            pot: str(budget) for pot, budget in budgets_of(phase).items()
        },
        "walk": phase.budget_walk,
        "one_place_each": phase.one_award_each,
        "pots": {place.offer.reference: place.offer.pot for place in places},
    }
