"""Keeping what a self-test gave."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.accounts.models import Organisation, User
from portal.audit.record import record
from portal.sme import permissions
from portal.sme.models import SmeTest
from portal.sme.selectors import sums_of
from portal.sme.size import VERSION, Outcome
from portal.workflow import lock


@transaction.atomic
def keep_answer(organisation: Organisation, *, size: str, by: User) -> SmeTest:
    """Two questions settled it: nobody holds a quarter, and this is the class of the company."""
    return _keep(organisation, size, {"owners": "no"}, {}, by=by)


@transaction.atomic
def keep_outcome(
    organisation: Organisation,
    outcome: Outcome,
    *,
    answers: dict[str, Any],
    labels: dict[str, str],
    by: User,
) -> SmeTest:
    """The calculator settled it; `labels` are the names of the enterprises in the sums."""
    return _keep(organisation, outcome.size, answers, sums_of(outcome, labels), by=by)


def _keep(
    organisation: Organisation,
    size: str,
    answers: dict[str, Any],
    sums: dict[str, Any],
    *,
    by: User,
) -> SmeTest:
    organisation = lock(organisation)
    if not permissions.can_test_size(by, organisation):
        raise PermissionDenied("test_size")
    test = SmeTest.objects.create(
        organisation=organisation,
        size=size,
        version=VERSION,
        answers=answers,
        sums=sums,
        made_by=by,
    )
    organisation.size = size
    organisation.save(update_fields=["size"])
    record("test_size", organisation, by=by, size=str(size), version=VERSION)
    return test
