"""Reads of amendments that are used twice or join several rows."""

from dataclasses import dataclass
from datetime import datetime

from calls import phases
from calls.amendments.diffs import Group, diff_of
from calls.amendments.models import Amendment
from calls.amendments.patches import Terms, proposed_terms
from calls.amendments.touches import Touches, touches_of
from calls.models import Call, CallVersion, Phase


@dataclass(frozen=True)
class Draft:
    """An amendment with the terms before and after it, and what it touches."""

    amendment: Amendment
    before: Terms
    after: Terms
    touches: Touches


def draft_of(amendment: Amendment, now: datetime) -> Draft:
    """The amendment laid over the terms as they are published now."""
    before = latest_version(amendment.call).terms
    documents = amendment.documents.select_related("file", "replaces__file")
    after = proposed_terms(before, amendment.patch, documents)
    live = [phase.code for phase in live_phases(amendment.call, now)]
    return Draft(amendment, before, after, touches_of(before, after, live=live))


def latest_version(call: Call) -> CallVersion:
    """The terms that hold now."""
    return call.versions.latest("number")


def live_phases(call: Call, now: datetime) -> list[Phase]:
    """The phases whose terms can still change: those that take offers and have not closed."""
    found = []
    for phase in call.phases.all():
        phase.call = call
        if phase.takes_offers and phases.window(phase, now) != "closed":
            found.append(phase)
    return found


def phase_names(call: Call) -> dict[str, str]:
    """What people call each phase, by its code."""
    return {phase.code: phase.name for phase in call.phases.all()}


def changes_in(version: CallVersion) -> list[Group]:
    """What this version changed in the one before it; nothing for the first."""
    before = version.call.versions.filter(number=version.number - 1).first()
    if before is None:
        return []
    return diff_of(before.terms, version.terms, phases=phase_names(version.call))


def versions_of(call: Call) -> list[CallVersion]:
    """The versions, the newest first, with the amendment that made each but without the terms."""
    versions = call.versions.select_related("amendment").defer("terms", "amendment__patch")
    return list(versions.order_by("-number"))
