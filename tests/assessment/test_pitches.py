"""Pitches get a time and a place; who is concerned hears of it, and of every change."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from icalendar import Calendar

from applications.models import Dossier
from assessment.pitches import services
from assessment.pitches.models import PitchSlot
from assessment.pitches.services import Planned
from calls.models import Phase
from portal.accounts.models import Membership
from portal.mail.models import OutgoingMail
from portal.workflow import TransitionRefused
from tests.assessment import stages
from tests.cast import client_of
from tests.factories import MembershipFactory
from tests.rounds import make_challenge

pytestmark = pytest.mark.django_db
PLACE = "Zaal 3, Marktplein 1"


@pytest.fixture
def phase(cast) -> Phase:
    phase = stages.opened_phase(cast, offers=3, pitch_minutes=10, question_minutes=40)
    Dossier.objects.filter(call=phase.call).update(theme=make_challenge(phase.call, "A"))
    return phase


def planned(phase: Phase, *minutes: int) -> list[Planned]:
    """One pitch for each offer, so many minutes after the deadline plus a day."""
    start = phase.closes_at + timedelta(days=1)
    dossiers = services.dossiers_of(phase)
    return [
        Planned(dossier, start + timedelta(minutes=after), PLACE)
        for dossier, after in zip(dossiers, minutes, strict=False)
    ]


def test_slots_take_the_minutes_of_the_phase(cast, phase):
    slot, *_rest = services.plan(phase, planned(phase, 0, 50, 100), by=cast.officer)
    assert slot.questions_at - slot.starts_at == timedelta(minutes=10)
    assert slot.ends_at - slot.starts_at == timedelta(minutes=50)


def test_two_pitches_for_one_challenge_do_not_overlap(cast, phase):
    with pytest.raises(TransitionRefused):
        services.plan(phase, planned(phase, 0, 49), by=cast.officer)
    assert not PitchSlot.objects.exists()


def test_two_challenges_can_pitch_at_once_but_not_one_company(cast, phase):
    first, second, _third = services.dossiers_of(phase)
    other = make_challenge(phase.call, "B")
    Dossier.objects.filter(pk=second.pk).update(theme=other)
    start = planned(phase, 0)[0].starts_at
    elsewhere = Planned(Dossier.objects.get(pk=second.pk), start, PLACE)
    assert len(services.plan(phase, [*planned(phase, 0), elsewhere], by=cast.officer)) == 2
    Dossier.objects.filter(pk=second.pk).update(lead=first.lead)
    both = list(Dossier.objects.filter(pk__in=[first.pk, second.pk]).select_related("theme"))
    start = planned(phase, 500)[0].starts_at
    with pytest.raises(TransitionRefused):
        services.plan(phase, [Planned(each, start, PLACE) for each in both], by=cast.officer)


def test_a_pitch_comes_after_the_deadline_and_all_faults_are_told_at_once(cast, phase):
    early = [Planned(each, phase.closes_at - timedelta(hours=1), PLACE)
             for each in services.dossiers_of(phase)]  # fmt: skip
    with pytest.raises(TransitionRefused) as refused:
        services.plan(phase, early, by=cast.officer)
    assert len(refused.value.message.split("\n")) == 3 + 3  # each too early, each pair together


def test_company_hears_of_its_pitch_and_of_a_change_and_of_nothing_else(cast, phase):
    dossier = services.dossiers_of(phase)[0]
    writer = MembershipFactory(organisation=dossier.lead, role=Membership.Role.EDITOR).user
    services.plan(phase, planned(phase, 0, 50, 100), by=cast.officer)
    services.plan(phase, planned(phase, 0, 60, 120), by=cast.officer)
    assert OutgoingMail.objects.filter(recipient=writer, kind="pitch_planned").count() == 1
    services.plan(phase, planned(phase, 5, 60, 120), by=cast.officer)
    assert OutgoingMail.objects.filter(recipient=writer, kind="pitch_planned").count() == 2


def test_others_do_not_plan(cast, phase):
    with pytest.raises(PermissionDenied):
        services.plan(phase, planned(phase, 0), by=cast.applicant)


def test_page_keeps_what_was_typed_and_tells_all_faults(cast, phase):
    first, second, third = services.dossiers_of(phase)
    address = reverse("pitches:plan", args=[phase.call.reference, phase.code])
    page = client_of(cast.officer).post(
        address,
        {
            f"place_{first.reference}": PLACE,
            f"at_{second.reference}_on": "ooit",
            f"at_{second.reference}_at": "straks",
            f"place_{third.reference}": "x" * 300,
        },
    )
    assert page.status_code == 200
    faults = {f"at_{first.reference}", f"at_{second.reference}", f"place_{third.reference}"}
    assert set(page.context["form"].errors) == faults
    assert PLACE in page.content.decode()


def test_company_finds_its_own_pitch_and_no_others(cast, phase):
    first, second, _third = services.dossiers_of(phase)
    Dossier.objects.filter(pk=first.pk).update(lead=cast.company)
    services.plan(phase, planned(phase, 0, 50), by=cast.officer)
    page = client_of(cast.applicant).get(reverse("awards:mine")).content.decode()
    assert first.reference in page
    assert second.reference not in page


@pytest.mark.parametrize("count", [1, 3])
def test_agenda_takes_as_many_queries_for_one_pitch_as_for_three(
    cast, phase, count, django_assert_num_queries
):
    committee = stages.formed(cast, phase)
    services.plan(phase, planned(phase, *range(0, 60 * count, 60)), by=cast.officer)
    client = client_of(cast.members[0])
    address = reverse("pitches:agenda", args=[phase.call.reference, phase.code])
    client.get(address)
    with django_assert_num_queries(6):
        assert client.get(address).status_code == 200
    assert committee.phase == phase


def test_committee_and_company_get_a_calendar_whose_entry_moves_along(cast, phase):
    """The entry keeps its UID and its SEQUENCE grows, so a calendar moves it."""
    dossier = services.dossiers_of(phase)[0]
    writer = MembershipFactory(organisation=dossier.lead, role=Membership.Role.EDITOR).user
    place = [phase.call.reference, phase.code]
    address = reverse("pitches:slot-ics", args=[*place, dossier.reference])
    services.plan(phase, planned(phase, 0, 50, 100), by=cast.officer)
    first = event_of(client_of(writer).get(address).content)
    assert first["dtstart"].dt == PitchSlot.objects.get(dossier=dossier).starts_at.replace(
        microsecond=0
    )
    assert str(first["location"]) == PLACE
    PitchSlot.objects.filter(dossier=dossier).update(
        planned_at=PitchSlot.objects.get(dossier=dossier).planned_at - timedelta(minutes=1)
    )
    services.plan(phase, planned(phase, 200, 50, 100), by=cast.officer)
    moved = event_of(client_of(writer).get(address).content)
    assert (moved["uid"], moved["dtstart"].dt) != (first["uid"], first["dtstart"].dt)
    assert moved["uid"] == first["uid"]
    assert int(moved["sequence"]) > 0
    assert client_of(cast.rival).get(address).status_code == 404


def test_calendar_of_an_anonymous_round_names_the_pseudonym(cast, phase):
    """REQ-11: no name shows before the scores are final."""
    Phase.objects.filter(pk=phase.pk).update(is_anonymous=True)
    phase.refresh_from_db()
    services.plan(phase, planned(phase, 0), by=cast.officer)
    committee = stages.formed(cast, phase)
    place = [phase.call.reference, phase.code]
    member = client_of(committee.seats.order_by("pk")[1].user)
    name = services.dossiers_of(phase)[0].lead.name
    for page in ("agenda", "agenda-ics"):
        content = member.get(reverse(f"pitches:{page}", args=place)).content.decode()
        assert services.dossiers_of(phase)[0].reference in content
        assert name not in content


def event_of(content: bytes):
    """The only entry of a calendar."""
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event
