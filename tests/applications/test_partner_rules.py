"""Rules for partners: what every offer must state, and what a call asks on top of it."""

from typing import Any

import pytest
from django.urls import reverse

from applications import transitions
from applications.models import Proposal
from applications.services import completeness, lead_row, read_section, save_section
from applications.transitions import Incomplete
from calls.partner_rules import as_data, partner_rules_of
from tests.cast import Cast, client_of


def row(name: str, role: str, share: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "role": role, "country": "NL", "kvk": "", "share": share, **more}


def with_partners(cast: Cast, proposal: Proposal, *rows: dict[str, Any]) -> list[str]:
    """Save these partners beside the company itself; return what is wrong with them."""
    rest = 100 - sum(int(each["share"]) for each in rows)
    lead = {**lead_row(cast.company), "share": str(rest)}
    version = read_section(proposal, "partners").version
    save_section(proposal, "partners", {"rows": [lead, *rows]}, version=version, by=cast.applicant)
    return [gap.message for gap in completeness(proposal)]


def with_rules(proposal: Proposal, **rules: Any) -> None:
    proposal.phase.call.eligibility = {"partners": rules}
    proposal.phase.call.save(update_fields=["eligibility"])


@pytest.mark.parametrize(
    ("rules", "partners", "broken"),
    [
        ({}, [], 0),
        ({"least_partners": 1}, [], 1),
        ({"least_partners": 1}, [row("A", "partner", "10")], 0),
        ({"least_partners": 1}, [row("A", "subcontractor", "10")], 1),
        ({"least_partners": 2}, [row("A", "partner", "10")], 1),
        ({"least_chain_partners": 1}, [row("A", "partner", "10")], 1),
        ({"least_chain_partners": 1}, [row("A", "partner", "10", chain=True)], 0),
        ({"least_chain_partners": 2}, [row("A", "partner", "10", chain=True)], 1),
        ({"most_subcontracted": "30"}, [row("A", "subcontractor", "30")], 0),
        ({"most_subcontracted": "30"}, [row("A", "subcontractor", "31")], 1),
        ({"most_subcontracted": "0"}, [row("A", "subcontractor", "1")], 1),
        ({"most_subcontracted": "0"}, [row("A", "partner", "50")], 0),
    ],
)
def test_partners_are_counted_by_the_rules_of_the_call(cast, proposal, rules, partners, broken):
    """Domain 1.4: a call sets entry rules, such as two chain partners or no assessment."""
    with_rules(proposal, **rules)
    assert len(with_partners(cast, proposal, *partners)) == broken


@pytest.mark.parametrize(
    "partners",
    [
        [row("A", "lead", "40")],
        [row("", "partner", "40")],
        [row("A", "partner", "40", country="")],
        [row("A", "partner", "20"), row(" a ", "partner", "20")],
        [row("Kringbouw B.V.", "partner", "20")],
    ],
)
def test_partners_always_have_one_lead_names_of_their_own_and_a_country(
    cast: Cast, proposal: Proposal, partners: list[dict[str, Any]]
) -> None:
    """Domain 1.4: a consortium has one lead contractor, who signs."""
    assert with_partners(cast, proposal, *partners)


def test_submit_is_refused_when_a_rule_that_blocks_is_broken(cast: Cast, proposal) -> None:
    """The rule stands in the completeness panel, and the attempt is on record."""
    with_rules(proposal, least_chain_partners=2)
    with_partners(cast, proposal)
    page = client_of(cast.applicant).get(
        reverse("applications:offer", args=[proposal.dossier.reference, proposal.phase.code])
    )
    assert "De oproep vraagt nog 2 ketenpartners." in page.content.decode()
    with pytest.raises(Incomplete):
        transitions.submit(proposal, by=cast.applicant, declared=True)
    assert "2 ketenpartners" in proposal.refused_attempts.get().reason


def test_submit_goes_on_when_the_call_judges_its_rule_afterwards(cast: Cast, proposal) -> None:
    with_rules(proposal, least_chain_partners=2, blocks=False)
    with_partners(cast, proposal)
    place = [proposal.dossier.reference, proposal.phase.code]
    page = client_of(cast.applicant).get(reverse("applications:submit", args=place))
    assert "De oproep vraagt nog 2 ketenpartners." in page.content.decode()
    assert transitions.submit(proposal, by=cast.applicant, declared=True)


@pytest.mark.parametrize(
    "stored", [None, [], "x", {"least_partners": True}, {"least_partners": "2"},
               {"most_subcontracted": "veel", "overhead_percent": "-1"}],
)  # fmt: skip
def test_rules_that_nobody_can_read_ask_nothing(proposal: Proposal, stored: Any) -> None:
    call = proposal.phase.call
    call.eligibility = {"partners": stored}
    assert not partner_rules_of(call).has_any


def test_rules_are_kept_as_they_were_set(proposal: Proposal) -> None:
    call = proposal.phase.call
    set_by_officer = {
        "least_partners": 1, "least_chain_partners": 2, "most_subcontracted": "12.5",
        "asks_confirmation": True, "blocks": False, "overhead_percent": "15",
    }  # fmt: skip
    call.eligibility = {"partners": set_by_officer}
    assert as_data(partner_rules_of(call)) == set_by_officer


def test_partner_row_asks_for_the_chain_only_where_the_call_counts_it(cast, proposal) -> None:
    place = [proposal.dossier.reference, proposal.phase.code, "partners"]
    address = reverse("applications:section", args=place)
    client = client_of(cast.applicant)
    assert "rows-0-chain" not in client.get(address).content.decode()
    with_rules(proposal, least_chain_partners=1)
    assert "rows-0-chain" in client.get(address).content.decode()
