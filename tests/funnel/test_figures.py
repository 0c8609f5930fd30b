"""The figures: what is counted, what stays sealed, and that a machine reads the same."""

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.urls import reverse

from applications.models import Admissibility, Opening
from assessment.admissibility.models import CheckItem
from awards import services, transitions
from awards.models import Contract
from calls.models import Phase
from funnel.exports import as_csv, as_json
from funnel.figures import Conversion, conversions, stage_time
from funnel.selectors import funnel_of, funnels_of, offers_at
from portal.accounts.models import Membership, Organisation
from portal.clock import portal_now
from portal.spreadsheets import csv_line
from portal.work.jobs import run_open_jobs
from tests.awards.stages import (
    advised,
    close_and_open,
    company_of,
    exclude,
    make_phase,
    open_offer,
    pay,
    with_papers,
)
from tests.cast import Cast, client_of, proof_of, staff
from tests.factories import OrganisationFactory, PhaseFactory

ROLES = [
    "anonymous", "applicant", "rival", "author", "officer", "outsider", "escrow", "unassigned",
    "analyst", "auditor", "operator",
]  # fmt: skip


def walk_to_the_end(cast: Cast) -> Phase:
    """One award, delivered and accepted; one beyond budget, one below, one excluded."""
    phase = advised(cast, with_excluded=True)
    now = portal_now()
    PhaseFactory(
        call=phase.call, invited=True, opens_at=now + timedelta(days=10),
        closes_at=now + timedelta(days=40),
    )  # fmt: skip
    PhaseFactory(
        call=phase.call, kind="procurement", order=3, opens_at=None, closes_at=None,
        pot=None, entry=Phase.Entry.OPEN,
    )  # fmt: skip
    return deliver(phase, cast)


def deliver(phase: Phase, cast: Cast) -> Phase:
    """From the advice to an accepted result."""
    decision_set = services.propose(phase, by=cast.author)
    transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))
    run_open_jobs()
    decision_set.refresh_from_db()
    with_papers(transitions.release(decision_set, by=cast.author, proof=proof_of(cast.author)))
    contract = Contract.objects.get()
    transitions.sign_contract(contract, by=cast.applicant)
    transitions.countersign(contract, by=cast.officer)
    for part in contract.deliverables.all():
        transitions.deliver(part, upload=b"%PDF-1.7", file_name="r.pdf", by=cast.applicant)
        transitions.accept(part, by=cast.officer)
        pay(part, cast)
    return phase


def test_funnel_counts_every_stage_and_its_money(cast: Cast) -> None:
    """Domain 6: submitted, admissible, granted, delivered, invited; amounts with VAT basis."""
    phase = walk_to_the_end(cast)
    first, second, third = as_json(funnel_of(phase.call))["phases"]
    assert first | {"median_days": None} == {
        "code": "feasibility",
        "kind": "feasibility",
        "sealed": False,
        "budget_incl_vat_eur": "500000.00",
        "drafts": 4,
        "offers": 4,
        "admissible": 3,
        "above_threshold": 2,
        "asked_incl_vat_eur": "200000.00",
        "awarded": 1,
        "awarded_incl_vat_eur": "50000.00",
        "delivered": 1,
        "paid_incl_vat_eur": "50000.00",
        "invited": 1,
        "sme_offers": 4,
        "sme_awarded": 1,
        "median_days": None,
    }
    assert (second["sealed"], second["offers"]) == (True, None)
    assert third == {
        "code": "procurement", "kind": "procurement", "bought": 0,
        "bought_excl_vat_eur": "0.00", "buyers": 0,
    }  # fmt: skip


def test_nothing_is_counted_before_the_vault_was_opened(cast: Cast) -> None:
    """Sealed to everyone: neither number nor money of a phase with three offers."""
    phase = make_phase(cast)
    for place in range(3):
        open_offer(phase, company_of(cast, place))
    figures = funnel_of(phase.call).phases[0]
    assert figures.is_sealed
    assert (figures.offers, figures.asked_incl_vat, figures.sme_offers) == (None, None, None)
    page = client_of(cast.analyst).get(reverse("funnel:call", args=[phase.call.reference]))
    assert "150.000" not in page.content.decode()
    close_and_open(phase, cast)
    assert funnel_of(phase.call).phases[0].offers == 3


