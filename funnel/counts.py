"""What is counted per phase and theme, in one query per subject however many calls there are.

Everything is grouped by the phase and by the theme of the offer, so that a call for several
authorities can be told apart; figures of a phase are sums of these.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from applications.models import Proposal
from assessment.models import RankingRow
from awards.contracting.models import Payment
from awards.models import Contract, Decision, DecisionSet, Invitation, Purchase
from awards.revisions.selectors import awarded_incl_vat, is_awarded
from calls.models import Pot
from portal.accounts.models import Organisation

SMALL = [Organisation.Size.MICRO, Organisation.Size.SMALL, Organisation.Size.MEDIUM]
Place = tuple[int, int | None]  # a phase (of purchases: a call) and a theme in it
Counted = dict[Place, dict[str, Any]]
ZERO = Decimal(0)


def offers(call_ids: list[int]) -> Counted:
    """All that was started, and what was found in the vault."""
    is_offer = Q(opened__isnull=False)
    return _by_place(
        Proposal.objects.filter(phase__call__in=call_ids)
        .values("phase", theme=F("dossier__theme"))
        .annotate(
            drafts=Count("pk"),
            withdrawn=Count("pk", filter=~is_offer & Q(state=Proposal.State.WITHDRAWN)),
            offers=Count("opened"),
            judged=Count("admissibility"),
            admissible=Count("pk", filter=Q(admissibility__is_admissible=True)),
            sme=Count("pk", filter=is_offer & Q(dossier__lead__size__in=SMALL)),
            asked=Sum("opened__price_incl_vat"),
        )
    )


def ranked(call_ids: list[int]) -> Counted:
    """How many were ranked, and how many of these above every threshold."""
    return _by_place(
        RankingRow.objects.filter(proposal__phase__call__in=call_ids)
        .values(phase=F("proposal__phase"), theme=F("proposal__dossier__theme"))
        .annotate(ranked=Count("pk"), above=Count("rank"))
    )


def awards(call_ids: list[int]) -> Counted:
    """The awards that stand, and why others of the same decisions have none."""
    is_out = Q(outcome=Decision.Outcome.EXCLUDE) | Q(
        proposal__ranking_row__isnull=False, proposal__ranking_row__rank=None
    )
    waits = Q(outcome=Decision.Outcome.RESERVE) | Q(
        proposal__ranking_row__outcome=RankingRow.Outcome.BEYOND_BUDGET
    )
    left = ~is_awarded() & ~is_out & Q(lapse=None)
    return _by_place(
        Decision.objects.filter(
            proposal__phase__call__in=call_ids, decision_set__state=DecisionSet.State.RELEASED
        )
        .annotate(worth=awarded_incl_vat())
        .values(phase=F("proposal__phase"), theme=F("proposal__dossier__theme"))
        .annotate(
            awarded=Count("pk", filter=is_awarded()),
            amount=Sum("worth", filter=is_awarded()),
            unsigned=Sum("worth", filter=is_awarded() & Q(contract=None)),
            sme=Count("pk", filter=is_awarded() & Q(proposal__dossier__lead__size__in=SMALL)),
            no_budget=Count("pk", filter=left & waits),
            not_chosen=Count("pk", filter=left & ~waits),
            fell_away=Count("lapse"),
        )
    )


def contracts(call_ids: list[int]) -> dict[Place, list[dict[str, Any]]]:
    """Every contract with its dates and what it takes of the budget, in euro including VAT.

    Of one that ended early that is what was accepted, as awards/instalments.py says.
    """
    owed = (
        Payment.objects.filter(contract=OuterRef("pk"))
        .values("contract")
        .annotate(owed=Sum("amount_incl_vat"))
        .values("owed")
    )
    rows = (
        Contract.objects.filter(decision__proposal__phase__call__in=call_ids)
        .values(
            "state", "signed_by_authority_at", "value_incl_vat",
            phase=F("decision__proposal__phase"), theme=F("decision__proposal__dossier__theme"),
        )
        .annotate(
            last_judged_at=Max("deliverables__judged_at"), owed=Coalesce(Subquery(owed), ZERO)
        )
        .order_by()
    )  # fmt: skip
    found: dict[Place, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        ended = row["state"] == Contract.State.ENDED_EARLY
        taken = row["owed"] if ended else row["value_incl_vat"]
        found[row["phase"], row["theme"]].append({**row, "taken": taken})
    return found


def paid(call_ids: list[int]) -> Counted:
    """What officers wrote down as paid, in euro including VAT."""
    return _by_place(
        Payment.objects.filter(
            contract__decision__proposal__phase__call__in=call_ids, state=Payment.State.PAID
        )
        .values(
            phase=F("contract__decision__proposal__phase"),
            theme=F("contract__decision__proposal__dossier__theme"),
        )
        .annotate(paid=Sum("amount_incl_vat"))
    )


def invited(call_ids: list[int]) -> Counted:
    """Who was asked into a phase."""
    return _by_place(
        Invitation.objects.filter(phase__call__in=call_ids)
        .values("phase", theme=F("dossier__theme"))
        .annotate(invited=Count("pk"))
    )


def bought(call_ids: list[int]) -> Counted:
    """What was bought, by place (call, theme); by others: not by who asked for it."""
    asked = Coalesce("dossier__theme__authority", "dossier__call__contracting_authority")
    other = ~Q(buyer=F("asked_by"))
    return _by_place(
        Purchase.objects.filter(dossier__call__in=call_ids)
        .annotate(asked_by=asked)
        .values(phase=F("dossier__call"), theme=F("dossier__theme"))
        .annotate(
            bought=Count("pk"),
            amount=Sum("amount_excl_vat"),
            by_others=Count("pk", filter=other),
            by_others_amount=Sum("amount_excl_vat", filter=other),
            buyer_ids=ArrayAgg("buyer", distinct=True),
        )
    )


def budgets(call_ids: list[int]) -> Counted:
    """What was set aside, in euro including VAT."""
    return _by_place(
        Pot.objects.filter(phase__call__in=call_ids)
        .values("phase", "theme")
        .annotate(budget=Sum("budget_incl_vat"))
    )


def _by_place(rows: Any) -> Counted:
    return {(row.pop("phase"), row.pop("theme")): row for row in map(dict, rows.order_by())}
