"""An amendment in sentences: what it touches, and what it does to whom."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.amendments.models import Amendment
from calls.amendments.patches import phases_by_code
from calls.amendments.selectors import Draft, phase_names
from calls.amendments.touches import Touches
from calls.models import Call

PARTS = {
    "texts": gettext_lazy("texts"),
    "dates": gettext_lazy("dates"),
    "money": gettext_lazy("money"),
    "judgement": gettext_lazy("criteria and scoring"),
    "form": gettext_lazy("form of the offer"),
    "documents": gettext_lazy("documents"),
}


def touches_text(call: Call, touches: Touches) -> list[tuple[str, str]]:
    """What is touched, as (label, words) for a list of facts."""
    names = phase_names(call)
    phases = ", ".join(capfirst(names.get(phase.code, phase.code)) for phase in touches.phases)
    return [
        (_("Parts"), ", ".join(str(PARTS[part]) for part in touches.parts) or _("nothing")),
        (_("Phases"), phases or _("none")),
        (_("Form of the offer"), _changed(touches.is_form_changed)),
        (_("Criteria, weights or requirements"), _changed(touches.needs_rectification)),
    ]


def consequences_of(draft: Draft) -> list[str]:
    """What happens at publication, and to whom."""
    amendment = draft.amendment
    return [
        _("The terms change at once, and everybody can read what differs."),
        _("The new version of the terms gets a fingerprint that anybody can check."),
        *_for_offers(amendment, draft.touches),
        *_for_deadlines(draft),
        _("You approve what your colleague wrote. Your name is kept with it."),
    ]


def _for_offers(amendment: Amendment, touches: Touches) -> list[str]:
    if not amendment.asks_acknowledgement:
        return [_("Companies with an offer are told by mail; nothing waits on them.")]
    told = _("Companies with an offer get a mail and a task, and see the differences.")
    if touches.is_form_changed:
        return [
            told,
            _("An offer that was sent lapses at the deadline, unless it is sent again."),
            _("Drafts keep every answer, also those to questions that are no longer asked."),
        ]
    if amendment.lapses:
        return [
            told,
            _("An offer that was sent lapses at the deadline, unless it is confirmed again."),
        ]
    return [told, _("Offers that were sent stand as they are.")]


def _for_deadlines(draft: Draft) -> list[str]:
    before = phases_by_code(draft.before)
    moved = [
        code
        for code, phase in phases_by_code(draft.after).items()
        if phase.get("closes_at") != before[code].get("closes_at")
    ]
    return [_("A deadline moves; it cannot be moved back.")] if moved else []


def _changed(is_changed: bool) -> str:
    return _("changed") if is_changed else _("not changed")
