"""Awards and targets as rows, without walking a whole call to its end."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from awards.models import Decision, DecisionSet, Purchase
from calls.models import Phase
from funnel.targets import services
from funnel.targets.models import YearTarget
from portal.accounts.models import Organisation
from portal.clock import portal_now
from tests.awards.stages import close_and_open, open_offer
from tests.cast import Cast
from tests.factories import CallFactory, OrganisationFactory, PhaseFactory

D = Decimal


def awarded(
    cast: Cast, *leads: Organisation, authority: Organisation | None = None,
    instrument: str = "sbir", amount: int = 50_000, told_at: datetime | None = None,
) -> list[Decision]:  # fmt: skip
    """A released award of `amount` including VAT (21 percent) to each of these companies."""
    call = CallFactory(
        published=True,
        published_at=portal_now(),
        instrument=instrument,
        contracting_authority=authority or cast.rws,
    )
    phase = PhaseFactory(call=call)
    offers = [open_offer(phase, lead) for lead in leads or [cast.company]]
    close_and_open(phase, cast)
    Phase.objects.filter(pk=phase.pk).update(state=Phase.State.INFORMED)
    decision_set = DecisionSet.objects.create(
        phase=phase, state=DecisionSet.State.RELEASED, proposed_by=cast.author,
        approved_by=cast.officer, released_at=told_at or portal_now(),
    )  # fmt: skip
    outcome = Decision.Outcome.AWARD
    return [
        Decision.objects.create(
            decision_set=decision_set, proposal=offer, outcome=outcome, advised=outcome,
            amount_incl_vat=amount,
        )
        for offer in offers
    ]  # fmt: skip


def bought(cast: Cast, decision: Decision, amount: int, buyer: Organisation | None = None) -> None:
    """A purchase of today of a result, excluding VAT."""
    Purchase.objects.create(
        dossier=decision.proposal.dossier, buyer=buyer or cast.rws, description="Liggers",
        procurement_reference="2026-1", amount_excl_vat=amount,
        bought_on=portal_now().date(), recorded_by=cast.officer,
    )  # fmt: skip


def with_targets(cast: Cast, year: int, *, version: int = 0, **more: Any) -> YearTarget:
    """The next version of the targets of the cast's authority."""
    values: dict[str, Any] = {
        "innovation_percent": D("2.50"), "calls_wanted": 3, "sme_percent": D(50),
        "set_aside_percent": D("3.20"), "purchasing_excl_vat": D(10_000_000),
        "rd_budget_incl_vat": D(5_000_000), "source": "Begroting",
    }  # fmt: skip
    return services.write_targets(
        cast.rws, year, version=version, by=cast.officer, **(values | more)
    )


def large(name: str = "Groot N.V.") -> Organisation:
    """A company that is no SME."""
    return OrganisationFactory(name=name, size=Organisation.Size.LARGE)
