"""One contracting process for each phase in which offers are made (decision 330)."""

from django.conf import settings

from calls.models import Phase
from funnel.opendata.ocds.values import Json


def ocid_of(phase: Phase) -> str:
    """The first phase has the number of the call; a later one its own code behind it."""
    number = f"{settings.OCDS_PREFIX}-{phase.call.reference}"
    return number if prior(phase) is None else f"{number}-{phase.code}"


def prior(phase: Phase) -> Phase | None:
    """The phase before it in which offers were made."""
    before = phase.call.phases.filter(takes_offers=True, order__lt=phase.order)
    found = before.order_by("-order").first()
    if found is not None:
        found.call = phase.call
    return found


def related(before: Phase) -> Json:
    """That another process came before this one."""
    return {
        "id": "1",
        "relationship": ["prior"],
        "title": before.name,
        "scheme": "ocid",
        "identifier": ocid_of(before),
    }
