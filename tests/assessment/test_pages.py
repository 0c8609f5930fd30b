"""The pages at work: what is typed is kept, saving is not handing in, lists cost the same."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment import results, selectors, transitions
from assessment.line.services import move_line
from assessment.models import (
    Advice,
    Committee,
    Consensus,
    Declaration,
    Ranking,
    RankingRow,
    Score,
    ScoreSheet,
)
from assessment.services import draft_advice
from portal.accounts.models import User
from portal.workflow import TransitionRefused
from tests.assessment import stages
from tests.cast import Cast, client_of

pytestmark = pytest.mark.django_db
XHR = {"headers": {"X-Requested-With": "XMLHttpRequest"}}


def url(name, committee, *more):
    phase = committee.phase
    return reverse(f"assessment:{name}", args=[phase.call.reference, phase.code, *more])


@pytest.fixture
def committee(cast: Cast) -> Committee:
    return stages.declared(stages.formed(cast))


@pytest.fixture
def sheet(committee) -> ScoreSheet:
    return ScoreSheet.objects.filter(seat__user=stages.chair_of(committee)).order_by("pk").first()


def score_url(sheet):
    return url("score", sheet.seat.committee, sheet.proposal.dossier.reference)


def typed(version="0-0-0", **values):
    return {"version": version, **values}


# ---- forming -------------------------------------------------------------------------------------


def seats_form(*emails, **more):
    data = {
        "form-TOTAL_FORMS": "5", "form-INITIAL_FORMS": "0",
        "scores_due_at": "2030-01-31T17:00", "min_valid_scores": "3",
    }  # fmt: skip
    for number in range(5):
        data[f"form-{number}-role"] = "member" if number else "chair"
    for number, email in enumerate(emails):
        data |= {f"form-{number}-email": email, f"form-{number}-profile": "deskundige"}
    return data | more


def test_a_committee_is_formed_on_its_page(cast):
    phase = stages.opened_phase(cast)
    committee = Committee(phase=phase)
    data = seats_form(
        cast.members[0].email, "nieuw.lid@voorbeeld.example",
        **{"form-1-name": "Nieuw Lid", "form-1-works_for_authority": "on"},
    )  # fmt: skip
    answer = client_of(cast.officer).post(url("form", committee), data)
    assert answer.status_code == 302, answer.context["form"].errors
    seats = {seat.user.email: seat for seat in Committee.objects.get().seats.all()}
    new = seats["nieuw.lid@voorbeeld.example"]
    assert new.user.name == "Nieuw Lid"
    assert new.user.second_factor_required
    assert not new.is_independent
    assert len(seats) == 2


def test_a_refused_committee_keeps_what_was_typed_and_makes_nobody(cast):
    phase = stages.opened_phase(cast)
    data = seats_form(cast.author.email, "nieuw@voorbeeld.example", **{"form-1-name": "Nieuw"})
    page = client_of(cast.officer).post(url("form", Committee(phase=phase)), data)
    assert page.status_code == 200
    assert "nieuw@voorbeeld.example" in page.content.decode()
    assert not User.objects.filter(email="nieuw@voorbeeld.example").exists()


def test_a_person_more_needs_no_script(cast):
    phase = stages.opened_phase(cast)
    data = seats_form(cast.members[0].email, more="1")
    page = client_of(cast.officer).post(url("form", Committee(phase=phase)), data).content.decode()
    assert 'name="form-5-email"' in page
    assert cast.members[0].email in page
    assert "error-summary" not in page


# ---- declaring -----------------------------------------------------------------------------------


def test_declaring_lists_every_fault_and_keeps_what_was_typed(cast):
    committee = stages.formed(cast)
    first, second, third = [offer.dossier for offer in committee.phase.proposals.order_by("pk")]
    data = {f"kind_{first.pk}": "none", f"kind_{second.pk}": "tie"}
    page = client_of(cast.members[0]).post(url("declare", committee), data)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {
        f"explanation_{second.pk}", f"kind_{third.pk}"
    }  # fmt: skip
    assert not Declaration.objects.exists()
    assert page.content.decode().count(" checked") == 2


def test_declaring_opens_the_offers(cast):
    committee = stages.formed(cast)
    data = {f"kind_{offer.dossier_id}": "none" for offer in committee.phase.proposals.all()}
    client = client_of(cast.members[0])
    assert client.post(url("declare", committee), data).status_code == 302
    assert stages.CANARY in client.get(url("offers", committee)).content.decode()


def test_with_a_heavy_interest_the_other_answers_are_not_asked(cast):
    committee = stages.formed(cast)
    pk = committee.phase.proposals.first().dossier_id
    data = {f"kind_{pk}": "barred", f"explanation_{pk}": "mijn eigen bedrijf"}
    client = client_of(cast.members[0])
    assert client.post(url("declare", committee), data).status_code == 302
    assert Declaration.objects.get().kind == "barred"


# ---- scoring -------------------------------------------------------------------------------------


def test_autosave_keeps_each_criterion_and_hands_nothing_in(sheet):
    client = client_of(sheet.seat.user)
    data = typed(value_impact="8", reason_impact="Sterk.", reason_economy="Nog leeg")
    answer = client.post(score_url(sheet), data, **XHR)
    assert answer.status_code == 200
    assert answer.json()["version"] == "1-0-1"
    assert set(Score.objects.values_list("criterion__code", "value")) == {
        ("impact", 8), ("economy", None)
    }  # fmt: skip
    sheet.refresh_from_db()
    assert sheet.state == ScoreSheet.State.DRAFT


def test_the_form_saves_without_scripts(sheet):
    client = client_of(sheet.seat.user)
    data = typed(value_impact="8", reason_impact="Sterk.")
    assert client.post(score_url(sheet), data).status_code == 302
    page = client.get(score_url(sheet)).content.decode()
    assert 'value="8" checked' in page
    assert 'name="version" value="1-0-0"' in page


def test_a_second_device_is_told_and_loses_nothing(sheet):
    """Two texts: the person chooses; neither is overwritten unseen."""
    client = client_of(sheet.seat.user)
    client.post(score_url(sheet), typed(value_impact="8", reason_impact="Eerste."), **XHR)
    old = typed(value_impact="3", reason_impact="Tweede.")
    answer = client.post(score_url(sheet), old, **XHR)
    assert answer.status_code == 409
    assert answer.json()["version"] == "1-0-0"
    page = client.post(score_url(sheet), old)
    assert "Tweede." in page.content.decode()
    assert Score.objects.get().reason == "Eerste."
    again = {**old, "version": "1-0-0", "overwrite": "1"}
    assert client.post(score_url(sheet), again, **XHR).status_code == 200
    assert Score.objects.get().reason == "Tweede."


def test_a_value_off_the_scale_is_told_and_the_rest_is_saved(sheet):
    client = client_of(sheet.seat.user)
    data = typed(value_impact="11", reason_impact="?", value_economy="6", reason_economy="Goed.")
    answer = client.post(score_url(sheet), data, **XHR)
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"value_impact"}
    assert Score.objects.get().criterion.code == "economy"


def test_a_handed_in_sheet_stops_the_autosave_with_words(sheet):
    stages.filled(sheet, 7, 7, 7)
    client = client_of(sheet.seat.user)
    client.post(url("hand-in", sheet.seat.committee, sheet.proposal.dossier.reference))
    data = typed(version="1-1-1", value_impact="1", reason_impact="Toch niet.")
    answer = client.post(score_url(sheet), data, **XHR)
    assert answer.status_code in {403, 409, 410}
    assert answer.json()["message"]
    assert Score.objects.get(criterion__code="impact").value == 7


def test_extra_fields_change_nothing(sheet):
    """ASVS 15.3.3: state and owner are not taken from a form."""
    client = client_of(sheet.seat.user)
    data = typed(value_impact="8", reason_impact="x", state="handed_in", seat="1", sheet="1")
    client.post(score_url(sheet), data)
    sheet.refresh_from_db()
    assert sheet.state == ScoreSheet.State.DRAFT


def test_handing_in_is_a_step_of_its_own(sheet):
    stages.filled(sheet, 7, 7, 7)
    client = client_of(sheet.seat.user)
    place = url("hand-in", sheet.seat.committee, sheet.proposal.dossier.reference)
    assert client.get(place).status_code == 200
    sheet.refresh_from_db()
    assert sheet.state == ScoreSheet.State.DRAFT
    assert client.post(place).status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == ScoreSheet.State.HANDED_IN


def test_all_complete_sheets_are_handed_in_together(committee, sheet):
    first, second = sheet.seat.sheets.order_by("pk")[:2]
    stages.filled(first, 7, 7, 7)
    stages.filled(second, 7, 7, 7)
    client = client_of(sheet.seat.user)
    assert client.post(url("hand-in-all", committee)).status_code == 302
    states = sheet.seat.sheets.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["handed_in", "handed_in", "draft"]


# ---- the meeting and after -----------------------------------------------------------------------


def test_the_consensus_form_begins_with_median_and_reasons(cast):
    committee = stages.meeting(cast)
    reference = committee.phase.proposals.first().dossier.reference
    page = client_of(cast.members[0]).get(url("consensus-offer", committee, reference))
    form = page.context["form"]
    assert form["value_impact"].value() == 8
    assert form["motivation_impact"].value() == "Reden impact 8."


def agreed_form(page, **more):
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields} | more


def test_a_stale_consensus_form_overwrites_nothing(cast):
    committee = stages.meeting(cast)
    place = url("consensus-offer", committee, committee.phase.proposals.first().dossier.reference)
    chair, secretary = cast.members[0], stages.secretary_of(committee.phase)
    old = client_of(chair).get(place)
    client_of(secretary).post(place, agreed_form(old, motivation_impact="Van de secretaris."))
    page = client_of(chair).post(place, agreed_form(old, motivation_impact="Van de voorzitter."))
    assert page.status_code == 200
    assert "Van de voorzitter." in page.content.decode()
    assert Consensus.objects.get(criterion__code="impact").motivation == "Van de secretaris."


def test_the_advice_is_written_approved_and_read_as_pdf(cast):
    committee = stages.ranked(cast).committee
    client = client_of(cast.members[0])
    page = client.get(url("advice", committee))
    assert "Samen impact 8." in page.context["form"]["text"].value()
    client.post(url("advice", committee), {"text": "## Advies\n\nGun deze drie."})
    client.post(url("approve-advice", committee))
    assert Advice.objects.get().approved_by == cast.members[0]
    answer = client_of(cast.officer).get(url("advice-pdf", committee))
    assert answer.content.startswith(b"%PDF")


def test_a_ranking_written_in_since_is_called_so_and_not_built_on(cast):
    """REQ-05: same input, same ranking; the hash tells when a row is no longer what was frozen."""
    committee = stages.agreed(stages.meeting(cast))
    rows = written_in(committee)
    client = client_of(cast.members[0])
    assert not client.get(url("ranking", committee)).context["is_intact"]
    advice = draft_advice(committee, "Ons advies.", by=cast.members[0])
    with pytest.raises(TransitionRefused, match="hash"):
        transitions.approve_advice(advice, by=cast.members[0])
    with pytest.raises(TransitionRefused, match="hash"):
        move_line(committee, {"": rows[0].price_incl_vat}, by=cast.officer, reason="Minder geld.")


def test_a_ranking_as_it_was_frozen_matches_its_hash(cast):
    committee = stages.ranked(cast).committee
    client = client_of(cast.members[0])
    assert client.get(url("ranking", committee)).context["is_intact"]


def written_in(committee: Committee) -> list[RankingRow]:
    """A ranking of which one price is not the one it was made with; the database keeps rows as
    they are, so it is laid anew."""
    with transaction.atomic():
        frozen = results.freeze(committee, list(selectors.admissible(committee.phase)))
        rules, sha256, rows = frozen.rules, frozen.sha256, list(frozen.rows.order_by("pk"))
        transaction.set_rollback(True)
    rows[0].price_incl_vat -= 1
    ranking = Ranking.objects.create(committee=committee, rules=rules, sha256=sha256)
    for row in rows:
        row.pk, row.ranking = None, ranking
    RankingRow.objects.bulk_create(rows)
    Committee.objects.filter(pk=committee.pk).update(state=Committee.State.RANKED)
    committee.refresh_from_db()
    return rows


# ---- lists ---------------------------------------------------------------------------------------

# The literal number of queries on offers and their assessment, at one offer and at three.
QUERIES = {"mine": 1, "offers": 10, "declare": 7, "progress": 24, "consensus": 21, "ranking": 8}
COUNTED = ('FROM "assessment_', 'FROM "applications_', 'FROM "calls_criterion')


@pytest.mark.parametrize("offers", [1, 3])
@pytest.mark.parametrize("name", QUERIES)
def test_a_list_costs_the_same_at_one_and_at_three_offers(cast, name, offers):
    committee = stages.ranked(cast, stages.opened_phase(cast, offers=offers)).committee
    place = reverse("assessment:mine") if name == "mine" else url(name, committee)
    client = client_of(cast.members[0])
    with CaptureQueriesContext(connection) as queries:
        assert client.get(place).status_code == 200
    own = [query for query in queries if any(table in query["sql"] for table in COUNTED)]
    assert len(own) == QUERIES[name]
