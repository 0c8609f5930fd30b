"""REQ-28: the size of a company by Recommendation 2003/361/EC, as tables of cases."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.sme.ownership import Holding, Kind, Reason, parts_of, public_percent
from portal.sme.size import Enterprise, Size, Year, after_two_years, class_of, size_of

M = 1_000_000


def year(people: str, turnover: str = "0", balance: str = "0") -> Year:
    return Year(Decimal(people), Decimal(turnover), Decimal(balance))


def holds(holder: str, held: str, votes: str = "0", *, capital: str = "0", controls: bool = False):
    return Holding(holder, held, Decimal(capital), Decimal(votes), controls)


def counted(*holdings: Holding, **kinds: Kind) -> dict[str, tuple[str, Reason]]:
    """For how many percent each enterprise counts with "own", and why."""
    names = {"own": Kind.ENTERPRISE}
    for each in holdings:
        names.setdefault(each.holder, Kind.ENTERPRISE)
        names.setdefault(each.held, Kind.ENTERPRISE)
    parts = parts_of("own", names | kinds, holdings)
    return {part.name: (f"{part.percent:f}", part.reason) for part in parts}


@pytest.mark.parametrize(
    ("figures", "size"),
    [
        (("9.99", "2000000", "2000000"), Size.MICRO),
        (("10", "1", "1"), Size.SMALL),
        (("9", "2000000.01", "2000000"), Size.MICRO),
        (("9", "2000000.01", "2000000.01"), Size.SMALL),
        (("49.99", "10000000", "99999999"), Size.SMALL),
        (("50", "1", "1"), Size.MEDIUM),
        (("249.99", "50000000", "43000000.01"), Size.MEDIUM),
        (("249.99", "50000000.01", "43000000"), Size.MEDIUM),
        (("249.99", "50000000.01", "43000000.01"), Size.LARGE),
        (("250", "0", "0"), Size.LARGE),
    ],
)
def test_class_of_figures_at_each_limit(figures: tuple[str, str, str], size: Size) -> None:
    """REQ-28: fewer people than the limit, at most the money; one of the two sums is enough."""
    assert class_of(year(*figures)) == size


@pytest.mark.parametrize(
    ("votes", "percent", "reason"),
    [
        ("24.99", "0", Reason.BELOW),
        ("25", "25", Reason.PARTNER),
        ("50", "50", Reason.PARTNER),
        ("50.01", "100", Reason.LINKED),
    ],
)
def test_parts_of_an_owner_at_each_limit(votes: str, percent: str, reason: Reason) -> None:
    """REQ-28: a partner from 25 percent, linked above half of the votes; up and down alike."""
    assert counted(holds("other", "own", votes))["other"] == (percent, reason)
    assert counted(holds("own", "other", votes))["other"] == (percent, reason)


def test_parts_of_a_partner_take_the_higher_of_capital_and_votes() -> None:
    """REQ-28: 30 percent of the shares and 20 of the votes counts for 30."""
    assert counted(holds("other", "own", "20", capital="30"))["other"] == ("30", Reason.PARTNER)


def test_parts_of_an_owner_with_control_count_in_full() -> None:
    """REQ-28: a contract or a majority of the board links, whatever the votes."""
    assert counted(holds("other", "own", "10", controls=True))["other"] == ("100", Reason.LINKED)


def test_parts_cascade_through_links_and_not_through_partners() -> None:
    """REQ-28: what is linked to a partner counts for the same part; a partner's partner does not;
    a partner of a linked enterprise does."""
    found = counted(
        holds("partner", "own", "40"),
        holds("above", "partner", "60"),
        holds("far", "partner", "30"),
        holds("own", "daughter", "100"),
        holds("beside", "daughter", "25"),
    )
    assert found == {
        "own": ("100", Reason.SELF),
        "partner": ("40", Reason.PARTNER),
        "above": ("40", Reason.LINKED_TO_PARTNER),
        "far": ("0", Reason.BELOW),
        "daughter": ("100", Reason.LINKED),
        "beside": ("25", Reason.PARTNER),
    }


def test_parts_of_linked_owners_are_taken_together() -> None:
    """REQ-28: two enterprises of one group with 15 percent each hold 30 together."""
    found = counted(holds("a", "own", "15"), holds("b", "own", "15"), holds("a", "b", "80"))
    assert found["a"] == ("30", Reason.PARTNER)
    assert found["b"] == ("30", Reason.PARTNER)


def test_parts_of_a_circle_count_each_enterprise_once() -> None:
    """REQ-28: holdings that go round end, and of holdings both ways the greater counts."""
    found = counted(
        holds("own", "a", "60"), holds("a", "b", "70"), holds("b", "own", "80"),
        holds("p", "own", "30"), holds("own", "p", "45"),
    )  # fmt: skip
    assert found == {
        "own": ("100", Reason.SELF),
        "a": ("100", Reason.LINKED),
        "b": ("100", Reason.LINKED),
        "p": ("45", Reason.PARTNER),
    }


@pytest.mark.parametrize("kind", [Kind.INVESTOR, Kind.LOCAL])
def test_parts_of_an_exempt_owner_count_only_above_half(kind: Kind) -> None:
    """REQ-28: a fund, a university or a small municipality makes no partner up to 50 percent."""
    assert counted(holds("x", "own", "50"), x=kind)["x"] == ("0", Reason.EXEMPT)
    assert counted(holds("x", "own", "50.01"), x=kind)["x"] == ("100", Reason.LINKED)
    assert counted(holds("own", "x", "30"), x=kind)["x"] == ("30", Reason.PARTNER)


@pytest.mark.parametrize(
    ("holdings", "percent"),
    [
        ([holds("state", "own", "24.99")], "24.99"),
        ([holds("state", "own", "25")], "25"),
        ([holds("state", "own", "13"), holds("town", "own", "12")], "25"),
        ([holds("state", "agency", "51"), holds("agency", "own", "25")], "25"),
        ([holds("state", "parent", "30"), holds("parent", "own", "100")], "30"),
    ],
)
def test_public_percent_counts_bodies_together_and_through_others(holdings, percent: str) -> None:
    """REQ-28: held by public bodies alone or together, directly or through whom they control."""
    kinds = {each: Kind.ENTERPRISE for holding in holdings for each in (holding.holder, "own")}
    kinds |= {"state": Kind.PUBLIC, "town": Kind.PUBLIC}
    assert public_percent("own", kinds, holdings) == Decimal(percent)


@pytest.mark.parametrize(
    ("last", "before", "earlier", "status"),
    [
        ("medium", "large", "large", "large"),
        ("medium", "medium", "large", "medium"),
        ("medium", "large", "medium", "medium"),
        ("large", "medium", "medium", "medium"),
        ("large", "large", "medium", "large"),
        ("large", "medium", "large", "large"),
        ("micro", "large", "small", "small"),
        ("large", "medium", None, "medium"),
        ("medium", None, None, "medium"),
    ],
)
def test_status_changes_after_two_years_in_a_row(last, before, earlier, status) -> None:
    """REQ-28: status is lost or gained only when a limit is passed two years running."""
    known = Size(earlier) if earlier else None
    assert after_two_years(Size(last), Size(before) if before else None, known) == status


def test_size_adds_partners_by_their_part_and_links_in_full() -> None:
    """REQ-28: the sums are exact, line by line, in both years."""
    enterprises = {
        "own": Enterprise("own", year("100", f"{10 * M}"), year("90", f"{9 * M}")),
        "partner": Enterprise("partner", year("90.5", f"{20 * M}"), year("80", f"{20 * M}")),
        "group": Enterprise("group", year("119.85", f"{5 * M}"), year("10", f"{5 * M}")),
    }
    holdings = [holds("partner", "own", "33.33"), holds("group", "own", "75")]
    outcome = size_of("own", enterprises, holdings)
    assert [str(line.last.people.normalize()) for line in outcome.lines] == [
        "1E+2", "30.16365", "119.85"
    ]  # fmt: skip
    assert outcome.last.people == Decimal("250.01365")
    assert outcome.last.turnover == Decimal(f"{10 * M + 5 * M}") + Decimal("6666000")
    assert (outcome.class_last, outcome.class_before) == (Size.LARGE, Size.MEDIUM)
    assert outcome.size == Size.MEDIUM, "one year above a limit is not two"


def test_size_of_a_company_with_public_owners_is_no_sme() -> None:
    """REQ-28: from 25 percent in public hands on, the figures do not matter."""
    enterprises = {
        "own": Enterprise("own", year("3"), year("3")),
        "state": Enterprise("state", kind=Kind.PUBLIC),
    }
    just_below = size_of("own", enterprises, [holds("state", "own", "24.99")])
    assert just_below.size == Size.MICRO
    outcome = size_of("own", enterprises, [holds("state", "own", "25")])
    assert outcome.is_public
    assert outcome.size == Size.LARGE


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["own", "a", "b", "c", "d"]),
            st.sampled_from(["own", "a", "b", "c", "d"]),
            st.integers(0, 100),
            st.booleans(),
        ),
        max_size=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_parts_of_any_graph_lie_between_nothing_and_all(edges: list) -> None:
    """REQ-28: any graph, with circles too, ends; linked is all, a partner at least a quarter."""
    holdings = [holds(a, b, str(votes), controls=links) for a, b, votes, links in edges if a != b]
    for percent, reason in counted(*holdings).values():
        part = Decimal(percent)
        assert (part == 100) >= (reason in {Reason.SELF, Reason.LINKED})
        assert (part == 0) == (reason in {Reason.BELOW, Reason.EXEMPT})
        assert 0 <= part <= 100
        if reason == Reason.PARTNER:
            assert part >= 25
