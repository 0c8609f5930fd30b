"""What calls tell to monitoring."""

from datetime import datetime

from calls.models import Call, Phase
from portal.operating.numbers import number


@number("deadline_seconds")
def deadline_seconds(now: datetime) -> float:
    """Until the next deadline; 0 when no call is open."""
    open_now = Phase.objects.filter(
        call__state=Call.State.PUBLISHED, takes_offers=True, opens_at__lte=now, closes_at__gt=now
    )
    closes_at = open_now.order_by("closes_at").values_list("closes_at", flat=True).first()
    return (closes_at - now).total_seconds() if closes_at else 0.0
