"""Nobody stands on both sides of a call, and a refusal tells nobody who has offered (issue 10)."""

import threading

import pytest
from django.urls import reverse

from applications import services as offers
from applications.models import Dossier, Proposal
from assessment.models import Committee, Seat
from assessment.panel import invitations
from calls.delegation import services as delegations
from calls.models import Call, CallRole, KeyHolder
from calls.one_side import ids_worked_on, worked_on
from calls.roles import services as roles
from portal.accounts import services as accounts
from portal.accounts.models import Membership, User
from portal.clock import portal_today
from portal.people import services as people
from portal.workflow import TransitionRefused
from tests.applications.stages import open_phase
from tests.applications.test_races import in_threads
from tests.cast import Cast, client_of, make_cast, staff
from tests.factories import MembershipFactory, PhaseFactory

Role = Membership.Role


@pytest.fixture
def phase(cast: Cast):
    return open_phase(cast)


def both(cast: Cast, name: str = "Twee petten") -> User:
    """Somebody of the authority, without a right there, who also writes for the company."""
    person = staff(cast.rws, Role.COLLEAGUE, name)
    MembershipFactory(user=person, organisation=cast.company, role=Role.EDITOR)
    return person


def parts(cast: Cast, phase, person: User) -> dict:
    """Each way in which somebody takes a part on the asking side, ready to be taken."""
    offered = roles.offer(phase.call, person, CallRole.Role.READER, last_day=None, by=cast.author)
    lent = delegations.ask(
        cast.rws, delegate=person, call=phase.call, last_day=portal_today(), by=cast.author
    )
    admin = staff(cast.rws, Role.ADMINISTRATOR, "Beheer")
    invited, _secret = people.invite(
        cast.rws, name="x", email=person.email, role=Role.OFFICER, by=admin
    )
    seat = Seat.objects.create(
        committee=Committee.objects.create(phase=phase), user=person, role=Seat.Role.MEMBER,
        profile="jurist",
    )  # fmt: skip
    KeyHolder.objects.create(call=phase.call, user=person, role=KeyHolder.Role.ESCROW)
    return {
        "role": lambda: roles.accept(offered, by=person),
        "delegation": lambda: delegations.accept(lent, by=person),
        "officer": lambda: accounts.accept_invitation(invited, by=person),
        "seat": lambda: invitations.accept(seat, by=person),
    }


WAYS = ["role", "delegation", "officer", "seat"]


@pytest.mark.parametrize("way", WAYS)
def test_part_is_refused_to_who_works_for_an_applicant(cast: Cast, phase, way: str) -> None:
    person = both(cast)
    take = parts(cast, phase, person)[way]
    offers.start_offer(phase, organisation=cast.company, by=cast.applicant)
    with pytest.raises(TransitionRefused) as refusal:
        take()
    assert refusal.value.code == "both_sides"


@pytest.mark.parametrize("way", WAYS)
def test_part_in_another_call_is_free(cast: Cast, phase, way: str) -> None:
    """The control: applicant in one call and assessor or officer in another is allowed."""
    person = both(cast)
    take = parts(cast, phase, person)[way]
    elsewhere = open_phase(cast)
    type(elsewhere.call).objects.filter(pk=elsewhere.call_id).update(
        contracting_authority=cast.province
    )
    offers.start_offer(elsewhere, organisation=cast.company, by=cast.applicant)
    take()


@pytest.mark.parametrize("way", ["role", "delegation", "officer", "seat"])
def test_who_has_a_part_begins_no_offer_and_sees_none(cast: Cast, phase, way: str) -> None:
    """The part came first: a colleague offers, and this person does not see it."""
    person = both(cast)
    parts(cast, phase, person)[way]()
    with pytest.raises(TransitionRefused) as refusal:
        offers.start_offer(phase, organisation=cast.company, by=person)
    assert refusal.value.code == "both_sides"
    proposal = offers.start_offer(phase, organisation=cast.company, by=cast.applicant)
    assert not Proposal.objects.of_company(person).exists()
    page = reverse("applications:offer", args=[proposal.dossier.reference, phase.code])
    assert client_of(person).get(page).status_code == 404
    assert Proposal.objects.of_company(cast.colleague).get() == proposal


