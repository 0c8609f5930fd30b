"""Roles on one call: given by officers, taken by the person, ended at once."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from calls.models import Call, CallRole
from calls.permissions import is_officer
from calls.roles import services
from calls.roles.models import RoleOffer
from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of, staff
from tests.factories import CallFactory

Role = CallRole.Role


@pytest.fixture
def call(cast: Cast) -> Call:
    return CallFactory(contracting_authority=cast.rws, executing_agency=cast.rvo)


@pytest.fixture
def colleague(cast: Cast) -> User:
    return staff(cast.rws, Membership.Role.COLLEAGUE, "Collega RWS")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SECRETARY, Role.READER])
def test_role_is_there_once_it_is_taken(cast: Cast, call, colleague, role) -> None:
    """ASVS 8.2.2: a role on one call shows that call and no other of the authority."""
    CallFactory(contracting_authority=cast.rws)
    offered = services.offer(call, colleague, role, last_day=None, by=cast.author)
    assert not Call.objects.staffed_by(colleague).exists()
    services.accept(offered, by=colleague)
    assert Call.objects.staffed_by(colleague).get() == call
    assert is_officer(colleague, call) is (role == Role.OFFICER)
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"offer_role", "accept_role"} <= actions


def test_role_is_given_by_officers_of_who_runs_the_call(cast: Cast, call, colleague) -> None:
    """ASVS 8.2.1: nobody asked in gives roles, and nobody gives themselves one."""
    CallRole.objects.create(call=call, user=cast.escrow, role=Role.OFFICER)
    for by in (cast.escrow, cast.outsider, cast.applicant, colleague):
        with pytest.raises(PermissionDenied):
            services.offer(call, colleague, Role.READER, last_day=None, by=by)
    for person in (cast.outsider, cast.applicant):
        with pytest.raises(PermissionDenied):
            services.offer(call, person, Role.READER, last_day=None, by=cast.author)
    with pytest.raises(TransitionRefused):
        services.offer(call, cast.author, Role.READER, last_day=None, by=cast.author)
    with pytest.raises(PermissionDenied):
        services.offer(call, colleague, Role.AUTHOR, last_day=None, by=cast.author)


def test_role_that_ends_holds_at_the_next_request(cast: Cast, call, colleague) -> None:
    """ASVS 8.3.2: taken away in the middle of a session, the next page is not there."""
    held = CallRole.objects.create(call=call, user=colleague, role=Role.OFFICER)
    client, page = client_of(colleague), reverse("calls:edit", args=[call.reference])
    assert client.get(page).status_code == 200
    services.end(held, by=cast.author)
    assert client.get(page).status_code == 404
    assert AuditEvent.objects.get(action="end_call_role").data["role"] == Role.OFFICER


def test_author_is_known_for_ever(cast: Cast, call) -> None:
    written = CallRole.objects.create(call=call, user=cast.author, role=Role.AUTHOR)
    with pytest.raises(PermissionDenied):
        services.end(written, by=cast.officer)


def test_last_officer_of_a_call_stays(cast: Cast, call, colleague) -> None:
    held = CallRole.objects.create(call=call, user=colleague, role=Role.OFFICER)
    officers = Membership.objects.filter(role=Membership.Role.OFFICER)
    officers.filter(organisation__in=[cast.rws, cast.rvo]).update(until=portal_now())
    with pytest.raises(TransitionRefused) as refusal:
        services.end(held, by=colleague)
    assert refusal.value.code == "last"


@pytest.mark.parametrize("who", ["author", "colleague"])
def test_offer_closes_in_the_same_words_for_all(cast: Cast, call, colleague, who) -> None:
    """Who gave it does not learn whether it was refused, forbidden or not read."""
    offered = services.offer(call, colleague, Role.READER, last_day=None, by=cast.author)
    services.close(offered, by=colleague if who == "colleague" else cast.author)
    with pytest.raises(TransitionRefused):
        services.accept(offered, by=colleague)
    assert not CallRole.objects.filter(user=colleague).exists()


def test_page_tells_who_may_do_what(cast: Cast, call, colleague, django_assert_num_queries) -> None:
    client, page = client_of(cast.author), reverse("roles:rights", args=[call.reference])
    client.get(page)
    with django_assert_num_queries(17):
        shown = client.get(page).content.decode()
    assert cast.officer.name in shown
    assert cast.applicant.name not in shown
    for name in ("Een", "Twee"):
        person = staff(cast.rvo, Membership.Role.COLLEAGUE, name)
        CallRole.objects.create(call=call, user=person, role=Role.READER)
    with django_assert_num_queries(17):
        shown = client.get(page).content.decode()
    typed = {"user": colleague.uuid, "role": Role.READER, "last_day": ""}
    assert client.post(page, typed).status_code == 302
    offered = RoleOffer.objects.get()
    answer = reverse("roles:answer", args=[offered.uuid])
    assert client_of(cast.officer).get(answer).status_code == 404
    assert client_of(colleague).post(answer).status_code == 302
    assert Call.objects.staffed_by(colleague).exists()
    assert client_of(colleague).get(page).status_code == 403
