"""Targets: versions that are kept, figures as the portfolio tells them, as of a reference date."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from applications.models import Partner
from awards.revisions.models import LapsedAward
from funnel.external.models import ExternalCall, Telling
from funnel.summaries.models import PhaseSummary
from funnel.summaries.recounting import recount
from funnel.summaries.totals import totals_of
from funnel.targets import documents, services
from funnel.targets.models import AgendaItem, Agreement, YearTarget
from funnel.targets.permissions import AUTHORITIES
from funnel.targets.selectors import (
    TierYear,
    agenda_of,
    by_tier,
    progress_of,
    targets_at,
    year_figures,
    year_rows,
)
from portal.accounts.models import Organisation
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.cast import Cast
from tests.factories import CallFactory
from tests.funnel.targets.stages import awarded, bought, large, with_targets

D = Decimal
SOURCE = "Jaarverslag"


def authorities():
    return Organisation.objects.filter(kind__in=AUTHORITIES)


def test_next_version_keeps_the_one_before(cast: Cast) -> None:
    """REQ-30: a changed figure keeps its history, and the audit line tells old and new."""
    first = with_targets(cast, 2026)
    second = with_targets(cast, 2026, version=1, calls_wanted=5)
    assert list(YearTarget.objects.values_list("number", "calls_wanted")) == [(1, 3), (2, 5)]
    assert targets_at(2026, portal_now())[cast.rws.pk] == second
    assert targets_at(2026, first.written_at)[cast.rws.pk] == first
    line = AuditEvent.objects.filter(action="write_targets").latest("pk")
    assert line.data["changes"] == {"calls_wanted": [3, 5]}


def test_version_that_was_overtaken_is_refused(cast: Cast) -> None:
    with_targets(cast, 2026)
    with pytest.raises(TransitionRefused):
        with_targets(cast, 2026, version=0)


@pytest.mark.parametrize("who", ["outsider", "analyst", "escrow", "applicant"])
def test_only_officers_of_the_authority_write(cast: Cast, who: str) -> None:
    """Agreements and targets are edited by officers of that authority only."""
    by = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        services.write_targets(cast.rws, 2026, version=0, by=by, source=SOURCE, calls_wanted=1)
    with pytest.raises(PermissionDenied):
        services.save_item(
            AgendaItem(authority=cast.rws, year=2026, kind="agenda", title="X"), calls=[], by=by
        )
    with pytest.raises(PermissionDenied):
        services.save_agreement(
            Agreement(authority=cast.rws, first_year=2026, last_year=2028, action="X"), by=by
        )


def test_figures_are_those_of_the_portfolio(cast: Cast) -> None:
    """Awarded with VAT, counts, SMEs and purchases: the same sums as the portfolio's summaries."""
    first, _second = awarded(cast, cast.company, large())
    awarded(cast, cast.rival_company, authority=cast.province, instrument="innovation_partnership")
    bought(cast, first, 70_000, buyer=cast.province)
    now = portal_now()
    total = TierYear("", year_rows(authorities(), now.year, now)).figures
    recount()
    portfolio = totals_of(PhaseSummary.objects.all())
    assert (total.calls, total.awards, total.sme_awards) == (2, 3, 2)
    assert total.calls == portfolio.calls
    assert (total.awards, total.sme_awards) == (portfolio["awarded"], portfolio["sme_awarded"])
    assert total.awarded_incl_vat == portfolio["awarded_incl_vat"] == D(150_000)
    assert total.sme_awarded_incl_vat == D(100_000)
    assert total.sbir_incl_vat == D(100_000)
    assert total.bought_excl_vat == D(70_000)


def test_progress_tells_numerator_denominator_and_gap(cast: Cast) -> None:
    """Innovation share of purchasing, SME share by value, and the set-aside of the R&D budget."""
    first, _second = awarded(cast, cast.company, large())
    bought(cast, first, 70_000)
    now = portal_now()
    target = with_targets(cast, now.year)
    innovation, sme, set_aside = progress_of(year_figures(now.year, now)[cast.rws.pk], target)
    # 50,000 including 21 percent is 41,322.31 without it.
    assert innovation.share.numerator == D("152644.62")
    assert (innovation.share.denominator, innovation.gap) == (D(10_000_000), D("97355.38"))
    assert (sme.share.percent, sme.gap) == (D(50), D(0))
    assert (set_aside.share.percent, set_aside.gap) == (D(2), D(60_000))


def test_award_is_split_by_the_shares_of_its_partners(cast: Cast) -> None:
    """Domain 6: of a consortium the value is split; a partner nobody knows counts as large."""
    (decision,) = awarded(cast, cast.company)
    opened = decision.proposal.opened
    known = {"role": "partner", "country": "NL"}
    Partner.objects.create(opened=opened, name="Groot", kvk=large().kvk, share=30, **known)
    Partner.objects.create(
        opened=opened, name="Rivaal", kvk=cast.rival_company.kvk, share=10, **known
    )
    now = portal_now()
    figures = year_figures(now.year, now)[cast.rws.pk]
    assert figures.sme_awarded_incl_vat == D(35_000)  # 60 and 10 percent of 50,000


