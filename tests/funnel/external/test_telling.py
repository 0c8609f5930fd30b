"""Calls run outside the portal: told again both stay, a file is undone whole."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from funnel.external import selectors, services
from funnel.external.models import ExternalCall, Intake, Telling
from funnel.external.told import Told
from funnel.summaries.models import PhaseSummary
from portal.accounts.models import Organisation
from portal.audit.models import AuditEvent
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of
from tests.funnel.external.test_reading import ROW, file_of
from tests.funnel.intake.test_sheets import xlsx


def told(authority: Organisation | str, *, offers: int = 12, key: str = "A-1", **more: Any) -> Told:
    values = {"title": "Schone sloot", "tier": "water_board", "instrument": "sbir", "year": 2016,
              "source": "Jaarverslag", "vat": "excluded"}  # fmt: skip
    phase = {"kind": "feasibility", "offers": offers, "awarded": 4, "granted": Decimal("1000.00")}
    return Told(authority, key, values | more, [phase])


def offers_now(cast: Cast) -> list[int | None]:
    return [phase.offers for row in selectors.counting(cast.analyst) for phase in row.phases.all()]


def summed() -> list[tuple[Any, Any]]:
    """What the portfolio counts of calls run outside the portal."""
    rows = PhaseSummary.objects.filter(source=PhaseSummary.Source.REGISTERED)
    return sorted(rows.values_list("offers", "awarded_incl_vat"))


def test_call_that_is_told_again_keeps_both_and_the_newest_counts(cast: Cast) -> None:
    """REQ-30: restated figures keep their history."""
    services.register(told(cast.rws), by=cast.analyst)
    again = services.register(told(cast.rws, offers=13, key="a-1"), by=cast.author)
    assert offers_now(cast) == [13]
    assert ExternalCall.objects.get().tellings.count() == 2
    assert summed() == [(13, None)]
    services.take_back(again, by=cast.author)
    assert offers_now(cast) == [12]
    assert summed() == [(12, None)]
    with pytest.raises(TransitionRefused):
        services.take_back(again, by=cast.author)
    actions = AuditEvent.objects.values_list("action", flat=True)
    assert sorted(each for each in actions if "external" in each) == [
        "register_external_call", "register_external_call", "take_back_external_call",
    ]  # fmt: skip


def test_officer_tells_of_the_own_authority_only(cast: Cast) -> None:
    for authority in (cast.province, "Nieuwe gemeente"):
        with pytest.raises(PermissionDenied):
            services.register(told(authority), by=cast.author)
    telling = services.register(told(cast.province), by=cast.outsider)
    with pytest.raises(PermissionDenied):
        services.take_back(telling, by=cast.author)
    assert selectors.counting(cast.outsider).count() == 1
    assert selectors.counting(cast.author).count() == 0
    url = reverse("external:call", args=[telling.call.uuid])
    codes = {name: client_of(getattr(cast, name)).get(url).status_code
             for name in ("analyst", "outsider", "author", "applicant")}  # fmt: skip
    assert codes == {"analyst": 200, "outsider": 200, "author": 404, "applicant": 404}


def test_authority_that_is_not_known_comes_in_by_name_once(cast: Cast) -> None:
    for key in ("A-1", "A-2"):
        services.register(told("Waterschap Nieuw", key=key), by=cast.analyst)
    assert Organisation.objects.filter(name="Waterschap Nieuw", kind="authority").count() == 1


def test_amount_without_vat_is_never_one_that_includes_it(cast: Cast) -> None:
    """REQ-30: bases are not mixed, and nothing is guessed of one that is not known."""
    for basis, expected in (("excluded", None), ("unknown", None), ("included", Decimal(1000))):
        telling = services.register(told(cast.rws, vat=basis), by=cast.analyst)
        assert telling.phases.get().incl_vat("granted") == expected
        assert summed() == [(12, expected)]


def test_file_is_taken_in_and_undone_whole(cast: Cast) -> None:
    services.register(told(cast.rws, offers=1), by=cast.analyst)
    calls = [told(cast.rws, offers=2), told(cast.rws, offers=3, key="B-1")]
    words = {"title": "Oude oproepen", "source": "Archief"}
    intake = services.take_in(calls, [], **words, by=cast.analyst)
    assert sorted(offers_now(cast)) == [2, 3]
    with pytest.raises(PermissionDenied):
        services.undo(intake, by=cast.author)
    assert summed() == [(2, None), (3, None)]
    services.undo(intake, by=cast.analyst)
    assert offers_now(cast) == [1]
    assert summed() == [(1, None)]
    assert Telling.objects.count() == 3
    with pytest.raises(TransitionRefused):
        services.undo(intake, by=cast.analyst)
    with pytest.raises(TransitionRefused):
        services.take_in([], [], **words, by=cast.analyst)


def test_sheet_is_looked_at_first_and_then_taken_in(cast: Cast) -> None:
    """A dry run keeps nothing; the refused row is told with line and column, also afterwards."""
    rows = [list(ROW), list(ROW.values()), [*list(ROW.values())[:-2], "veel", 1]]
    rows[2][0] = "A-2"
    client, url = client_of(cast.analyst), reverse("external:add")
    words = {"title": "Archief", "source": "Kast 3"}
    page = client.post(url, {**words, "file": SimpleUploadedFile("a.xlsx", xlsx(*rows))})
    assert page.context["form"].errors == {}
    assert not Intake.objects.exists()
    assert [(row[0], row[3]) for row in page.context["refused"]] == [(3, "offers")]
    kept = page.context["form"]["rows"].value()
    answer = client.post(url, {**words, "rows": kept, "take": ""})
    intake = Intake.objects.get()
    assert answer["Location"] == reverse("external:intake", args=[intake.uuid])
    assert "offers" in client.get(answer["Location"]).content.decode()
    assert offers_now(cast) == [12]
    client.post(reverse("external:undo", args=[intake.uuid]))
    assert offers_now(cast) == []


@pytest.mark.parametrize("content", [b"PK\x03\x04x", b"\xff\xfe\x00", b"", b"x" * 600_000])
def test_bad_file_is_told_at_the_form(cast: Cast, content: bytes) -> None:
    data = {"title": "A", "source": "B", "take": "", "file": SimpleUploadedFile("a", content)}
    page = client_of(cast.analyst).post(reverse("external:add"), data)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Intake.objects.exists()


FORM = {
    "key": "A-1", "title": "Schone sloot", "tier": "province", "instrument": "sbir",
    "year": "2016", "vat": "included", "source": "Jaarverslag", "phase-TOTAL_FORMS": "3",
    "phase-INITIAL_FORMS": "0", "phase-0-kind": "feasibility", "phase-0-offers": "12",
    "phase-0-budget": "100.000,00",
}  # fmt: skip


def test_call_is_registered_by_hand_and_told_again(cast: Cast) -> None:
    client = client_of(cast.outsider)
    url = reverse("external:register")
    answer = client.post(url, FORM | {"authority": str(cast.province.uuid)})
    telling = Telling.objects.get()
    assert answer["Location"] == reverse("external:call", args=[telling.call.uuid])
    assert telling.phases.get().incl_vat("budget") == Decimal("100000.00")
    assert "100.000" in client.get(answer["Location"]).content.decode()
    again = reverse("external:restate", args=[telling.call.uuid])
    assert "Schone sloot" in client.get(again).content.decode()
    client.post(again, FORM | {"phase-0-offers": "13"})
    assert offers_now(cast) == [13]


def test_call_outside_counts_in_the_portfolio_of_who_may_read_it(cast: Cast) -> None:
    """Analysts and officers of its authority find it among all calls, marked by its source."""
    services.register(told(cast.province), by=cast.outsider)
    seen = {}
    for name in ("analyst", "outsider", "author"):
        page = client_of(getattr(cast, name)).get(reverse("funnel:portfolio"))
        seen[name] = (page.context["totals"].registered, "Schone sloot" in page.content.decode())
    assert seen == {"analyst": (1, True), "outsider": (1, True), "author": (0, False)}


def test_every_fault_shows_at_once_and_nothing_typed_is_lost(cast: Cast) -> None:
    wrong = {"year": "1800", "tier": "x", "title": "", "authority": str(cast.province.uuid),
             "phase-0-awarded": "99", "phase-1-offers": "3"}  # fmt: skip
    page = client_of(cast.author).post(reverse("external:register"), FORM | wrong)
    form = page.context["form"]
    assert set(form.errors) == {"authority", "year", "tier", "title"}
    assert [set(row) for row in form.formset.errors] == [{"awarded"}, {"kind"}, set()]
    assert 'value="99"' in page.content.decode()
    assert not Telling.objects.exists()


def test_call_of_an_authority_exists_once(cast: Cast) -> None:
    ExternalCall.objects.create(authority=cast.rws, key="A")
    with pytest.raises(IntegrityError), transaction.atomic():
        ExternalCall.objects.create(authority=cast.rws, key="A")


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_any_number_of_calls(
    cast: Cast, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        services.register(told(cast.rws, key=f"A-{number}"), by=cast.analyst)
    with django_assert_num_queries(3):
        assert len(list(selectors.counting(cast.analyst))) == count


def test_file_of_the_form_is_read_back(cast: Cast) -> None:
    """The empty file names every column that is read."""
    page = client_of(cast.analyst).get(reverse("external:empty-file"))
    assert page.content.decode().strip() == file_of().strip()


@pytest.mark.parametrize(
    ("word", "titles"),
    [
        ("", ["Oever", "Brug", "Sloot"]),  # the newest year first
        ("call", ["Brug", "Oever", "Sloot"]),
        ("-call", ["Sloot", "Oever", "Brug"]),
        ("authority", ["Brug", "Oever", "Sloot"]),
        ("-year", ["Oever", "Brug", "Sloot"]),
        ("call__key", ["Oever", "Brug", "Sloot"]),
    ],
)
def test_list_comes_in_the_order_that_is_asked(cast: Cast, word: str, titles: list[str]) -> None:
    for title, authority, year in (
        ("Sloot", "Waterschap", 2014), ("Oever", "Provincie", 2018), ("Brug", "Gemeente", 2016),
    ):  # fmt: skip
        services.register(told(authority, key=title, title=title, year=year), by=cast.analyst)
    page = client_of(cast.analyst).get(reverse("external:calls"), {"sort": word})
    assert [telling.title for telling in page.context["page"]] == titles
