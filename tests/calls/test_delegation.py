"""An officer lets a colleague act in their place, until a day (issue 10, roles).

The delegate of these tests works at the authority without a right of their own, so that what they
may do they may by the delegation only.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from calls.delegation import services
from calls.delegation.behalf import hands, is_same_hand
from calls.delegation.models import Delegation
from calls.models import Call, CallRole
from calls.permissions import can_publish, is_author, is_officer
from calls.services import add_document
from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.clock import portal_now, portal_today
from portal.look.wording import first_moment
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of, staff
from tests.factories import CallFactory

Role = Membership.Role


@pytest.fixture
def call(cast: Cast) -> Call:
    return CallFactory(contracting_authority=cast.rws, executing_agency=cast.rvo)


@pytest.fixture
def delegate(cast: Cast) -> User:
    return staff(cast.rws, Role.COLLEAGUE, "Vervanger")


def lend(cast: Cast, delegate: User, call: Call | None, *, by: User | None = None) -> Delegation:
    """Asked and accepted, for a week."""
    asked = services.ask(
        cast.rws, delegate=delegate, call=call, last_day=portal_today() + timedelta(days=7),
        by=by or cast.author,
    )  # fmt: skip
    return services.accept(asked, by=delegate)


@pytest.mark.parametrize("is_one_call", [True, False])
def test_delegation_gives_what_the_officer_may(cast: Cast, call, delegate, is_one_call) -> None:
    other = CallFactory(contracting_authority=cast.rws)
    elsewhere = CallFactory(contracting_authority=cast.province)
    assert not is_officer(delegate, call), "the control: without it there is no right"
    lend(cast, delegate, call if is_one_call else None)
    assert is_officer(delegate, call)
    assert is_officer(delegate, other) is not is_one_call
    assert not is_officer(delegate, elsewhere)
    seen = set(Call.objects.staffed_by(delegate))
    assert seen == ({call} if is_one_call else {call, other})


def test_delegation_counts_from_its_acceptance(cast: Cast, call, delegate) -> None:
    asked = services.ask(
        cast.rws, delegate=delegate, call=call, last_day=portal_today(), by=cast.author
    )
    assert not is_officer(delegate, call)
    assert Task.objects.open_for(delegate).get().kind == Task.Kind.ACCEPT_DELEGATION
    with pytest.raises(PermissionDenied):
        services.accept(asked, by=cast.officer)
    services.accept(asked, by=delegate)
    assert not Task.objects.open_for(delegate).exists()
    assert is_officer(delegate, call)


def test_delegation_ends_by_itself_at_the_end_of_its_last_day(cast: Cast, call, delegate, clock):
    """ASVS 8.2.4: a right in time: the last moment of the day counts, the next does not."""
    asked = services.ask(
        cast.rws, delegate=delegate, call=call, last_day=portal_today() + timedelta(days=1),
        by=cast.author,
    )  # fmt: skip
    services.accept(asked, by=delegate)
    over = first_moment(portal_today() + timedelta(days=2))
    clock.set(over - timedelta(seconds=30))
    assert is_officer(delegate, call)
    clock.set(over)
    assert not is_officer(delegate, call)
    assert not Call.objects.staffed_by(delegate).exists()


@pytest.mark.parametrize("who", ["author", "delegate"])
def test_delegation_withdrawn_holds_at_the_next_request(cast: Cast, call, delegate, who) -> None:
    """ASVS 8.3.2: either of both stops it, and the next page is not there."""
    given = lend(cast, delegate, call)
    client, page = client_of(delegate), reverse("calls:edit", args=[call.reference])
    assert client.get(page).status_code == 200
    with pytest.raises(PermissionDenied):
        services.end(given, by=cast.officer)
    services.end(given, by=delegate if who == "delegate" else cast.author)
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("who", ["author", "delegate"])
def test_delegation_ends_with_the_place_of_either(cast: Cast, call, delegate, who) -> None:
    """ASVS 8.3.2: an officer who leaves lends nothing, and who leaves the authority has nothing."""
    lend(cast, delegate, call)
    person = delegate if who == "delegate" else cast.author
    Membership.objects.filter(user=person).update(until=portal_now())
    assert not is_officer(delegate, call)


def test_what_a_delegate_wrote_gives_no_right_afterwards(cast: Cast, call, delegate) -> None:
    """An author's role is a mark for four eyes, and outlives no right."""
    given = lend(cast, delegate, call)
    add_document(
        call, kind="annex", title="B", upload_or_bytes=b"%PDF-1", file_name="b.pdf", by=delegate
    )
    assert is_author(delegate, call)
    services.end(given, by=cast.author)
    assert not is_officer(delegate, call)
    assert not Call.objects.staffed_by(delegate).exists()


