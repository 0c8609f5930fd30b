"""A call under Part 2 follows its notice on TenderNed, and exports what the notice needs."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from calls import instruments, notice_export, notices, services, transitions
from calls.catalogue.models import CallProfile
from calls.instruments.definition import Origin, Period
from calls.models import Call, Phase
from portal.look.wording import AMSTERDAM
from portal.workflow import TransitionRefused
from tests.calls.amendments.conftest import _in_dutch  # noqa: F401  a fixture
from tests.calls.conftest import whole_terms
from tests.cast import Cast, client_of

PART_2 = replace(
    instruments.instrument_of("sbir"), code="part-2", is_part_2=True, information_days=10,
    periods=(
        Period("offers", "offertes", 30, Origin.NOTICE_SENT, "Aw 2.71", phase="feasibility"),
    ),
    procedure_code="innovation",
)  # fmt: skip
SENT = date(2026, 6, 1)


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=AMSTERDAM)


@pytest.fixture(autouse=True)
def _part_2(monkeypatch: pytest.MonkeyPatch) -> None:
    """An instrument as data: adding one is adding what it states."""
    monkeypatch.setitem(instruments._ALL, PART_2.code, PART_2)


@pytest.fixture
def call(cast: Cast) -> Call:
    """A draft under Part 2 whose notice was sent on Monday 1 June 2026."""
    terms = whole_terms() | {
        "notice_number": "348-2026",
        "notice_sent_on": SENT,
        "duration_months": 24,
        "purchases_excl_vat": Decimal("1000000.00"),
        "summary": "=een som\nmet een tweede regel; en “aanhalingstekens”, komma’s",
    }
    call = services.draft_call(
        by=cast.author, authority=cast.rws, reference="IP26", instrument="part-2", terms=terms
    )
    call.phases.filter(order=1).update(opens_at=at(6, 8, 9), closes_at=at(7, 2))
    return Call.objects.get(pk=call.pk)


def told(call: Call, now: datetime) -> str:
    return "\n".join(notices.faults_of(call, now))


def test_a_notice_with_everything_keeps_nothing_back(call: Call) -> None:
    assert told(call, at(6, 5)) == ""


def test_number_and_day_are_asked(call: Call) -> None:
    call.notice_number, call.notice_sent_on = " ", None
    assert told(call, at(6, 5)).count("\n") == 1


def test_an_sbir_needs_no_notice(cast: Cast, draft: Call) -> None:
    assert told(draft, at(6, 5)) == ""


@pytest.mark.parametrize(
    ("published", "now", "may"),
    [
        (None, at(6, 3, 23), False),  # 48 hours after the day of sending
        (None, at(6, 4), True),
        (date(2026, 6, 2), at(6, 1, 23), False),
        (date(2026, 6, 2), at(6, 2), True),  # published earlier: article 52
    ],
)
def test_the_call_is_not_public_before_its_notice(
    call: Call, published: date | None, now: datetime, may: bool
) -> None:
    call.notice_published_on = published
    assert (told(call, now) == "") is may


def test_the_first_deadline_leaves_the_legal_period(call: Call) -> None:
    """REQ-08: sent Monday 1 June, 30 days: no earlier than the end of Wednesday 1 July."""
    least = notices.first_deadline(call, call.phases.get(order=1))
    assert least is not None
    assert (least.moment, least.days) == (at(7, 2), 30)
    call.phases.filter(order=1).update(closes_at=at(7, 1, 23))
    assert "2 juli 2026" in told(call, at(6, 5))


def test_a_phase_does_not_open_before_the_notice_is_public(call: Call) -> None:
    call.phases.filter(order=1).update(opens_at=at(6, 3, 9))
    assert "opent" in told(call, at(6, 5))


def test_publishing_without_a_notice_is_refused(call: Call, cast: Cast) -> None:
    """The checklist tells it with everything else that is missing."""
    call.notice_number = ""
    call.save(update_fields=["notice_number"])
    with pytest.raises(TransitionRefused, match="TenderNed"):
        transitions.submit_for_review(call, by=cast.author)


def test_the_estimate_is_without_vat_and_with_the_purchases(call: Call) -> None:
    """All phases 2 x 500,000 including 21%, and a million of purchases."""
    assert notice_export.estimate_excl_vat(call) == Decimal("826446.28") + Decimal("1000000.00")


def test_the_notice_names_the_province_of_the_work(call: Call) -> None:
    CallProfile.objects.update_or_create(call=call, defaults={"region": "NL11"})
    values = {field.code: field.value for field in notice_export.notice_fields(call)}
    assert values["BT-5071"] == "NL11"


@pytest.mark.parametrize(
    ("write", "read"),
    [
        (notice_export.as_json, notice_export.read_json),
        (notice_export.as_csv, notice_export.read_csv),
    ],
)
def test_every_exported_field_comes_back_as_it_was(call: Call, write, read) -> None:
    """A code that lost its end on the way cost an authority an award: nothing is lost here."""
    fields = notice_export.notice_fields(call)
    assert read(write(call)) == fields
    values = {(field.code, field.part): field.value for field in fields}
    assert values["BT-24", "procedure"] == call.summary
    assert values["BT-105", "procedure"] == "innovation"
    assert values["BT-776", "LOT-0001"] == "rd-act"
    assert values["BT-5071", "LOT-0001"] == "NL"
    assert values["BT-27", "procedure"] == "1826446.28"
    assert values["BT-36", "LOT-0001"] == "24"
    first = Phase.objects.get(call=call, order=1)
    deadline = next(field for field in fields if field.code == "BT-1311")
    assert datetime.fromisoformat(deadline.value) == first.closes_at
    weights = [int(field.value) for field in fields if field.code == "BT-541"]
    rows = [row for phase in call.phases.all() for row in phase.criteria.all()]
    assert weights == [row.weight for row in rows]


def test_a_theme_is_a_lot_with_its_own_value(call: Call, cast: Cast) -> None:
    theme = call.themes.create(code="A", title="Water")
    phase = call.phases.get(order=1)
    phase.pots.all().update(theme=theme)
    fields = notice_export.notice_fields(call)
    values = {(field.code, field.part): field.value for field in fields}
    assert values["BT-21-Lot", "LOT-A"] == "Water"
    assert values["BT-27-Lot", "LOT-A"] == "413223.14"


def test_officers_fill_in_and_fetch_the_notice(call: Call, cast: Cast) -> None:
    client = client_of(cast.author)
    page = client.get(reverse("calls:edit-basics", args=[call.reference]))
    assert "notice_number" in page.context["form"].fields
    for name in ("notice-json", "notice-csv"):
        url = reverse(f"calls:{name}", args=[call.reference])
        assert client.get(url).status_code == 200
        assert client_of(cast.outsider).get(url).status_code == 404
    desk = client.get(reverse("awards:workspace", args=[call.reference])).content.decode()
    assert reverse("calls:notice-csv", args=[call.reference]) in desk


def test_an_sbir_asks_for_no_notice(cast: Cast, draft: Call) -> None:
    client = client_of(cast.author)
    page = client.get(reverse("calls:edit-basics", args=[draft.reference]))
    assert "notice_number" not in page.context["form"].fields
    assert "information_days" in page.context["form"].fields
    url = reverse("calls:notice-json", args=[draft.reference])
    assert client.get(url).status_code == 404


def test_a_notice_published_before_it_was_sent_is_refused(call: Call, cast: Cast) -> None:
    call.notice_published_on = SENT - timedelta(days=1)
    assert "nadat" in told(call, at(6, 5))
