"""The page over all calls: what it adds up, selects, keeps, compares and gives along."""

import csv
import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from io import BytesIO, StringIO
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from django.urls import reverse
from PIL import Image

from calls.catalogue.models import Mission
from funnel.portfolio import lists
from funnel.portfolio.models import SavedView
from funnel.summaries.models import PhaseSummary
from funnel.summaries.refreshing import refresh
from funnel.targets.models import AuthorityTier
from portal.audit.record import record
from tests.awards.stages import advised, close_and_open, make_phase, open_offer
from tests.cast import Cast, client_of
from tests.factories import DossierFactory, OrganisationFactory
from tests.funnel.summaries.test_totals import summary

PORTFOLIO = "funnel:portfolio"


def lines(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(StringIO(text, newline="")))


def opened(cast: Cast, offers: int = 1):
    """A call whose vault is open, in the rows."""
    phase = make_phase(cast)
    for _number in range(offers):
        lead = OrganisationFactory()
        open_offer(phase, lead, dossier=DossierFactory(call=phase.call, lead=lead))
    close_and_open(phase, cast)
    record("confirm_opening", phase, by=None)
    refresh()
    return phase


def test_portfolio_adds_up_and_each_number_leads_to_its_offers(cast: Cast) -> None:
    phase = advised(cast)
    record("confirm_opening", phase, by=None)
    refresh()
    client = client_of(cast.analyst)
    page = client.get(reverse(PORTFOLIO), {"q": phase.call.reference})
    assert page.context["totals"]["offers"] == 3
    links = {stage["url"] for stage in page.context["stages"] if stage["url"]}
    assert f"/trechter/offertes/offers/?q={phase.call.reference}" in links
    for link in links:
        found = client.get(link)
        assert len(found.context["page"].rows) == found.context["total"], link
    assert client.get(reverse(PORTFOLIO), {"q": "bestaat niet"}).context["totals"].calls == 0


def test_no_step_of_a_selection_is_more_than_the_step_before(cast: Cast) -> None:
    """Of a call run outside the portal nobody counted drafts: each of its offers was one."""
    summary(1, drafts=3, offers=2)
    summary(2, drafts=None, offers=12)
    refresh()
    page = client_of(cast.analyst).get(reverse(PORTFOLIO))
    assert [stage["count"] for stage in page.context["stages"]][:2] == [15, 14]


def test_officer_counts_only_own_calls(cast: Cast) -> None:
    """The stored totals of everybody are not theirs."""
    opened(cast, 2)
    for person, offers in ((cast.officer, 2), (cast.outsider, None), (cast.analyst, 2)):
        page = client_of(person).get(reverse(PORTFOLIO))
        assert page.context["totals"]["offers"] == offers
    assert client_of(cast.applicant).get(reverse(PORTFOLIO)).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"oud-1", "oud-2"}),
        ({"year": "2015"}, {"oud-1"}),
        ({"since": "2015-07-01"}, {"oud-2"}),
        ({"until": "2015-06-30"}, {"oud-1"}),
        ({"instrument": "innovation_partnership"}, {"oud-2"}),
        ({"mission": "dementie"}, {"oud-1"}),
        ({"theme": "health"}, {"oud-1"}),
        ({"q": "BRUG"}, {"oud-2"}),
        ({"source": "portal"}, set()),
        ({"state": "cancelled"}, {"oud-2"}),
        ({"tier": "province"}, {"oud-2"}),
        ({"year": "2015", "q": "brug"}, set()),
    ],
)
def test_selection_narrows_by_each_thing_and_by_all_together(
    cast: Cast, query: dict[str, str], found: set[str]
) -> None:
    assert Mission.objects.filter(code="dementie").exists()
    summary(
        1, year=2015, published_at=datetime(2015, 6, 30, 21, 59, tzinfo=UTC), title="Dementie",
        missions=["dementie"], mission_themes=["health"],
    )  # fmt: skip
    summary(
        2, year=2016, published_at=datetime(2016, 3, 1, tzinfo=UTC), title="Een slimme brug",
        instrument="innovation_partnership", state="cancelled", authority=cast.province,
    )  # fmt: skip
    AuthorityTier.objects.create(authority=cast.province, tier="province")
    refresh()
    page = client_of(cast.analyst).get(reverse(PORTFOLIO), query)
    assert {row.reference for row in page.context["page"].rows} == found
    assert page.context["totals"].calls == len(found)