def test_a_started_opening_opens_no_figures(cast: Cast) -> None:
    """One person alone has opened nothing yet."""
    phase = make_phase(cast)
    open_offer(phase, cast.company)
    close_and_open(phase, cast)
    Opening.objects.update(opened_at=None, confirmed_by=None)
    assert funnel_of(phase.call).phases[0].offers is None


def test_awards_are_not_counted_before_everybody_was_told(cast: Cast) -> None:
    phase = advised(cast)
    decision_set = services.propose(phase, by=cast.author)
    transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))
    assert funnel_of(phase.call).phases[0].awarded is None


def test_purchases_are_counted_apart_and_without_vat(cast: Cast) -> None:
    """REQ-30: amounts with and without VAT are never in one sum."""
    phase = deliver(advised(cast, kind="prototype"), cast)
    services.record_purchase(
        Contract.objects.get().decision.proposal.dossier,
        buyer=cast.province,
        description="Drie liggers",
        procurement_reference="TN 12345",
        amount_excl_vat=Decimal("120000.00"),
        bought_on=portal_now().date(),
        by=cast.outsider,
    )
    PhaseFactory(call=phase.call, kind="procurement", order=3, pot=None)
    first, last = funnel_of(phase.call).phases
    assert (last.bought, last.bought_excl_vat) == (1, Decimal("120000.00"))
    assert (last.bought_by_others, last.buyers) == (1, 1)
    assert first.awarded_incl_vat == first.committed_incl_vat == Decimal("50000.00")


def test_conversions_show_both_numbers_and_no_percentage_of_nothing(cast: Cast) -> None:
    """REQ-30: numerator and denominator; division by zero is not a number."""
    parts = conversions(funnel_of(walk_to_the_end(cast).call).phases[0])
    assert parts["admissible"] == Conversion(3, 4)
    assert parts["success_rate"] == Conversion(1, 4)
    assert parts["invited"].percent == 100
    assert Conversion(0, 0).percent is None


def test_page_of_a_call_tells_why_offers_went_no_further(cast: Cast) -> None:
    """Beside the picture, as numbers: each reason as a part of the drafts started."""
    phase = advised(cast, with_excluded=True)
    page = client_of(cast.analyst).get(reverse("funnel:call", args=[phase.call.reference]))
    [row] = page.context["phases"]
    told = [part.conversion for part in row.losses]
    assert told == [Conversion(0, 4), Conversion(0, 4), Conversion(1, 4), Conversion(1, 4)]


def test_page_of_a_call_tells_on_which_grounds_offers_fell(cast: Cast) -> None:
    """Those of offers that stayed in, and what is in order, count for nothing."""
    phase = make_phase(cast)
    out, alone, stays = (open_offer(phase, company_of(cast, place)) for place in range(3))
    for offer, codes, is_in in (
        (out, ["complete", "scope"], False), (alone, ["complete"], False), (stays, ["scope"], True),
    ):  # fmt: skip
        Admissibility.objects.create(
            proposal=offer, is_admissible=is_in, reasons="Zo.", judged_by=cast.officer
        )
        for code in ("complete", "authorised", "scope"):
            verdict, note = ("wrong", "Nee.") if code in codes else ("right", "")
            CheckItem.objects.create(
                proposal=offer, code=code, verdict=verdict, note=note, checked_by=cast.officer
            )
    close_and_open(phase, cast)
    page = client_of(cast.analyst).get(reverse("funnel:call", args=[phase.call.reference]))
    [row] = page.context["phases"]
    assert [part.conversion for part in row.grounds] == [Conversion(2, 2), Conversion(1, 2)]


def test_page_of_a_call_begins_with_where_it_stands_and_what_is_committed(cast: Cast) -> None:
    """Issue 11: both in one look; by the clock, and no award is told before its letter."""
    phase = make_phase(cast)
    Phase.objects.filter(pk=phase.pk).update(state=Phase.State.PLANNED)  # the task lags behind
    assert shown_stand(cast, phase) == ("open", None)

    phase = advised(cast)
    assert shown_stand(cast, phase) == ("advised", None)
    deliver(phase, cast)
    committed = funnel_of(phase.call).phases[0].committed_incl_vat
    assert committed
    assert shown_stand(cast, phase) == ("completed", committed)


