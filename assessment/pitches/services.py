"""Planning the pitches of a phase: all at once, so that they can be checked against each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications.models import Dossier
from assessment.permissions import can_form_committee
from assessment.pitches.models import PitchSlot
from calls.models import Phase
from portal.accounts.models import Organisation, User
from portal.accounts.selectors import WRITERS, people_of
from portal.audit.record import record
from portal.clock import portal_now
from portal.look.wording import moment_text
from portal.mail.outbox import queue_mail
from portal.workflow import TransitionRefused, lock


@dataclass(frozen=True)
class Planned:
    """One pitch to plan."""

    dossier: Dossier
    starts_at: datetime
    place: str


def dossiers_of(phase: Phase) -> QuerySet[Dossier]:
    """The offers that were selected for the pitch, by theme and reference."""
    return (
        Dossier.objects.filter(proposals__phase=phase)
        .select_related("lead", "theme")
        .order_by("theme__code", "reference")
    )


def slots_of(phase: Phase) -> QuerySet[PitchSlot]:
    """The pitches of a phase in their order."""
    return PitchSlot.objects.filter(phase=phase).select_related(
        "phase__call", "dossier__lead", "dossier__theme"
    )


def slots_of_company(user: User) -> QuerySet[PitchSlot]:
    """When and where the companies of this person pitch, the first to come first."""
    return PitchSlot.objects.filter(dossier__lead__in=Organisation.objects.of(user)).select_related(
        "phase__call", "dossier__theme"
    )


@transaction.atomic
def plan(phase: Phase, pitches: Iterable[Planned], *, by: User) -> list[PitchSlot]:
    """Plan pitches, or move them; a company hears of what is new or changed for it.

    Raises PermissionDenied, or TransitionRefused with everything that is wrong, one fault a line.
    """
    phase = lock(phase)
    if not can_form_committee(by, phase):
        raise PermissionDenied("plan_pitches")
    pitches = list(pitches)
    if problems := list(problems_of(phase, pitches)):
        raise TransitionRefused("\n".join(problems), code="pitches")
    before = {slot.dossier_id: slot for slot in PitchSlot.objects.filter(phase=phase)}
    changed = []
    for pitch in pitches:
        now = before.get(pitch.dossier.pk)
        if now is not None and (now.starts_at, now.place) == (pitch.starts_at, pitch.place):
            continue
        slot, _is_new = PitchSlot.objects.update_or_create(
            phase=phase,
            dossier=pitch.dossier,
            defaults={
                "starts_at": pitch.starts_at,
                "place": pitch.place,
                "planned_by": by,
                "planned_at": portal_now(),
            },
        )
        changed.append(slot)
        _tell(slot)
    record("plan_pitches", phase, by=by, changed=[slot.dossier.reference for slot in changed])
    return changed


def problems_of(phase: Phase, pitches: list[Planned]) -> Iterator[str]:
    """Everything that is wrong: too early, or two at once for one challenge or one company."""
    if not phase.pitch_minutes:
        yield _("This phase has no pitch.")
    length = timedelta(minutes=phase.pitch_minutes + phase.question_minutes)
    for pitch in pitches:
        if phase.closes_at is None or pitch.starts_at < phase.closes_at:
            yield _("%(reference)s: a pitch comes after the deadline for the presentation.") % {
                "reference": pitch.dossier.reference
            }
    for one, other in combinations(sorted(pitches, key=lambda pitch: pitch.starts_at), 2):
        same_theme = one.dossier.theme_id == other.dossier.theme_id
        same_company = one.dossier.lead_id == other.dossier.lead_id
        if (same_theme or same_company) and other.starts_at < one.starts_at + length:
            yield _("%(first)s and %(second)s overlap: the first lasts until %(moment)s.") % {
                "first": one.dossier.reference,
                "second": other.dossier.reference,
                "moment": moment_text(one.starts_at + length, seconds=False),
            }


def _tell(slot: PitchSlot) -> None:
    for person in people_of(slot.dossier.lead, *WRITERS):
        queue_mail(
            "pitch_planned",
            to=person,
            key=f"{slot.dossier.reference}:{slot.starts_at:%Y%m%d%H%M}:{slot.planned_at:%H%M%S%f}",
            context={"slot": slot, "phase": slot.phase, "call": slot.phase.call},
        )