def test_wrong_values_filter_nothing_and_are_all_said(cast: Cast) -> None:
    summary(1)
    refresh()
    wrong = {"year": "x", "since": "2015-02-30", "authority": "nobody", "mission": "\x00"}
    page = client_of(cast.analyst).get(reverse(PORTFOLIO), wrong)
    assert set(page.context["form"].errors) == set(wrong)
    assert page.context["totals"].calls == 1
    turned = {"since": "2016-01-01", "until": "2015-01-01"}
    assert "until" in client_of(cast.analyst).get(reverse(PORTFOLIO), turned).context["form"].errors


def test_budget_is_told_per_phase_and_source(cast: Cast) -> None:
    """Reserved, committed, paid and left; the two sources add up to the whole."""
    summary(
        1, budget_incl_vat=Decimal(400), committed_incl_vat=Decimal(300), paid_incl_vat=Decimal(80),
        cofunding_incl_vat=Decimal(100), cofunding_committed_incl_vat=Decimal(75),
        cofunding_spent_incl_vat=Decimal(20),
    )  # fmt: skip
    refresh()
    [budget] = client_of(cast.analyst).get(reverse(PORTFOLIO)).context["budgets"]
    own, given, together = [
        (line.reserved, line.committed, line.paid, line.left) for line in budget.lines
    ]
    assert own == (300, 225, 60, 75)
    assert given == (100, 75, 20, 25)
    assert together == (400, 300, 80, 100)


def test_view_is_saved_under_a_name_opened_again_and_deleted_by_its_owner_only(cast: Cast) -> None:
    summary(1, year=2015)
    refresh()
    client = client_of(cast.analyst)
    saving = {"name": "Vijftien", "query": "year=2015"}
    assert client.post(reverse("funnel:save-view"), saving).url == "/trechter/?year=2015"
    client.post(reverse("funnel:save-view"), saving | {"query": "year=2015&q=a"})
    view = SavedView.objects.get()
    assert parse_qs(view.query) == {"year": ["2015"], "q": ["a"]}
    assert "Vijftien" in client.get(reverse(PORTFOLIO)).content.decode()
    assert "Vijftien" not in client_of(cast.officer).get(reverse(PORTFOLIO)).content.decode()
    address = reverse("funnel:delete-view", args=[view.uuid])
    client_of(cast.officer).post(address)
    assert SavedView.objects.exists()
    client.post(address)
    assert not SavedView.objects.exists()
    client.post(reverse("funnel:save-view"), {"name": "", "query": ""})
    assert not SavedView.objects.exists()


def test_two_selections_stand_side_by_side(cast: Cast) -> None:
    summary(1, year=2015, drafts=9, offers=8, awarded=2)
    summary(2, year=2016, offers=5)
    refresh()
    page = client_of(cast.analyst).get(
        reverse("funnel:compare"), {"a-year": "2015", "b-year": "2016"}
    )
    numbers = {str(label): (first, second) for label, first, second in page.context["rows"]}
    assert list(numbers.values())[:2] == [(9, None), (8, 5)]
    assert [totals.calls for _side, totals in page.context["sides"]] == [1, 1]


def test_sealed_phase_gives_no_offers_to_list_or_export(cast: Cast) -> None:
    """The control opens the vault."""
    phase = make_phase(cast)
    open_offer(phase, cast.company)
    record("publish", phase.call, by=None)
    refresh()
    client = client_of(cast.analyst)
    address = reverse("funnel:selection-offers-csv", args=["offers"])
    assert lines(client.get(address)) == []
    close_and_open(phase, cast)
    record("confirm_opening", phase, by=None)
    refresh()
    [line] = lines(client.get(address))
    assert (line["company"], line["asked_incl_vat_eur"]) == (cast.company.name, "50000.00")


def test_names_stay_hidden_while_a_jury_may_not_know_them(cast: Cast) -> None:
    """REQ-12: identities are kept apart until the jury has decided."""
    phase = make_phase(cast, is_anonymous=True)
    open_offer(phase, cast.company)
    close_and_open(phase, cast)
    record("confirm_opening", phase, by=None)
    refresh()
    client = client_of(cast.analyst)
    for address in (
        reverse("funnel:selection-offers", args=["offers"]),
        reverse("funnel:offers", args=[phase.call.reference, phase.code, "offers"]),
    ):
        page = client.get(address).content.decode()
        assert phase.call.reference in page
        assert cast.company.name not in page
    [line] = lines(client.get(reverse("funnel:selection-offers-csv", args=["offers"])))
    assert (line["company"], line["sme"]) == ("", "")