def shown_stand(cast: Cast, phase: Phase) -> tuple[str, Decimal | None]:
    address = reverse("funnel:call", args=[phase.call.reference])
    row = client_of(cast.analyst).get(address).context["stand"].phases[0]
    return row.standing.state, row.committed


def test_stage_time_is_the_median_of_what_is_over() -> None:
    start = datetime(2026, 3, 1, 9, tzinfo=UTC)
    spans = [(start, start + timedelta(days=days)) for days in (1, 2, 9)] + [(start, None)]
    time = stage_time("deciding", spans)
    assert (time.days, time.count) == (Decimal("2.0"), 3)


def test_offers_behind_a_figure_are_as_many_as_the_figure(cast: Cast) -> None:
    phase = walk_to_the_end(cast)
    figures = funnel_of(phase.call).phases[0]
    for stage in ("offers", "admissible", "above_threshold", "awarded", "delivered", "invited"):
        assert offers_at(phase, stage).count() == getattr(figures, stage), stage


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_csv_never_starts_a_formula(text: str) -> None:
    """ASVS 1.2.10."""
    [[cell]] = csv.reader(StringIO(csv_line([text]), newline=""))
    assert cell == f"'{text}"


def test_csv_and_json_say_the_same(cast: Cast) -> None:
    phase = walk_to_the_end(cast)
    funnel = funnel_of(phase.call)
    rows = list(csv.DictReader(StringIO("".join(as_csv([funnel])), newline="")))
    first = as_json(funnel)["phases"][0]
    assert [row["phase"] for row in rows] == ["feasibility", "prototype", "procurement"]
    assert rows[0]["offers"] == str(first["offers"])
    assert rows[0]["awarded_incl_vat_eur"] == first["awarded_incl_vat_eur"]
    assert rows[1]["offers"] == ""


@pytest.mark.parametrize("count", [1, 3])
def test_figures_take_the_same_queries_for_any_number_of_calls(
    cast: Cast, django_assert_num_queries, count: int
) -> None:
    phases = [make_phase(cast) for _number in range(count)]
    for phase in phases:
        exclude(phase, cast)
    with django_assert_num_queries(9):
        assert len(funnels_of([phase.call for phase in phases])) == count


def test_each_role_reads_the_figures_that_are_theirs(cast: Cast) -> None:
    """Analysts every call, officers their own; the rest none."""
    call = advised(cast).call
    staffed = {"author": 200, "officer": 200, "analyst": 200, "anonymous": 302}
    # The secretary works on the call, and may therefore read its figures, but has no portfolio.
    tables = {
        reverse("funnel:portfolio"): staffed | {"outsider": 200, "else": 403},
        reverse("funnel:portfolio-csv"): staffed | {"outsider": 200, "else": 403},
        reverse("funnel:call", args=[call.reference]): staffed | {"unassigned": 200, "else": 404},
        reverse("funnel:call-json", args=[call.reference]): staffed
        | {"unassigned": 200, "else": 404},
        reverse("funnel:offers", args=[call.reference, "feasibility", "offers"]): staffed
        | {"unassigned": 200, "else": 404},
    }
    people = {role: getattr(cast, role, None) for role in ROLES}
    for url, table in tables.items():
        expected = {role: table.get(role, table["else"]) for role in ROLES}
        seen = {role: client_of(person).get(url).status_code for role, person in people.items()}
        assert seen == expected, url


def test_analyst_of_a_ministry_reads_every_call(cast: Cast) -> None:
    ministry = OrganisationFactory(kind=Organisation.Kind.MINISTRY, kvk="", size="")
    reader = staff(ministry, Membership.Role.ANALYST, "Beleidsmedewerker")
    call = advised(cast).call
    page = client_of(reader).get(reverse("funnel:call", args=[call.reference]))
    assert page.status_code == 200
