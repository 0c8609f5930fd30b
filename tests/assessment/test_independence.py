"""Interests: stated, matched, pointed out, decided on with a reason; and what they keep shut."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications.models import Partner, Proposal
from applications.permissions import can_open_vault
from assessment import selectors, services, transitions
from assessment.documents import advice_pdf
from assessment.independence import matching, pointing
from assessment.independence import services as independence
from assessment.independence.forms import EmployerForm
from assessment.independence.matching import Ground, Party, Said
from assessment.independence.models import StaffDeclaration, Warning
from assessment.models import Declaration, ScoreSheet
from awards.permissions import can_propose
from calls.apart import stands_apart
from calls.models import Theme
from portal.accounts.models import Organisation
from portal.audit.models import AuditEvent
from portal.pdf import text_of
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.assessment import blind, stages
from tests.cast import client_of
from tests.factories import MembershipFactory
from tests.portal.pdf_checks import faults_of

pytestmark = pytest.mark.django_db
NUMBER = "90312201"


def url(name, committee, *more):
    return reverse(f"independence:{name}", args=[committee.phase.call.reference, *more])


def first(committee):
    return committee.phase.proposals.order_by("pk").first()


def stated(seat, *employers, other="geen"):
    return independence.state_interests(
        seat.committee.phase.call, list(employers), other, by=seat.user
    )


# ---- matching ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "text", "found"),
    [
        (Said("Ander B.V.", kvk=NUMBER), "", {Ground.NUMBER}),
        (Said("inschrijver 01"), "", {Ground.NAME}),
        (Said("TU Voorbeeld", "faculteit Bouwkunde"), "", {Ground.DEPARTMENT}),
        (Said("TU Voorbeeld", "faculteit Rechten"), "", {Ground.NAME}),
        (Said("Gemeente Elders"), "Mijn zus werkt bij Inschrijver 01 bv.", {Ground.TEXT}),
        (Said("Gemeente Elders"), f"aandelen in {NUMBER}", {Ground.TEXT}),
        (Said("Inschrijver 011"), "geen", set()),
        (Said("TU"), "geen", set()),
    ],
)
def test_employers_numbers_and_other_interests_match(said, text, found):
    parties = [
        Party("Inschrijver 01 B.V.", NUMBER), Party("TU Voorbeeld, faculteit Bouwkunde"),
    ]  # fmt: skip
    assert {ground for ground, _name in matching.grounds(1, [said], text, parties)} == found


def test_an_account_with_an_applicant_is_pointed_out():
    party = Party("Bedrijf", members=frozenset({7}))
    assert matching.grounds(7, [], "", [party]) == [(Ground.MEMBER, "Bedrijf")]
    assert matching.grounds(8, [], "", [party]) == []


@pytest.mark.parametrize("organisation", ["", "x" * 300, "met\x00NUL"])
def test_a_number_without_a_usable_organisation_is_asked_about_once(organisation):
    form = EmployerForm({"organisation": organisation, "department": "", "kvk": NUMBER})
    assert list(form.errors) == ["organisation"]
    assert len(form.errors["organisation"]) == 1


# ---- a warning, and its decision -----------------------------------------------------------------


@pytest.fixture
def warned(cast):
    """A member works for a partner in the first offer, and declared no interest."""
    committee = stages.formed(cast)
    Partner.objects.filter(opened=first(committee).opened).update(kvk=NUMBER)
    seat = committee.seats.get(user=cast.members[1])
    stated(seat, Said("Onder een andere naam", kvk=NUMBER))
    stages.declared(committee)
    return seat


def standing(seat):
    return selectors.standing_of(seat.user, stages.fresh(seat.committee))


def test_while_a_warning_waits_the_member_does_not_see_the_offer(warned):
    """REQ-07: a likely conflict is decided before the content shows."""
    proposal = first(warned.committee)
    assert not standing(warned).may_read(proposal.dossier_id)
    assert warned.sheets.count() == 2
    client = client_of(warned.user)
    place = [warned.committee.phase.call.reference, warned.committee.phase.code]
    page = client.get(reverse("assessment:score", args=[*place, proposal.dossier.reference]))
    assert page.status_code == 404
    offers = client.get(reverse("assessment:offers", args=place)).content.decode()
    assert proposal.dossier.reference not in offers
    committee = stages.handed_in(stages.fresh(warned.committee))
    with pytest.raises(TransitionRefused) as refusal:
        transitions.start_consensus(committee, by=stages.chair_of(committee))
    assert refusal.value.code == "warnings_wait"


def test_a_warning_waits_on_officers_and_secretary_and_asks_for_a_reason(cast, warned):
    warning = Warning.objects.get()
    assert Task.objects.filter(kind=Task.Kind.DECIDE_WARNING, closed_at=None).count() == 2
    client = client_of(cast.officer)
    page = url("decide", warned.committee, warning.pk)
    again = client.post(page, {"verdict": "clear", "reason": " "})
    assert again.context["form"].errors
    client.post(page, {"verdict": "clear", "reason": "ging drie jaar geleden weg"})
    warning.refresh_from_db()
    assert (warning.verdict, warning.decided_by) == ("clear", cast.officer)
    assert warned.sheets.count() == 3
    assert not Task.objects.filter(kind=Task.Kind.DECIDE_WARNING, closed_at=None).exists()
    assert (
        "ging drie jaar geleden weg"
        in client.get(url("overview", warned.committee)).content.decode()
    )


def test_a_warning_that_is_a_tie_keeps_the_member_away(cast, warned):
    independence.decide(
        Warning.objects.get(), verdict="tie", reason="werkt er nog", by=cast.officer
    )
    declaration = Declaration.objects.get(seat=warned, dossier=first(warned.committee).dossier)
    assert (declaration.kind, declaration.explanation) == ("tie", "werkt er nog")
    assert warned.sheets.count() == 2
    with pytest.raises(TransitionRefused):
        independence.decide(
            Warning.objects.get(), verdict="clear", reason="toch niet", by=cast.officer
        )


def test_nobody_decides_on_a_warning_about_themselves(cast, warned):
    with pytest.raises(PermissionDenied):
        independence.decide(Warning.objects.get(), verdict="clear", reason="x", by=warned.user)


def test_who_declares_the_tie_themselves_leaves_nothing_to_decide(cast):
    committee = stages.formed(cast)
    seat = committee.seats.get(user=cast.members[1])
    stated(seat, Said("Inschrijver 00"))
    services.declare(
        seat, first(committee).dossier, kind="tie", explanation="oud-collega", by=seat.user
    )
    assert not Warning.objects.waiting().exists()


def test_a_member_first_tells_where_they_work_and_sees_no_name_there(cast):
    committee = stages.invited(cast)
    place = [committee.phase.call.reference, committee.phase.code]
    client = client_of(cast.members[0])
    client.post(reverse("panel:invitation", args=place), {"answer": "accept"})
    answer = client.get(reverse("assessment:declare", args=place))
    page = reverse("independence:interests", args=place)
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "Inschrijver 0" not in client.get(page).content.decode()
    empty = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-organisation": ""}
    wrong = client.post(page, {**empty, "form-0-kvk": "123", "other": ""})
    assert wrong.status_code == 200
    assert "123" in wrong.content.decode()
    right = {**empty, "form-0-organisation": "Inschrijver 00", "other": "geen"}
    assert client.post(page, right).status_code == 302
    assert Warning.objects.get().party == "Inschrijver 00"


def test_a_jury_is_matched_without_a_name_and_the_secretary_decides(cast):
    """REQ-12: the member hears that something may concern an entry, and not which."""
    phase = stages.opened_phase(cast, is_anonymous=True, **blind.CONTEST)
    committee = stages.formed(cast, phase)
    seat = committee.seats.get(user=cast.members[1])
    client = client_of(seat.user)
    place = [committee.phase.call.reference, committee.phase.code]
    answer = client.post(
        reverse("assessment:declare", args=place),
        {"interests": "Aandelen in Inschrijver 00.", "is_independent": "on"}, follow=True,
    )  # fmt: skip
    assert "Inschrijver 0" not in answer.content.decode()
    assert seat.sheets.count() == 2
    assert Warning.objects.get().user == seat.user


# ---- how far an interest reaches -----------------------------------------------------------------


def themed(cast, **fields):
    committee = stages.formed(cast, stages.opened_phase(cast, **fields))
    call = committee.phase.call
    water, wind = (Theme.objects.create(call=call, code=code, title=code) for code in "AB")
    proposals = list(committee.phase.proposals.order_by("pk"))
    for proposal, theme in zip(proposals, (water, water, wind), strict=True):
        type(proposal.dossier).objects.filter(pk=proposal.dossier_id).update(theme=theme)
    return stages.fresh(committee), Proposal.objects.filter(phase=committee.phase).order_by("pk")


def test_a_heavy_interest_bars_from_the_theme_in_which_offers_compete(cast):
    committee, (one, rival, other) = themed(cast)
    seat = committee.seats.get(user=cast.members[1])
    services.declare(seat, other.dossier, kind="none", explanation="", by=seat.user)
    services.declare(seat, one.dossier, kind="barred", explanation="eigenaar", by=seat.user)
    here = standing(seat)
    assert here.has_declared
    assert [here.may_read(each.dossier_id) for each in (one, rival, other)] == [False, False, True]
    assert list(seat.sheets.values_list("proposal", flat=True)) == [other.pk]


def test_a_heavy_interest_bars_from_all_themes_where_a_company_gets_one_place(cast):
    committee, (one, _rival, other) = themed(cast, one_award_each=True)
    seat = committee.seats.get(user=cast.members[1])
    services.declare(seat, other.dossier, kind="none", explanation="", by=seat.user)
    services.declare(seat, one.dossier, kind="barred", explanation="eigenaar", by=seat.user)
    assert standing(seat).is_barred


# ---- a conflict that comes to light --------------------------------------------------------------


def test_a_conflict_found_later_voids_the_scores_and_says_so(cast):
    """The secretary writes it down; scores of the member on that offer are void, others stand."""
    committee = stages.handed_in(stages.declared(stages.formed(cast)))
    seat = committee.seats.get(user=cast.members[1])
    data = {
        "seat": seat.pk, "dossier": first(committee).dossier_id, "kind": "tie",
        "reason": "stond in de krant",
    }  # fmt: skip
    secretary = client_of(stages.secretary_of(committee.phase))
    page = url("conflict", committee, committee.phase.code)
    assert secretary.post(page, data).status_code == 302
    states = dict(seat.sheets.values_list("proposal", "state"))
    assert states.pop(first(committee).pk) == ScoreSheet.State.VOID
    assert set(states.values()) == {ScoreSheet.State.HANDED_IN}
    assert selectors.valid_sheet_counts(committee.phase)[first(committee).pk] == 4
    assert AuditEvent.objects.filter(action="record_conflict").count() == 1
    assert "stond in de krant" in secretary.get(url("overview", committee)).content.decode()


def test_a_conflict_found_after_the_advice_stands_in_the_advice(cast):
    committee = stages.advised(cast).committee
    seat = committee.seats.get(user=cast.members[1])
    ranked = committee.ranking.sha256
    independence.record_conflict(
        seat, first(committee).dossier, kind="barred", reason="bleek later", by=cast.officer
    )
    committee = stages.fresh(committee)
    assert committee.ranking.sha256 == ranked
    assert set(seat.sheets.values_list("state", flat=True)) == {ScoreSheet.State.VOID}
    assert "later aan het licht" in text_of(advice_pdf(committee))


@pytest.mark.parametrize("who", ["chair", "rival", "analyst", "self"])
def test_only_officers_and_secretary_write_a_conflict_down(cast, who):
    committee = stages.declared(stages.formed(cast))
    seat = committee.seats.get(user=cast.members[1])
    by = {"chair": cast.members[0], "self": seat.user}.get(who) or getattr(cast, who)
    with pytest.raises(PermissionDenied):
        independence.record_conflict(seat, first(committee).dossier, kind="tie", reason="x", by=by)


# ---- staff ---------------------------------------------------------------------------------------


def test_officers_and_secretary_declare_too(cast):
    committee = stages.formed(cast)
    secretary = stages.secretary_of(committee.phase)
    asked = Task.objects.filter(unique_key__startswith="staff-declares:", closed_at=None)
    assert asked.count() == 2
    client = client_of(cast.officer)
    empty = {"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0", "other": "geen"}
    client.post(url("own", committee), empty)
    page = client.get(url("staff", committee)).content.decode()
    assert "Inschrijver 00" in page
    assert stages.CANARY not in page
    faults = client.post(url("staff", committee), {})
    assert len(faults.context["form"].errors) == 3
    answers = {f"kind_{offer.dossier_id}": "none" for offer in committee.phase.proposals.all()}
    assert client.post(url("staff", committee), answers).status_code == 302
    assert asked.count() == 1
    pointing.ask_staff_to_declare(committee.phase.call)  # as a committee of a later phase does
    assert cast.officer not in [task.holder for task in asked]
    assert client_of(secretary).get(url("own", committee)).status_code == 200


@pytest.mark.parametrize("kind", ["tie", "barred"])
def test_an_officer_with_an_interest_does_not_read_judge_or_decide(cast, kind):
    """Recusal blocks on every page of staff; with a heavy interest for all offers of the call."""
    committee = stages.formed(cast)
    call, tied = committee.phase.call, first(committee)
    others = committee.phase.proposals.exclude(pk=tied.pk)
    assert can_propose(cast.officer, committee.phase)
    independence.declare_as_staff(
        tied.dossier, kind=kind, explanation="mijn zus werkt er", by=cast.officer
    )
    client = client_of(cast.officer)
    type(committee.phase).objects.filter(pk=committee.phase_id).update(public_key=b"k" * 32)
    place = [tied.dossier.reference, committee.phase.code]
    assert client.get(reverse("applications:opened", args=place)).status_code == 404
    listed = client.get(
        reverse("applications:opened-list", args=[call.reference, committee.phase.code])
    ).content.decode()
    assert tied.dossier.reference not in listed
    assert (others[0].dossier.reference in listed) is (kind == "tie")
    assert not can_propose(cast.officer, committee.phase)
    assert can_propose(cast.author, committee.phase)
    with pytest.raises(TransitionRefused):
        independence.declare_as_staff(tied.dossier, kind="none", explanation="", by=cast.officer)
    assert StaffDeclaration.objects.get().kind == kind


def test_staff_with_a_seat_does_not_approve_open_or_decide(cast):
    """Who judges stands apart in that call, also after the seat ended (REQ-24)."""
    committee = stages.formed(cast)
    seat = committee.seats.get(user=cast.members[4])
    MembershipFactory(user=seat.user, organisation=cast.rws, role="officer")
    call = committee.phase.call
    assert stands_apart(seat.user, call)
    assert not can_open_vault(seat.user, committee.phase)
    assert not can_propose(seat.user, committee.phase)
    services.end_seat(seat, by=cast.officer, reason="klaar")
    assert stands_apart(seat.user, call)
    assert not stands_apart(cast.officer, call)


def test_overview_as_pdf_tells_what_was_declared_pointed_out_and_decided(cast, warned, tmp_path):
    """REQ-07: declarations, warnings and decisions of members and staff, for the file."""
    committee = warned.committee
    independence.decide(
        Warning.objects.get(), verdict="clear", reason="ging drie jaar geleden weg", by=cast.officer
    )
    tied = committee.phase.proposals.order_by("pk").last()
    services.declare(
        committee.seats.get(user=cast.members[2]), tied.dossier, kind="tie",
        explanation="Oude studievriend.", by=cast.members[2],
    )  # fmt: skip
    independence.declare_as_staff(tied.dossier, kind="none", explanation="", by=cast.author)
    answer = client_of(cast.officer).get(url("overview-pdf", committee))
    text = " ".join(text_of(answer.content).split())
    for words in (
        "Onder een andere naam", "geen conflict. ging drie jaar geleden weg", cast.officer.name,
        "Oude studievriend.", tied.dossier.reference, cast.author.name, "Inkopers en secretaris",
    ):  # fmt: skip
        assert words in text
    assert faults_of(answer.content, tmp_path) == []


def test_members_do_not_read_what_others_declared(cast):
    committee = stages.formed(cast)
    for user in (cast.members[0], cast.rival, cast.analyst):
        for page in ("overview", "overview-pdf"):
            assert client_of(user).get(url(page, committee)).status_code == 404
    assert Organisation.objects.filter(name="Inschrijver 00").exists()
