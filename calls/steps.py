"""The steps in which a call is written, each with what it still lacks."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from calls.checklist import Gap
from calls.models import Call


@dataclass(frozen=True)
class Step:
    """One step as the pages show it; `state` is complete, incomplete or untouched."""

    code: str
    label: str
    url: str
    missing: tuple[str, ...]
    current: bool

    @property
    def state(self) -> str:
        return "incomplete" if self.missing else "complete"


def steps_of(call: Call, gaps: Iterable[Gap], *, current: str = "") -> list[Step]:
    """The steps in their order; `current` is the code of the page that is open."""
    told = list(gaps)
    return [
        Step(
            code,
            label,
            url,
            tuple(gap.message for gap in told if _code_of(gap) == code),
            code == current,
        )
        for code, label, url in _pages(call)
    ]


def _code_of(gap: Gap) -> str:
    return f"{gap.step}-{gap.phase}" if gap.phase else gap.step


def _pages(call: Call) -> list[tuple[str, str, str]]:
    reference = call.reference
    criteria = [
        (
            f"criteria-{phase.code}",
            _("Criteria: %(phase)s") % {"phase": phase.name},
            reverse("calls:edit-criteria", args=[reference, phase.code]),
        )
        for phase in call.phases.all()
        if phase.takes_offers and phase.is_scored
    ]
    return [
        ("basics", _("Challenge and parties"), reverse("calls:edit-basics", args=[reference])),
        ("phases", _("Phases, money and dates"), reverse("calls:edit-phases", args=[reference])),
        *criteria,
        ("rights", _("Rights on the results"), reverse("calls:edit-rights", args=[reference])),
        # After money and dates: the texts take over what those say.
        ("texts", _("Texts"), reverse("calls:edit-texts", args=[reference])),
        ("documents", _("Documents"), reverse("calls:edit-documents", args=[reference])),
        ("keys", _("Keys of the vault"), reverse("calls:keys", args=[reference])),
        ("market", _("Talking with the market"), reverse("market:of-call", args=[reference])),
    ]