def test_delegate_approves_nothing_of_the_delegator(cast: Cast, call, delegate) -> None:
    """ASVS 2.3.5: nobody approves own work, also not through a delegation, in neither direction."""
    CallRole.objects.create(call=call, user=cast.author, role=CallRole.Role.AUTHOR)
    assert can_publish(cast.officer, call), "the control: another officer approves it"
    given = lend(cast, delegate, call)
    assert not can_publish(delegate, call)
    CallRole.objects.filter(call=call).update(user=delegate)
    assert not can_publish(cast.author, call), "what was written in their place is theirs"
    services.end(given, by=cast.author)
    assert not can_publish(cast.author, call), "ending it is no way around"
    assert can_publish(cast.officer, call), "two officers suffice"


def test_delegate_of_another_officer_approves(cast: Cast, call, delegate) -> None:
    """ASVS 2.3.5: the control: what binds is whose place it is, not that it is a delegation."""
    CallRole.objects.create(call=call, user=cast.author, role=CallRole.Role.AUTHOR)
    lend(cast, delegate, call, by=cast.officer)
    assert can_publish(delegate, call)


def test_two_delegates_of_one_officer_are_one_hand(cast: Cast, call, delegate) -> None:
    second = staff(cast.rws, Role.COLLEAGUE, "Tweede vervanger")
    assert not is_same_hand(delegate, second.pk, call)
    lend(cast, delegate, call)
    lend(cast, second, None)
    assert hands(second, call) == {second.pk, delegate.pk, cast.author.pk}
    assert is_same_hand(delegate, second.pk, call)


def test_audit_lines_of_a_delegate_name_both(cast: Cast, call, delegate) -> None:
    lend(cast, delegate, call)
    add_document(
        call, kind="annex", title="B", upload_or_bytes=b"%PDF-1", file_name="b.pdf", by=delegate
    )
    line = AuditEvent.objects.get(action="add_document")
    assert (line.actor, line.data["for"]) == (delegate, str(cast.author.uuid))
    page = client_of(cast.officer).get(reverse("calls:history", args=[call.reference]))
    assert f"voor {cast.author.name}" in page.content.decode()


def test_ask_refuses_who_cannot_stand_in(cast: Cast, call, delegate) -> None:
    """ASVS 8.4.1: nobody of another authority; an officer acts in their own name already."""
    today = portal_today()
    for person in (cast.officer, cast.outsider, cast.applicant, cast.author):
        with pytest.raises(TransitionRefused) as refusal:
            services.ask(cast.rws, delegate=person, call=call, last_day=today, by=cast.author)
        assert refusal.value.code == "officer"
    for by in (delegate, cast.outsider, cast.applicant):
        with pytest.raises(PermissionDenied):
            services.ask(cast.rws, delegate=delegate, call=call, last_day=today, by=by)
    lend(cast, delegate, call)
    with pytest.raises(PermissionDenied):
        services.ask(cast.rws, delegate=cast.viewer, call=call, last_day=today, by=delegate)
    with pytest.raises(TransitionRefused) as refusal:
        services.ask(cast.rws, delegate=delegate, call=None, last_day=today, by=cast.officer)
    assert refusal.value.code == "busy"


@pytest.mark.parametrize("days", [-1, 367])
def test_ask_needs_an_end_within_a_year(cast: Cast, call, delegate, days: int) -> None:
    with pytest.raises(TransitionRefused) as refusal:
        services.ask(
            cast.rws, delegate=delegate, call=call, by=cast.author,
            last_day=portal_today() + timedelta(days=days),
        )  # fmt: skip
    assert refusal.value.code == "day"


def test_pages_ask_accept_and_end(cast: Cast, call, delegate) -> None:
    page = reverse("delegation:mine")
    officer, colleague = client_of(cast.author), client_of(delegate)
    typed = {
        "organisation": cast.rws.uuid, "delegate": delegate.uuid, "call": call.reference,
        "last_day": portal_today().isoformat(),
    }  # fmt: skip
    assert officer.post(page, typed).status_code == 302
    asked = Delegation.objects.get()
    assert colleague.post(reverse("delegation:accept", args=[asked.uuid])).status_code == 302
    assert is_officer(delegate, call)
    rival = client_of(cast.officer).post(reverse("delegation:end", args=[asked.uuid]))
    assert rival.status_code == 404
    assert officer.post(reverse("delegation:end", args=[asked.uuid])).status_code == 302
    assert not is_officer(delegate, call)
    wrong = officer.post(page, {"delegate": cast.officer.uuid, "last_day": "x"})
    assert wrong.status_code == 200
