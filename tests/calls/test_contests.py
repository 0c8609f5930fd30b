"""What a contest or hackathon says beforehand: its prizes, and what may follow them (REQ-12)."""

import pytest
from django.urls import reverse

from calls.checklist import gaps_of
from calls.form_schema import faults_of
from calls.forms.prizes import PrizesForm
from calls.instruments import instrument_of
from calls.models import Call, Phase
from calls.versions import terms_of
from portal.clock import portal_now
from tests.cast import Cast, client_of
from tests.factories import CallFactory, PhaseFactory

PRIZES = {"outcome": "prize", "judged_by": "jury", "is_anonymous": True, "needs_money": False,
          "asks_price": False, "prizes": ["10000.00", "5000.00"], "planned_awards": 2}  # fmt: skip


@pytest.fixture
def draft(cast: Cast) -> Call:
    call = CallFactory(contracting_authority=cast.rws, instrument="design_contest")
    PhaseFactory(call=call, code="contest", **{**PRIZES, "prizes": [], "planned_awards": 0})
    return call


def published(cast: Cast, **fields) -> Call:
    call = CallFactory(published=True, contracting_authority=cast.rws, **fields)
    PhaseFactory(call=call, **PRIZES)
    return call


def test_officer_writes_prizes_and_what_may_follow(cast: Cast, draft: Call) -> None:
    phase = draft.phases.get()
    address = reverse("calls:edit-prizes", args=[draft.reference])
    client = client_of(cast.author)
    typed = {"version": "0", f"prizes_{phase.pk}": "10.000,00\n5.000", "follow_up": "contract"}
    assert client.post(address, typed).status_code == 302
    call, phase = Call.objects.get(pk=draft.pk), Phase.objects.get(pk=phase.pk)
    assert (phase.prizes, phase.planned_awards) == (["10000.00", "5000.00"], 2)
    assert call.follow_up == "contract"
    terms = terms_of(call)
    assert terms["follow_up"] == "contract"
    assert terms["phases"][0]["prizes"] == ["10000.00", "5000.00"]
    assert "10.000,00" in client.get(address).content.decode()


@pytest.mark.parametrize("typed", ["5.000\n10.000", "veel", "0", "-5", "\n".join(["10"] * 21)])
def test_wrong_prizes_are_told_and_stay_typed(cast: Cast, draft: Call, typed: str) -> None:
    phase = draft.phases.get()
    form = PrizesForm({f"prizes_{phase.pk}": typed, "follow_up": "later"}, call=draft)
    assert set(form.errors) == {f"prizes_{phase.pk}", "follow_up"}
    address = reverse("calls:edit-prizes", args=[draft.reference])
    page = client_of(cast.author).post(address, {"version": "0", f"prizes_{phase.pk}": typed})
    assert typed.splitlines()[0] in page.content.decode()


def test_contest_without_prizes_or_what_follows_is_not_complete(draft: Call) -> None:
    """Directive 2014/24/EU article 32(4): both are said beforehand."""
    assert [gap.step for gap in gaps_of(draft, portal_now())].count("prizes") == 2
    draft.phases.update(prizes=["1000.00"])
    draft.follow_up = "nothing"
    assert "prizes" not in [gap.step for gap in gaps_of(draft, portal_now())]


@pytest.mark.parametrize(
    ("follow_up", "words"),
    [
        ("nothing", "Niets: het blijft bij een prijs."),
        ("contract", "Een opdracht, waarover met elke winnaar wordt onderhandeld."),
        ("call", "Een oproep die voor iedereen open is."),
    ],
)
def test_public_page_says_prizes_and_what_may_follow(
    cast: Cast, follow_up: str, words: str
) -> None:
    call = published(cast, follow_up=follow_up)
    text = client_of(None).get(reverse("calls:detail", args=[call.reference])).content.decode()
    for expected in ("Prijs 1", "10.000", "Prijs 2", "5.000", words, "De jury weet niet wie"):
        assert expected in text, expected


def test_public_page_of_another_call_speaks_of_no_prize(cast: Cast) -> None:
    """The control."""
    call = CallFactory(published=True, contracting_authority=cast.rws)
    PhaseFactory(call=call)
    text = client_of(None).get(reverse("calls:detail", args=[call.reference])).content.decode()
    assert "Prijs 1" not in text
    assert "Wat er kan volgen" not in text


def test_call_that_follows_is_linked_later_and_found_from_the_page(cast: Cast) -> None:
    call, then = published(cast, follow_up="call"), published(cast, title="De oproep erna")
    desk = reverse("awards:workspace", args=[call.reference])
    address = reverse("calls:link-follow-up", args=[call.reference])
    officer = client_of(cast.author)
    assert address in officer.get(desk).content.decode()
    assert officer.post(address, {"follow_up_call": then.reference}).status_code == 302
    page = client_of(None).get(reverse("calls:detail", args=[call.reference])).content.decode()
    assert reverse("calls:detail", args=[then.reference]) in page
    assert "De oproep erna" in page


def test_desk_of_a_call_that_nothing_follows_offers_no_link(cast: Cast) -> None:
    call, then = published(cast, follow_up="nothing"), published(cast)
    officer = client_of(cast.author)
    address = reverse("calls:link-follow-up", args=[call.reference])
    desk = officer.get(reverse("awards:workspace", args=[call.reference]))
    assert address not in desk.content.decode()
    answer = officer.post(address, {"follow_up_call": then.reference})
    assert answer.status_code == 409
    assert Call.objects.get(pk=call.pk).follow_up_call is None


def test_drafts_cannot_be_named_as_the_call_that_follows(cast: Cast) -> None:
    call, draft = published(cast, follow_up="call"), CallFactory()
    address = reverse("calls:link-follow-up", args=[call.reference])
    client_of(cast.author).post(address, {"follow_up_call": draft.reference})
    assert Call.objects.get(pk=call.pk).follow_up_call is None


def test_team_of_a_hackathon_is_a_table_of_people() -> None:
    (registration,) = [
        form for form in instrument_of("hackathon").standard["forms"]
        if form["kind"] == "registration"
    ]  # fmt: skip
    assert faults_of(registration["sections"]) == []
    (team,) = [
        question for section in registration["sections"] for question in section["questions"]
        if question["kind"] == "table"
    ]  # fmt: skip
    assert (team["min_rows"], team["max_rows"]) == (1, 6)
    assert [column["code"] for column in team["columns"]] == ["name", "skill"]


def test_jury_of_a_contest_reads_the_drawings() -> None:
    """REQ-12: in an anonymous phase only files that are marked so are shown."""
    form = instrument_of("design_contest").form_of("contest")
    files = {q["code"]: q for part in form for q in part["questions"] if q["kind"] == "file"}
    assert files["drawings"]["anonymous"] is True
