"""Looking through who has access, every half year, with a record that is kept (issue 10)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from calls.delegation import services as delegations
from calls.delegation.models import Delegation
from calls.models import CallRole
from portal.accounts.models import Membership, User
from portal.clock import portal_today
from portal.review import services
from portal.review.models import AccessReview, ReviewedLine
from portal.review.selectors import rows_of
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of, staff
from tests.factories import CallFactory

Role = Membership.Role


@pytest.fixture
def admin(cast: Cast) -> User:
    return staff(cast.rws, Role.ADMINISTRATOR, "=Beheer")


def lent(cast: Cast) -> Delegation:
    colleague = staff(cast.rws, Role.COLLEAGUE, "Vervanger")
    asked = delegations.ask(
        cast.rws, delegate=colleague, call=None, last_day=portal_today(), by=cast.author
    )
    return delegations.accept(asked, by=colleague)


def test_review_opens_every_half_year_with_a_task(cast: Cast, admin, clock) -> None:
    assert services.open_due() == 1, "only where there is an administrator"
    review = AccessReview.objects.get()
    assert Task.objects.open_for(admin).get().kind == Task.Kind.REVIEW_ACCESS
    assert services.open_due() == 0
    for row in rows_of(cast.rws, review):
        services.settle(cast.rws, row.access.key, verdict="kept", by=admin)
    services.close(cast.rws, by=admin)
    assert not Task.objects.open_for(admin).exists()
    assert services.open_due() == 0
    clock.set(review.opened_at + settings.ACCESS_REVIEW_EVERY + timedelta(seconds=1))
    assert services.open_due() == 1


def test_page_shows_roles_calls_delegations_and_sign_in(
    cast: Cast, admin, django_assert_num_queries
) -> None:
    call = CallFactory(contracting_authority=cast.rws)
    CallRole.objects.create(call=call, user=cast.escrow, role=CallRole.Role.READER)
    lent(cast)
    services.begin(cast.rws, by=admin)
    client, page = client_of(admin), reverse("review:access", args=[cast.rws.uuid])
    client.get(page)
    with django_assert_num_queries(17):
        shown = client.get(page).content.decode()
    for word in (cast.escrow.name, call.reference, f"vervangt {cast.author.name}", "Vervanger"):
        assert word in shown
    for name in ("Een", "Twee"):
        staff(cast.rws, Role.OFFICER, name)
    with django_assert_num_queries(17):
        client.get(page)


def test_line_that_is_ended_is_over_at_once_and_kept_in_the_record(cast: Cast, admin) -> None:
    """ASVS 8.3.2: what a review ends holds at the next request."""
    given = lent(cast)
    call = CallFactory(contracting_authority=cast.rws)
    reader = CallRole.objects.create(call=call, user=cast.escrow, role=CallRole.Role.READER)
    officer = Membership.objects.get(user=cast.officer)
    services.begin(cast.rws, by=admin)
    keys = (f"delegation:{given.pk}", f"call-role:{reader.pk}", f"role:{officer.pk}")
    for key in keys:
        services.settle(cast.rws, key, verdict="ended", by=admin)
    assert not Delegation.objects.in_force().exists()
    assert not type(call).objects.staffed_by(cast.escrow).exists()
    assert not type(call).objects.staffed_by(cast.officer).exists()
    assert set(ReviewedLine.objects.values_list("key", "verdict")) == {
        (key, "ended") for key in keys
    }
    reply = client_of(admin).get(reverse("review:csv", args=[cast.rws.uuid]))
    text = b"".join(reply.streaming_content).decode()
    assert cast.officer.name in text
    assert "'=Beheer" in text, "no cell is run as a formula"


def test_last_officer_is_kept_also_by_a_review(cast: Cast, admin) -> None:
    last = Membership.objects.get(user=cast.outsider)
    other = staff(cast.province, Role.ADMINISTRATOR, "Beheer provincie")
    services.begin(cast.province, by=other)
    with pytest.raises(TransitionRefused) as refusal:
        services.settle(cast.province, f"role:{last.pk}", verdict="ended", by=other)
    assert refusal.value.code == "last"


def test_round_is_finished_when_every_line_was_seen(cast: Cast, admin) -> None:
    services.begin(cast.rws, by=admin)
    with pytest.raises(TransitionRefused) as refusal:
        services.close(cast.rws, by=admin)
    assert refusal.value.code == "unseen"


def test_review_is_of_the_own_organisation(cast: Cast, admin) -> None:
    """ASVS 8.4.1: lines of another organisation are not there, and officers look through nobody."""
    services.begin(cast.rws, by=admin)
    other = Membership.objects.get(user=cast.outsider)
    with pytest.raises(TransitionRefused):
        services.settle(cast.rws, f"role:{other.pk}", verdict="ended", by=admin)
    with pytest.raises(PermissionDenied):
        services.begin(cast.province, by=admin)
    page = reverse("review:access", args=[cast.province.uuid])
    assert client_of(admin).get(page).status_code == 404
    own = reverse("review:access", args=[cast.rws.uuid])
    assert client_of(cast.officer).get(own).status_code == 403


def test_company_is_looked_through_by_its_signatory(cast: Cast) -> None:
    client = client_of(cast.applicant)
    page = reverse("review:access", args=[cast.company.uuid])
    assert client.post(page).status_code == 302
    line = Membership.objects.get(user=cast.viewer)
    settle = reverse("review:settle", args=[cast.company.uuid])
    assert client.post(settle, {"key": f"role:{line.pk}", "verdict": "ended"}).status_code == 302
    line.refresh_from_db()
    assert line.until is not None
    assert client_of(cast.colleague).get(page).status_code == 403