def test_data_of_a_selection_say_the_same_as_its_page(cast: Cast) -> None:
    opened(cast, 2)
    client = client_of(cast.analyst)
    [line] = lines(client.get(reverse("funnel:portfolio-csv")))
    answer = client.get(reverse("funnel:portfolio-json"))
    told = json.loads(b"".join(answer.streaming_content))
    assert (line["offers"], line["asked_incl_vat_eur"]) == ("2", "100000.00")
    assert told["totals"]["asked_incl_vat_eur"] == "100000.00"
    assert told["rows"][0]["offers"] == 2
    assert {"step": "offers", "of": "drafts", "numerator": 2, "denominator": 2} in told["parts"]


def test_picture_is_an_svg_that_stands_by_itself_and_a_png(cast: Cast) -> None:
    """Words and numbers on it, a title, and no colour that it does not hold itself."""
    phase = opened(cast, 3)
    client = client_of(cast.analyst)
    svg = client.get(reverse("funnel:call-picture", args=[phase.call.reference, "svg"]))
    text = svg.content.decode()
    assert svg["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "<title>" in text
    assert "var(" not in text
    assert "Offertes" in text
    png = client.get(reverse("funnel:picture", args=["png"]))
    assert Image.open(BytesIO(png.content)).size[0] > 1000
    assert client.get(reverse("funnel:picture", args=["gif"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_queries_for_any_number(
    cast: Cast, django_assert_num_queries, count: int
) -> None:
    """The portfolio adds five to what every page asks."""
    for number in range(count):
        summary(number, offers=1)
    refresh()
    client = client_of(cast.analyst)
    with django_assert_num_queries(10):
        client.get(reverse(PORTFOLIO), {"q": "oproep"})
    with django_assert_num_queries(8):
        client.get(reverse("funnel:selection-offers", args=["offers"]), {"q": "oproep"})


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("", ["k4", "k2", "k3", "k0", "k1"]),
        ("-offers", ["k4", "k1", "k3", "k2", "k0"]),
        ("offers", ["k3", "k4", "k1", "k2", "k0"]),
        ("-authority", ["k4", "k2", "k3", "k0", "k1"]),  # by this the list is not sorted
    ],
)
def test_list_goes_on_behind_its_last_row_and_shows_each_once(
    cast: Cast, monkeypatch, word: str, keys: list[str]
) -> None:
    """Also where several rows share a moment, a call, a phase or a figure, or have none."""
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    at = datetime(2020, 1, 1, tzinfo=UTC)
    for number, offers in enumerate([None, 9, None, 2, 9]):
        summary(
            number,
            published_at=at,
            reference=f"oud-{number // 2}",
            key=f"k{number}",
            offers=offers,
            is_sealed=offers is None,
        )
    rows, seen, after = PhaseSummary.objects.all(), [], ""
    order = lists.ROWS.asked(QueryDict(f"sort={word}"))
    while True:
        page = lists.page_of_rows(rows, order, after=after)
        seen += [row.key for row in page.rows]
        after = page.following
        if not after:
            break
    assert seen == keys


def test_order_goes_along_with_filters_downloads_and_the_next_page(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    for number, offers in enumerate([3, 1, 2]):
        summary(number, offers=offers, reference=f"oud-{number}")
    client = client_of(cast.analyst)
    page = client.get(reverse(PORTFOLIO), {"q": "oud", "sort": "offers"}).content.decode()
    assert '<th scope="col" class="num" aria-sort="ascending">' in page
    assert 'href="?q=oud&amp;sort=-offers#calls"' in page
    assert "Nu gesorteerd op Offertes, oplopend." in page
    assert '<input type="hidden" name="sort" value="offers">' in page
    following = re.search(r'rel="next" href="(.*?)"', page)
    assert following
    assert "sort=offers" in following[1]
    link = re.search(r'href="([^"]*csv[^"]*)"', page)
    assert link
    assert link[1].endswith("?q=oud&amp;sort=offers")
    found = lines(client.get(unescape(link[1])))
    assert [line["call"] for line in found] == ["oud-1", "oud-2", "oud-0"]