@pytest.mark.parametrize("role", [Role.EDITOR, Role.SIGNATORY, Role.VIEWER, Role.INTERMEDIARY])
def test_officer_who_joins_a_company_later_sees_none_of_its_offers(cast: Cast, phase, role) -> None:
    """Joining is not refused: that would tell an officer that the company has offered."""
    proposal = offers.start_offer(phase, organisation=cast.company, by=cast.applicant)
    invited, _secret = accounts.invite_colleague(
        cast.company, by=cast.applicant, email=cast.officer.email, name="x", role=role
    )
    accounts.accept_invitation(invited, by=cast.officer)
    assert not Proposal.objects.of_company(cast.officer).exists()
    assert not Dossier.objects.of_company(cast.officer).exists()
    assert Proposal.objects.of_company(cast.applicant).get() == proposal


def test_who_gives_a_role_reads_the_same_whether_there_is_an_offer(cast: Cast, phase) -> None:
    """ASVS 8.2.3: before the opening a refusal tells the officer nothing (annex IV (b))."""
    seen = []
    page = reverse("roles:rights", args=[phase.call.reference])
    for has_offer in (False, True):
        person = both(cast, f"Petten {has_offer}")
        if has_offer:
            offers.start_offer(phase, organisation=cast.company, by=cast.applicant)
        offered = roles.offer(
            phase.call, person, CallRole.Role.READER, last_day=None, by=cast.author
        )
        if has_offer:
            with pytest.raises(TransitionRefused):
                roles.accept(offered, by=person)
        shown = client_of(cast.author).get(page).content.decode()
        seen.append(shown.count(person.name))
    assert seen[0] == seen[1] > 0


@pytest.fixture
def world(transactional_db: None) -> Cast:
    return make_cast()


def test_calls_worked_on_are_each_persons_own_whoever_asked_first(cast: Cast, phase) -> None:
    """Its statement is composed once for all: no part of who asked first may stay in it."""
    PhaseFactory(call__contracting_authority=cast.rws)  # the escrow holder has no part in it
    for person in (cast.applicant, cast.author, cast.escrow, cast.applicant, cast.rival):
        asked = Call.objects.filter(pk__in=ids_worked_on(person.pk))
        assert set(asked) == set(worked_on(person))
    assert set(Call.objects.filter(pk__in=ids_worked_on(cast.escrow.pk))) == {phase.call}


def race(world: Cast) -> list[object]:
    """One person takes a role on a call and begins an offer in it, at the same moment."""
    phase = PhaseFactory(call__contracting_authority=world.rws)
    person = both(world)
    offered = roles.offer(phase.call, person, CallRole.Role.READER, last_day=None, by=world.author)
    return in_threads(
        lambda: roles.accept(offered, by=person),
        lambda: offers.start_offer(phase, organisation=world.company, by=person),
    )


def test_role_and_offer_at_once_leave_one_side(world: Cast) -> None:
    """ASVS 8.2.3: in real threads: whichever comes second is refused."""
    refused = [each for each in race(world) if isinstance(each, TransitionRefused)]
    assert [each.code for each in refused] == ["both_sides"]


def test_control_without_the_lock_both_get_through(world: Cast, monkeypatch) -> None:
    """The control: with the person not locked, each looks before the other has written."""
    meet = threading.Barrier(2, timeout=10)
    monkeypatch.setattr(roles, "lock_person", lambda user: None)
    monkeypatch.setattr(offers, "lock_person", lambda user: None)
    for module, name in ((roles.one_side, "require_free"), (offers, "require_no_part")):
        real = getattr(module, name)

        def slow(*args: object, real=real) -> None:
            real(*args)
            meet.wait()

        monkeypatch.setattr(module, name, slow)
    assert not [each for each in race(world) if isinstance(each, TransitionRefused)]
