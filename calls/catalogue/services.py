"""Writes on what a call is found by, besides its own text."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from calls.catalogue.models import CallProfile, Mission
from calls.catalogue.permissions import can_keep_missions
from calls.models import Call
from portal.accounts.models import User
from portal.audit.record import record


@transaction.atomic
def keep_mission(mission: Mission, *, by: User) -> Mission:
    """Add or change a mission. Raises PermissionDenied."""
    if not can_keep_missions(by):
        raise PermissionDenied("keep_missions")
    action = "change_mission" if mission.pk else "add_mission"
    mission.full_clean()
    mission.save()
    record(action, mission, by=by)
    return mission


def write_profile(call: Call, terms: Mapping[str, Any]) -> None:
    """Region, contact and missions, each where it is given; the caller holds the call's lock."""
    given = {name: terms[name] for name in ("region", "contact") if name in terms}
    if given:
        CallProfile.objects.update_or_create(call=call, defaults=given)
    if "missions" in terms:
        call.missions.set(terms["missions"])
