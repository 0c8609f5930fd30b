"""How each letter of a phase stands: a draft, being made, failed, made, sent, read."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from awards.models import Decision, DecisionSet, Letter
from awards.selectors import decisions_of
from portal.mail.models import OutgoingMail
from portal.mail.transitions import TROUBLE
from portal.work.models import MAX_ATTEMPTS, Job, JobUnit


@dataclass(frozen=True)
class LetterRow:
    """One letter on the page of its phase: its state as a word with a tone, and its trouble."""

    decision: Decision
    label: str
    tone: str
    error: str = ""
    mails: list[OutgoingMail] = field(default_factory=list)  # held, failed or came back

    @property
    def letter(self) -> Letter | None:
        return getattr(self.decision, "letter", None)


def letter_rows(decision_set: DecisionSet, job: Job | None) -> list[LetterRow]:
    """The letters in the order of the ranking, in a number of queries that does not grow."""
    units = {unit.key: unit for unit in job.units.all()} if job else {}
    decisions = list(decisions_of(decision_set).select_related("letter__source"))
    trouble = _trouble([d.letter.number for d in decisions if hasattr(d, "letter")])
    return [_row(each, decision_set, units.get(str(each.pk)), trouble) for each in decisions]


def _row(
    decision: Decision,
    decision_set: DecisionSet,
    unit: JobUnit | None,
    trouble: dict[str, list[OutgoingMail]],
) -> LetterRow:
    letter = getattr(decision, "letter", None)
    if letter is not None:
        mails = trouble[letter.number]
        if mails:
            return LetterRow(decision, _("not certain that it was sent"), "waiting", mails=mails)
        if decision_set.state == DecisionSet.State.RELEASED:
            return LetterRow(decision, _("sent"), "done")
        return LetterRow(decision, _("made and checked"), "live")
    if unit is None:
        return LetterRow(decision, _("draft"), "idle")
    if unit.attempts >= MAX_ATTEMPTS:
        return LetterRow(decision, _("could not be made"), "stopped", error=unit.error)
    if unit.error:
        return LetterRow(decision, _("tried again"), "waiting", error=unit.error)
    return LetterRow(decision, _("waits its turn"), "waiting")


def _trouble(numbers: list[str]) -> dict[str, list[OutgoingMail]]:
    """The mails about these letters that a person must look at, by the number of the letter."""
    found: dict[str, list[OutgoingMail]] = defaultdict(list)
    for mail in OutgoingMail.objects.filter(
        kind="decision_letter", state__in=TROUBLE, facts__about__in=numbers
    ):
        found[mail.facts["about"]].append(mail)
    return found
