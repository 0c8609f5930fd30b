"""The rows behind the portfolio: as fresh as the audit chain, equal to a recount, sealed."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q

from applications.models import Opening, Proposal
from awards import services
from awards.models import Contract
from calls.catalogue.models import Mission
from calls.models import Call, Phase, Pot, Theme
from funnel.figures import MEASURES, PhaseFigures, together
from funnel.selectors import funnel_of
from funnel.summaries.models import PhaseSummary, Progress
from funnel.summaries.recounting import recount
from funnel.summaries.refreshing import put, refresh
from funnel.summaries.rows import _cofunding
from portal.accounts.models import Organisation
from portal.audit.record import record
from portal.clock import portal_now
from tests.awards.stages import advised, company_of, make_phase, open_offer
from tests.cast import Cast, proof_of
from tests.factories import DossierFactory, ProposalFactory
from tests.funnel.cofunding.stages import granted, open_round, second_giver, sent
from tests.funnel.test_figures import walk_to_the_end


def bought(cast: Cast, amount: str) -> None:
    """Another authority than that of the call buys what was delivered."""
    services.record_purchase(
        Contract.objects.get().decision.proposal.dossier, buyer=cast.province,
        description="Drie liggers", procurement_reference="TN 1",
        amount_excl_vat=Decimal(amount), bought_on=portal_now().date(), by=cast.outsider,
    )  # fmt: skip


def row_of(phase: Phase) -> PhaseSummary:
    return PhaseSummary.objects.get(phase=phase)


def test_rows_say_what_the_live_figures_say_and_follow_what_happens(cast: Cast) -> None:
    """Also the steps before the offer and why others went no further; all of them add up."""
    phase = walk_to_the_end(cast)
    ProposalFactory(phase=phase, state=Proposal.State.LAPSED)
    refresh()
    row, figures = row_of(phase), funnel_of(phase.call).phases[0]
    assert {name: getattr(row, name) for name in MEASURES} == {
        name: getattr(figures, name) for name in MEASURES
    }
    steps = (row.drafts, row.offers, row.admissible, row.above_threshold, row.awarded)
    assert steps == (5, 4, 3, 2, 1)
    lost = (row.lost_not_sent, row.lost_inadmissible, row.lost_below_threshold, row.lost_no_budget)
    assert lost == (1, 1, 1, 1)
    assert (row.lost_withdrawn, row.lost_not_chosen, row.lost_fell_away) == (0, 0, 0)
    assert row.committed_incl_vat == row.paid_incl_vat == Decimal("50000.00")
    Phase.objects.filter(pk=phase.pk).update(may_be_bought=True)
    bought(cast, "120000.00")
    assert refresh() == 1
    buying = PhaseSummary.objects.get(kind="procurement")
    assert (buying.bought, buying.bought_excl_vat) == (1, Decimal("120000.00"))
    assert (buying.bought_by_others, buying.bought_by_others_excl_vat) == (1, Decimal("120000.00"))
    assert refresh() == 0
    assert recount().differing == 0


def test_change_without_an_audit_line_is_found_by_the_recount(cast: Cast) -> None:
    """The control: it is told, and put right."""
    phase = advised(cast)
    record("confirm_opening", phase, by=None)
    refresh()
    Pot.objects.filter(phase=phase).update(budget_incl_vat=Decimal("1.00"))
    assert refresh() == 0
    done = recount()
    assert (done.rows, done.differing) == (1, 1)
    told = {"key": row_of(phase).key, "field": "budget_incl_vat", "was": "500000.00", "is": "1.00"}
    assert done.differences == [told]
    assert row_of(phase).budget_incl_vat == Decimal("1.00")
    assert recount().differing == 0


def test_sealed_phase_has_no_count_in_its_row(cast: Cast) -> None:
    """Not of offers, not of drafts, no money; its budget was published."""
    phase = make_phase(cast)
    for place in range(3):
        open_offer(phase, company_of(cast, place))
    record("publish", phase.call, by=None)
    refresh()
    row = row_of(phase)
    assert row.is_sealed
    known = {name for name in MEASURES if getattr(row, name) is not None}
    assert known == {"budget_incl_vat"}
    assert not Opening.objects.exists()


def test_size_of_a_company_counts_again_in_its_calls(cast: Cast) -> None:
    phase = advised(cast)
    record("confirm_opening", phase, by=None)
    refresh()
    assert row_of(phase).sme_offers == 3
    Organisation.objects.filter(pk=cast.company.pk).update(size=Organisation.Size.LARGE)
    record("test_size", cast.company, by=cast.applicant)
    refresh()
    assert row_of(phase).sme_offers == 2


def test_call_with_themes_has_a_row_for_the_authority_of_each(cast: Cast) -> None:
    """A round of challenges: each authority finds its own figures, and they add up to the call."""
    phase = make_phase(cast, pot=None)
    themes = [
        Theme.objects.create(call=phase.call, code=code, title=code, authority=authority)
        for code, authority in (("A", cast.rws), ("B", cast.province))
    ]
    for theme, budget in zip(themes, (100, 300), strict=True):
        Pot.objects.create(phase=phase, theme=theme, budget_incl_vat=Decimal(budget))
    for place, theme in enumerate([themes[0], themes[1], themes[1]]):
        lead = company_of(cast, place)
        open_offer(phase, lead, dossier=DossierFactory(call=phase.call, lead=lead, theme=theme))
    Opening.objects.create(
        phase=phase, started_by=cast.author, started_at=portal_now(), opened_at=portal_now(),
        start_proof=proof_of(cast.author),
    )  # fmt: skip
    record("confirm_opening", phase, by=None)
    refresh()
    rows = PhaseSummary.objects.filter(phase=phase).order_by("key")
    found = [(row.authority, row.offers, row.budget_incl_vat) for row in rows]
    assert found == [(cast.rws, 1, Decimal(100)), (cast.province, 2, Decimal(300))]
    whole = funnel_of(phase.call).phases[0]
    assert (whole.offers, whole.budget_incl_vat) == (3, Decimal(400))


def test_granted_cofunding_is_in_the_rows_of_its_call(cast: Cast) -> None:
    request = sent(cast, open_round(cast))
    granted(cast, request, second_giver(cast))
    refresh()
    row = PhaseSummary.objects.get(call=request.call)
    assert row.cofunding_incl_vat == Decimal("300000.00")
    assert row.budget_incl_vat == Decimal("500000.00")


def test_missions_and_year_are_what_a_call_is_selected_by(cast: Cast) -> None:
    call = make_phase(cast).call
    mission: Mission = Mission.objects.get(code="dementie")
    mission.calls.add(call)
    late = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight in Amsterdam
    Call.objects.filter(pk=call.pk).update(published_at=late)
    record("publish", call, by=None)
    refresh()
    row = PhaseSummary.objects.get(call=call)
    assert (row.missions, row.mission_themes, row.year) == (["dementie"], ["health"], 2026)


def test_draft_has_no_row(cast: Cast) -> None:
    call = make_phase(cast).call
    Call.objects.filter(pk=call.pk).update(state=Call.State.DRAFT)
    record("publish", call, by=None)
    refresh()
    assert not PhaseSummary.objects.exists()


def test_figures_are_as_of_the_moment_before_counting(cast: Cast) -> None:
    before = portal_now()
    refresh()
    as_of = Progress.objects.get().as_of
    assert as_of is not None
    assert before <= as_of <= portal_now()


def test_rows_of_calls_outside_the_portal_stay_beside_the_others(cast: Cast) -> None:
    """The seam for registered calls: own rows, no recount of the portal touches them."""
    phase = make_phase(cast)
    record("publish", phase.call, by=None)
    row = PhaseSummary(
        key="oud-1/phase-1", source="registered", reference="oud-1", title="SBIR 2015",
        state="completed", authority=cast.rws, instrument="sbir", published_at=portal_now(),
        year=2015, order=1, kind="feasibility", offers=12,
    )  # fmt: skip
    put([row], instead_of=Q(source="registered", reference="oud-1"))
    refresh()
    assert recount().differing == 0
    sources = PhaseSummary.objects.order_by("source").values_list("source", "offers")
    assert list(sources) == [("portal", None), ("registered", 12)]


@pytest.mark.parametrize(
    ("budgets", "granted_euros", "expected"),
    [
        ([300, 100], 100, ["75.00", "25.00"]),
        ([1, 1, 1], 1, ["0.33", "0.33", "0.34"]),
        ([100, 0], 10, ["10.00", "0.00"]),
        ([0, 0], 10, ["0.00", "0.00"]),
    ],
)
def test_cofunding_is_spread_to_the_cent(
    budgets: list[int], granted_euros: int, expected: list[str]
) -> None:
    """In proportion to the budgets, and together what was granted."""
    parts = [_figures(budget_incl_vat=Decimal(budget)) for budget in budgets]
    shares = _cofunding(parts, Decimal(granted_euros))
    assert [f"{share:.2f}" for share in shares] == expected


def test_unknown_parts_do_not_make_a_phase_zero() -> None:
    whole = together([_figures(offers=2, awarded=None), _figures(offers=None, awarded=None)])
    assert (whole.offers, whole.awarded) == (2, None)


def _figures(**values: Any) -> PhaseFigures:
    return PhaseFigures(phase=Phase(), is_sealed=False, **values)
