"""Set a norm: one more row."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from funnel.timing.models import StageNorm
from funnel.timing.permissions import can_set_norms
from portal.accounts.models import User
from portal.audit.record import record


@transaction.atomic
def set_norm(norm: StageNorm, *, by: User) -> StageNorm:
    """Let these days count from now on; what counted before stays in the history."""
    if not can_set_norms(by):
        raise PermissionDenied("set_stage_norm")
    norm.set_by = by
    norm.save(force_insert=True)
    record("set_stage_norm", norm, by=by, days=norm.days)
    return norm
