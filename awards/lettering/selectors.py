"""Which text holds now for whom, and its versions."""

import hashlib
from dataclasses import dataclass

from django.db.models import QuerySet

from awards.lettering.kinds import KIND_OF_OUTCOME, TextKey
from awards.lettering.models import LetterText
from awards.lettering.standard_texts import standard_text
from awards.models import Decision
from calls.instruments import instrument_of
from portal.accounts.models import Organisation


@dataclass(frozen=True)
class TextInUse:
    """Subject and body of a text, and the row of its version; the standard text has none."""

    key: TextKey
    subject: str
    body: str
    row: LetterText | None = None

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0

    @property
    def sha256(self) -> str:
        return hashlib.sha256(f"{self.subject}\n\n{self.body}".encode()).hexdigest()


def key_of(decision: Decision, language: str) -> TextKey:
    """Which text the letter of a decision is written with."""
    phase = decision.proposal.phase
    family = instrument_of(phase.call.instrument).phase(phase.code).letters
    return TextKey(family, KIND_OF_OUTCOME[Decision.Outcome(decision.outcome)], language)


def text_in_use(authority: Organisation, key: TextKey) -> TextInUse:
    """The last version of the authority, else the standard text."""
    row = versions_of(authority, key).first()
    if row is None:
        return TextInUse(key, *standard_text(key))
    return TextInUse(key, row.subject, row.body, row)


def versions_of(authority: Organisation, key: TextKey) -> QuerySet[LetterText]:
    """Every version of a text, the newest first."""
    return (
        LetterText.objects.filter(
            authority=authority, family=key.family, kind=key.kind, language=key.language
        )
        .select_related("written_by")
        .order_by("-version")
    )


def text_of_version(authority: Organisation, key: TextKey, version: int) -> TextInUse | None:
    """One version, 0 for the standard text; None where there is none."""
    if version == 0:
        return TextInUse(key, *standard_text(key))
    row = versions_of(authority, key).filter(version=version).first()
    return None if row is None else TextInUse(key, row.subject, row.body, row)


def last_versions(authority: Organisation) -> dict[TextKey, int]:
    """The version in use of every text that this authority wrote itself."""
    rows = LetterText.objects.filter(authority=authority).values_list(
        "family", "kind", "language", "version"
    )
    found: dict[TextKey, int] = {}
    for family, kind, language, version in rows:
        key = TextKey(family, kind, language)
        found[key] = max(version, found.get(key, 0))
    return found
