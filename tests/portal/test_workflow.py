"""The one pattern for every change of state: who, from where, write (house.md)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from calls.models import Call
from portal.audit.models import AuditEvent
from portal.workflow import Transition, TransitionRefused, lock
from tests.factories import CallFactory, UserFactory

STOP = Transition(
    "stop", frozenset({"published"}), "cancelled", lambda by, _call: by.email.startswith("mag")
)


@pytest.fixture
def call(db: None) -> Call:
    return CallFactory(state="published")


def test_check_asks_who_before_from_where(call: Call) -> None:
    """Who may not do it learns nothing about the state."""
    call.state = "draft"
    with pytest.raises(PermissionDenied):
        STOP.check(call, by=UserFactory(email="nee@voorbeeld.example"))
    with pytest.raises(TransitionRefused) as refusal:
        STOP.check(call, by=UserFactory(email="mag@voorbeeld.example"))
    assert refusal.value.code == "state"
    assert call.get_state_display() in refusal.value.message


def test_is_offered_says_the_same_as_check(call: Call) -> None:
    allowed = UserFactory(email="mag@voorbeeld.example")
    assert STOP.is_offered(call, by=allowed)
    assert not STOP.is_offered(call, by=UserFactory(email="nee@voorbeeld.example"))
    call.state = "draft"
    assert not STOP.is_offered(call, by=allowed)


def test_apply_writes_state_and_audit_line(call: Call) -> None:
    by = UserFactory()
    STOP.apply(call, by=by, reason="test")
    assert Call.objects.get().state == "cancelled"
    line = AuditEvent.objects.get(action="stop")
    assert (line.actor, line.object_id) == (by, call.pk)
    assert line.data == {"before": "published", "after": "cancelled", "reason": "test"}


def test_apply_leaves_nothing_when_the_transaction_fails(call: Call) -> None:
    """State and audit line are one transaction: neither without the other."""
    with transaction.atomic():
        STOP.apply(call, by=UserFactory())
        transaction.set_rollback(True)
    assert Call.objects.get().state == "published"
    assert not AuditEvent.objects.filter(action="stop").exists()


def test_apply_refuses_data_that_cannot_be_hashed(call: Call) -> None:
    """A float would break the chain later; it fails where it is written."""
    with pytest.raises((TypeError, ValueError)), transaction.atomic():
        STOP.apply(call, by=UserFactory(), amount=0.1)
    assert Call.objects.get().state == "published"


def test_apply_keeps_other_fields_as_they_are_in_the_database(call: Call) -> None:
    """update_fields: a stale object does not overwrite what another has written."""
    Call.objects.filter(pk=call.pk).update(title="Nieuwe titel")
    STOP.apply(call, by=UserFactory())
    assert Call.objects.get().title == "Nieuwe titel"


def test_lock_reads_the_row_anew(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(state="draft")
    assert lock(call).state == "draft"
