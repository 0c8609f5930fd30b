"""The steps in which a call is written, each with what it still lacks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from calls.checklist import Gap
from calls.instruments import instrument_of
from calls.models import Call, Phase


@dataclass(frozen=True)
class Lack:
    """Something that a step lacks, with the place where it is mended."""

    message: str
    url: str

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Step:
    """One step as the pages show it; `state` is complete, incomplete or untouched."""

    code: str
    label: str
    url: str
    missing: tuple[Lack, ...]
    current: bool

    @property
    def state(self) -> str:
        return "incomplete" if self.missing else "complete"


@dataclass(frozen=True)
class Progress:
    """How far a call is."""

    done: int
    total: int


def steps_of(call: Call, gaps: Iterable[Gap], *, current: str = "") -> list[Step]:
    """The steps in their order; `current` is the code of the page that is open."""
    told = list(gaps)
    return [
        Step(
            code,
            label,
            url,
            tuple(Lack(gap.message, _place(url, gap)) for gap in told if _code_of(gap) == code),
            code == current,
        )
        for code, label, url in _pages(call)
    ]


def progress_of(steps: Iterable[Step]) -> Progress:
    """How many of the steps lack nothing."""
    every = list(steps)
    return Progress(sum(not step.missing for step in every), len(every))


def _place(url: str, gap: Gap) -> str:
    return f"{url}#{gap.anchor}" if gap.anchor else url


def _code_of(gap: Gap) -> str:
    return f"{gap.step}-{gap.phase}" if gap.phase else gap.step


def _round(call: Call) -> list[tuple[str, str, str]]:
    """Only where each challenge chooses its procedure."""
    if not instrument_of(call.instrument).procedures:
        return []
    address = reverse("calls:edit-round", args=[call.reference])
    return [("round", _("Challenges and rounds"), address)]


def _prizes(call: Call) -> list[tuple[str, str, str]]:
    """Only where an award is a prize."""
    if not call.phases.filter(outcome=Phase.Outcome.PRIZE).exists():
        return []
    address = reverse("calls:edit-prizes", args=[call.reference])
    return [("prizes", _("Prizes and what follows"), address)]


def _pages(call: Call) -> list[tuple[str, str, str]]:
    place = [call.reference]
    phases = [phase for phase in call.phases.all() if phase.takes_offers]
    return [
        ("basics", _("Challenge and parties"), reverse("calls:edit-basics", args=place)),
        ("eligibility", _("Who may take part"), reverse("calls:edit-eligibility", args=place)),
        ("themes", _("Themes"), reverse("calls:edit-themes", args=place)),
        ("phases", _("Phases, money and dates"), reverse("calls:edit-phases", args=place)),
        *_round(call),
        *_prizes(call),
        *(page for phase in phases for page in _pages_of_phase(phase, call.reference)),
        ("rights", _("Rights on the results"), reverse("calls:edit-rights", args=place)),
        # After money and dates: the texts take over what those say.
        ("texts", _("Texts"), reverse("calls:edit-texts", args=place)),
        ("documents", _("Documents"), reverse("calls:edit-documents", args=place)),
        ("keys", _("Keys of the vault"), reverse("calls:keys", args=place)),
        ("market", _("Talking with the market"), reverse("market:of-call", args=place)),
    ]


def _pages_of_phase(phase: Phase, reference: str) -> Iterator[tuple[str, str, str]]:
    name = {"phase": phase.name}
    labels = {
        "knockouts": _("Knock-outs: %(phase)s"),
        "criteria": _("Criteria: %(phase)s"),
        "form": _("Form of the offer: %(phase)s"),
    }
    if not phase.is_scored:
        del labels["criteria"]
    for code, label in labels.items():
        yield (
            f"{code}-{phase.code}",
            label % name,
            reverse(f"calls:edit-{code}", args=[reference, phase.code]),
        )
