"""What keeps an amendment from being published: every fault at once, in words."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calls import periods, phases
from calls.amendments.models import Amendment
from calls.amendments.patches import phases_by_code
from calls.amendments.selectors import Draft, phase_names
from calls.extension import ProposedExtension, proposed_extension
from calls.form_schema import faults_of as form_faults_of
from calls.models import Call, Phase
from portal.look.wording import AMSTERDAM, moment_text

# Who must look again at what was sent gets so many whole days for it, at the least.
LEAST_DAYS_TO_CONFIRM = 10


def faults_of(draft: Draft, now: datetime) -> list[str]:
    """All faults of an amendment at `now`; none of them depends on who asks."""
    return [
        *_unsaid(draft),
        *_of_kind(draft),
        *(fault for phase in _phases(draft) for fault in _of_phase(draft, phase, now)),
        *_order(draft),
        *_of_effect(draft, now),
        *_late(draft, now),
    ]


def late_news(draft: Draft, now: datetime) -> list[ProposedExtension]:
    """The later deadlines that this amendment asks for, where it does not bring them itself."""
    if draft.amendment.kind == Amendment.Kind.CORRECTION:
        return []
    after = phases_by_code(draft.after)
    touched = {phase.code for phase in draft.touches.phases}
    found = []
    for phase in _phases(draft):
        proposed = proposed_extension(phase, now) if phase.code in touched else None
        if proposed and (_moment(after[phase.code].get("closes_at")) or now) < proposed.to:
            found.append(proposed)
    return found


def _phases(draft: Draft) -> list[Phase]:
    call: Call = draft.amendment.call
    found = []
    for phase in call.phases.all():
        phase.call = call
        if phase.takes_offers:
            found.append(phase)
    return found


def _unsaid(draft: Draft) -> Iterator[str]:
    if not draft.touches:
        yield _("This amendment changes nothing yet.")
    if not draft.amendment.title.strip():
        yield _("Give the amendment a title.")
    if not draft.amendment.reason.strip():
        yield _("Say why the terms change.")


def _of_kind(draft: Draft) -> Iterator[str]:
    """REQ-09: criteria, weights and requirements change after the notice by rectification only."""
    amendment, touches = draft.amendment, draft.touches
    if touches.needs_rectification and amendment.kind != Amendment.Kind.RECTIFICATION:
        yield _(
            "Criteria, weights or requirements change. That is a rectification: choose that kind "
            "and say why."
        )
    if amendment.kind == Amendment.Kind.CORRECTION:
        if set(touches.parts) - {"texts", "form", "documents"} or touches.is_form_changed:
            yield _("Nothing may follow from a correction: dates, money and questions stay.")
        if amendment.lapses:
            yield _("After a correction what was sent stands.")


def _of_phase(draft: Draft, phase: Phase, now: datetime) -> Iterator[str]:
    after = phases_by_code(draft.after)[phase.code]
    if after == phases_by_code(draft.before).get(phase.code):
        return
    name = {"phase": capfirst(phase_names(phase.call)[phase.code])}
    window = phases.window(phase, now)
    if window == "closed":
        yield _("%(phase)s has closed: its terms stay as they are.") % name
        return
    opens, closes = _moment(after.get("opens_at")), _moment(after.get("closes_at"))
    if opens != phase.opens_at and (window == "open" or opens is None or opens <= now):
        yield _("%(phase)s: an opening lies ahead, and stays once the phase is open.") % name
    if closes is None or (phase.closes_at and closes < phase.closes_at):
        yield _("%(phase)s: a deadline only moves forward.") % name
    elif opens and opens >= closes:
        yield _("%(phase)s: a phase opens before it closes.") % name
    if after.get("form") != phases_by_code(draft.before)[phase.code].get("form"):
        yield from (f"{name['phase']}: {fault}" for fault in form_faults_of(after["form"]))
    yield from _of_money(after, name)
    yield from _of_criteria(after, name)


def _of_money(after: dict[str, Any], name: dict[str, str]) -> Iterator[str]:
    budget = sum((Decimal(pot["incl_vat"]) for pot in after["pots"]), Decimal(0))
    cap = after.get("cap_incl_vat")
    if not budget or any(Decimal(pot["incl_vat"]) <= 0 for pot in after["pots"]):
        yield _("%(phase)s: fill in the budget.") % name
    elif cap and Decimal(cap) > budget:
        yield _("%(phase)s: the maximum per offer is above the budget.") % name


def _of_criteria(after: dict[str, Any], name: dict[str, str]) -> Iterator[str]:
    low, high = after["scale"]
    if not after["criteria"]:
        yield _("%(phase)s: there are no criteria.") % name
    if low >= high:
        yield _("%(phase)s: the highest score lies above the lowest.") % name
    for criterion in after["criteria"]:
        threshold = criterion["threshold"]
        if threshold is not None and not low <= threshold <= high:
            yield _("%(phase)s: the threshold of “%(criterion)s” lies outside the scale.") % {
                **name,
                "criterion": criterion["name"],
            }


def _order(draft: Draft) -> Iterator[str]:
    """A phase opens when the one before it has closed."""
    names = phase_names(draft.amendment.call)
    previous: datetime | None = None
    for code, phase in phases_by_code(draft.after).items():
        opens = _moment(phase.get("opens_at"))
        if previous and opens and opens < previous:
            name = {"phase": capfirst(names.get(code, code))}
            yield _("%(phase)s: it opens before the phase before it closes.") % name
        previous = _moment(phase.get("closes_at")) or previous


def _of_effect(draft: Draft, now: datetime) -> Iterator[str]:
    """Letting what was sent lapse takes a reason, and at least ten days to the deadline."""
    amendment, touches = draft.amendment, draft.touches
    if touches.is_form_changed and not amendment.lapses:
        yield _(
            "The form asks something else, so an offer has to be sent anew: choose that what was "
            "sent lapses."
        )
    if not amendment.lapses:
        return
    if not amendment.effect_reason.strip():
        yield _("Say why what was sent lapses.")
    after = phases_by_code(draft.after)
    for touched in touches.phases:
        closes = _moment(after[touched.code].get("closes_at"))
        if closes is None:
            continue
        if now >= periods.information_limit(closes, LEAST_DAYS_TO_CONFIRM):
            hour = closes.astimezone(AMSTERDAM).time()
            least = periods.closing_with_information(now, LEAST_DAYS_TO_CONFIRM, at=hour)
            yield _(
                "%(phase)s: who sent an offer needs at least %(days)s days to confirm it. Move the "
                "deadline to %(moment)s or later."
            ) % {
                "phase": capfirst(phase_names(amendment.call)[touched.code]),
                "days": LEAST_DAYS_TO_CONFIRM,
                "moment": moment_text(least, seconds=False),
            }


def _late(draft: Draft, now: datetime) -> Iterator[str]:
    """News within the information period moves the deadline, or the officer says why not."""
    if draft.amendment.no_extension_because.strip():
        return
    for proposed in late_news(draft, now):
        yield _(
            "%(phase)s: this comes within the information period of %(days)s days. Move the "
            "deadline to %(moment)s, or say why it stays."
        ) % {
            "phase": capfirst(phase_names(draft.amendment.call)[proposed.phase.code]),
            "days": proposed.days,
            "moment": moment_text(proposed.to, seconds=False),
        }


def _moment(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None
