"""A call as machines read it: schema.org in JSON-LD, on the page that people read."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from calls.models import Call
from calls.pages import CallPage


def structured_data(call: Call, page: CallPage) -> dict[str, Any]:
    """The authority and what it asks for: schema.org calls that a Demand."""
    address = settings.SITE_URL + reverse("calls:detail", args=[call.reference])
    windows = [row.phase for row in page.phases if row.is_for_everybody]
    opens = [phase.opens_at for phase in windows if phase.opens_at]
    closes = [phase.closes_at for phase in windows if phase.closes_at]
    demand: dict[str, Any] = {
        "@type": "Demand",
        "@id": f"{address}#call",
        "identifier": call.reference,
        "name": str(call),
        "description": call.summary,
        "url": address,
        "areaServed": "EU",
    }
    if call.published_at:
        demand["validFrom"] = call.published_at.isoformat()
    if opens:
        demand["availabilityStarts"] = min(opens).isoformat()
    if closes:
        demand["availabilityEnds"] = max(closes).isoformat()
    if page.budget:
        demand["priceSpecification"] = {
            "@type": "PriceSpecification",
            "maxPrice": str(page.budget),
            "priceCurrency": "EUR",
            "valueAddedTaxIncluded": True,
        }
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": call.contracting_authority.name,
        "seeks": demand,
    }
