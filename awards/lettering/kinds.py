"""Which texts there are: one for each family of letters, kind of decision and language."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from awards.models import Decision
from calls.instruments import instruments

LANGUAGES = {"nl": gettext_lazy("Dutch"), "en": gettext_lazy("English")}
KINDS = {
    "award": gettext_lazy("award"),
    "reserve": gettext_lazy("reserve list"),
    "rejection": gettext_lazy("rejection"),
    "exclusion": gettext_lazy("exclusion"),
}
WITH_RESERVES = {"contract", "residency", "partnership"}  # families of what gives a contract
KIND_OF_OUTCOME = {
    Decision.Outcome.AWARD: "award",
    Decision.Outcome.RESERVE: "reserve",
    Decision.Outcome.REJECT: "rejection",
    Decision.Outcome.EXCLUDE: "exclusion",
}


@dataclass(frozen=True)
class TextKey:
    """One text: of a family, for a kind of decision, in a language."""

    family: str
    kind: str
    language: str

    @property
    def is_known(self) -> bool:
        return (
            self.family in families()
            and self.kind in kinds_of(self.family)
            and self.language in LANGUAGES
        )


def families() -> dict[str, list[str]]:
    """The families of letters, each with the phases of instruments whose letters they are."""
    found: dict[str, list[str]] = {}
    for instrument in instruments():
        for phase in instrument.phases:
            if phase.takes_offers:
                found.setdefault(phase.letters, []).append(f"{instrument.name}: {phase.name}")
    return found


def kinds_of(family: str) -> list[str]:
    """The kinds of decision that letters of a family tell."""
    return [kind for kind in KINDS if kind != "reserve" or family in WITH_RESERVES]


def all_keys() -> Iterator[TextKey]:
    """Every text there is."""
    for family in families():
        for kind in kinds_of(family):
            for language in LANGUAGES:
                yield TextKey(family, kind, language)
