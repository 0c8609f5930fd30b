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
    return decision_set.litigation.select_related("registered_by", "ended_by")


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


def sentences(decision_set: DecisionSet) -> list[str]:
    """What holds the contracts of this phase, for both sides; names nobody."""
    said = []
    if decision_set.litigation.filter(ended_at=None).exists():
        said.append(
            _(
                "There are proceedings in court about the decision. Nobody signs before the "
                "judgment."
            )
        )
    if unsent_letters(decision_set) or returns_of(decision_set).filter(settled_at=None).exists():
        said.append(
            _("A letter about the decision did not arrive. Nobody signs before it was delivered.")
        )
    return said