def test_reference_date_tells_what_was_known_then(cast: Cast) -> None:
    """A report that is made again tells the same: later awards, lapses and targets stay out."""
    (first,) = awarded(cast, told_at=portal_now() - timedelta(minutes=2))
    at = portal_now()
    before = documents.letter_text(at.year, at)
    assert "€ 50.000 inclusief btw" in before.replace("\xa0", " ")
    awarded(cast, cast.rival_company)
    Agreement.objects.create(authority=cast.rws, first_year=at.year, last_year=2100, action="X")
    LapsedAward.objects.create(decision=first, ground="withdrew", recorded_by=cast.officer)
    with_targets(cast, at.year)
    assert documents.letter_text(at.year, at) == before
    now = portal_now()
    assert year_figures(now.year, now)[cast.rws.pk].awarded_incl_vat == D(50_000)  # the other one
    assert documents.letter_text(now.year, now) != before


def test_other_years_stay_out(cast: Cast) -> None:
    awarded(cast, told_at=portal_now() - timedelta(days=500))
    now = portal_now()
    figures = year_figures(now.year, now)[cast.rws.pk]
    assert (figures.awards, figures.awarded_incl_vat) == (0, 0)


def told(cast: Cast, number: int, **more) -> Telling:
    """An SBIR outside the portal: two awards, both to SMEs."""
    call, _is_new = ExternalCall.objects.get_or_create(authority=cast.province, key=str(number))
    values = {"title": "Buiten", "tier": "province", "instrument": "sbir", "source": "RVO",
              "year": portal_now().year, "vat": "included", "added_by": cast.analyst}  # fmt: skip
    telling = Telling.objects.create(call=call, **(values | more))
    telling.phases.create(
        order=1, kind="feasibility", awarded=2, sme_awarded=2, granted=80_000, bought_excl_vat=500
    )
    return telling


def test_calls_outside_the_portal_count_in_the_basis_that_is_known(cast: Cast) -> None:
    """REQ-30: with VAT, without, or not known: never in one sum; the newest telling counts."""
    awarded(cast, authority=cast.province)
    told(cast, 1, vat="excluded")
    told(cast, 1)  # told again: restated
    told(cast, 2, vat="excluded")
    told(cast, 3, vat="unknown")
    told(cast, 4, taken_back_at=portal_now(), taken_back_by=cast.analyst)
    told(cast, 5, year=2015)
    at = portal_now()
    told(cast, 6)  # after the reference date
    (row,) = year_rows(authorities().filter(pk=cast.province.pk), at.year, at)
    figures = row.figures
    assert (row.tier, figures.calls, figures.awards, figures.sme_awards) == ("province", 4, 7, 7)
    assert figures.awarded_incl_vat == figures.sbir_incl_vat == D(130_000)
    assert figures.awarded_excl_vat == D("121322.31")
    assert figures.sme_by_value.percent == 100
    assert figures.bought_excl_vat == D(1500)


def test_reserved_budget_counts_what_its_calls_awarded(cast: Cast) -> None:
    """What is left of reserved budget, of the calls that are tied to it; drafts count nothing."""
    (decision,) = awarded(cast)
    draft = CallFactory(contracting_authority=cast.rws)
    item = services.save_item(
        AgendaItem(
            authority=cast.rws, year=2026, kind="reserved", title="Bruggen",
            budget_incl_vat=D(80_000),
        ),
        calls=[decision.proposal.phase.call, draft],
        by=cast.officer,
    )  # fmt: skip
    now = portal_now()
    (row,) = agenda_of(AgendaItem.objects.filter(pk=item.pk), now)
    (before,) = agenda_of(AgendaItem.objects.filter(pk=item.pk), now - timedelta(days=1))
    assert before.awarded_incl_vat == 0
    assert (row.awarded_incl_vat, row.left_incl_vat, row.used.percent) == (
        50_000,
        30_000,
        D("62.5"),
    )
    with pytest.raises(ProtectedError):
        cast.rws.delete()


def test_totals_per_tier_add_up_and_name_who_has_none(cast: Cast) -> None:
    awarded(cast)
    awarded(cast, cast.rival_company, authority=cast.province)
    services.choose_tier(cast.province, tier="province", by=cast.analyst)
    now = portal_now()
    tiers = by_tier(year_rows(authorities(), now.year, now))
    assert [(tier.tier, tier.figures.awards) for tier in tiers] == [("province", 1), ("", 1)]


def test_database_holds_what_a_target_and_an_agreement_are(cast: Cast) -> None:
    wrong = [
        {"innovation_percent": D(101)}, {"purchasing_excl_vat": D(0)}, {"source": ""},
        {"sme_percent": D(-1)},
    ]  # fmt: skip
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            YearTarget.objects.create(
                authority=cast.rws, year=2026, number=1, written_by=cast.officer,
                **({"source": SOURCE} | values),
            )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(authority=cast.rws, first_year=2028, last_year=2026, action="X")
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(authority=cast.rws, year=2026, kind="reserved", title="X")
