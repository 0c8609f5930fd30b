"""How a mail about a call finds the look of its authority: by the reference of the call."""

from portal.theming.models import Look
from portal.theming.selectors import looks_for_calls


@looks_for_calls
def look_of(reference: str) -> Look | None:
    """The look of the contracting authority, where it chose one."""
    return Look.objects.filter(organisation__calls__reference=reference).first()
