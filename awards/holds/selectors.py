"""What holds the contracts of a phase now, and when its standstill began anew."""

from datetime import date

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from awards.holds.models import LetterReturn, Litigation
from awards.models import DecisionSet, Letter
from portal.mail.models import OutgoingMail

NOT_ARRIVED = (OutgoingMail.State.FAILED, OutgoingMail.State.HELD)


def letters_of(decision_set: DecisionSet) -> QuerySet[Letter]:
    """The letters of a phase, with whose they are."""
    return (
        Letter.objects.filter(decision__decision_set=decision_set)
        .select_related("decision__proposal__dossier__lead")
        .order_by("decision__proposal__dossier__reference")
    )


def litigation_of(decision_set: DecisionSet) -> QuerySet[Litigation]:
    """All proceedings against the decisions of a phase, the oldest first."""
    return decision_set.litigation.select_related("claimant__proposal__dossier__lead")


def returns_of(decision_set: DecisionSet) -> QuerySet[LetterReturn]:
    """All letters of a phase that came back, the oldest first."""
    return LetterReturn.objects.filter(letter__decision__decision_set=decision_set).select_related(
        "letter__decision__proposal__dossier__lead", "reported_by", "settled_by"
    )


def unsent_letters(decision_set: DecisionSet) -> list[Letter]:
    """The letters whose mail failed or was cut off, and about which nobody wrote anything yet."""
    keys = OutgoingMail.objects.filter(kind="decision_letter", state__in=NOT_ARRIVED).values_list(
        "dedupe_key", flat=True
    )
    numbers = {key.removeprefix("decision_letter:").rpartition(":")[0] for key in keys}
    return list(letters_of(decision_set).filter(number__in=numbers, returns=None))


def began_anew_on(decision_set: DecisionSet) -> date | None:
    """The day of the last redelivery after which an officer let the term run anew."""
    return returns_of(decision_set).filter(runs_anew=True).aggregate(on=Max("delivered_on"))["on"]


def litigation_sentences(decision_set: DecisionSet) -> list[str]:
    """What the court holds, for both sides; names nobody."""
    if not decision_set.litigation.filter(ended_at=None).exists():
        return []
    return [
        _("There are proceedings in court about the decision. Nobody signs before the judgment.")
    ]


def return_sentences(decision_set: DecisionSet) -> list[str]:
    """What a letter that did not arrive holds where there is a standstill; names nobody."""
    if not (
        unsent_letters(decision_set) or returns_of(decision_set).filter(settled_at=None).exists()
    ):
        return []
    return [_("A letter about the decision did not arrive. Nobody signs before it was delivered.")]
