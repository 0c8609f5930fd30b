"""Rows as plain values. Amounts are text in euro with two decimals, and their name says the VAT."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from awards.models import Decision, Purchase
from awards.stories.models import Story
from calls.models import Call
from calls.selectors import standing_of
from funnel.figures import PhaseFigures
from funnel.opendata.api.paging import site_address
from funnel.opendata.figures import public
from funnel.results.models import StoryListing
from portal.accounts.models import Organisation

Json = dict[str, Any]


def call(found: Call, now: datetime) -> Json:
    """A call in the list; its phases are prefetched."""
    windows = [phase for phase in found.phases.all() if phase.takes_offers]
    agency = found.executing_agency
    return {
        "reference": found.reference,
        "title": found.title,
        "titleEn": found.title_en or None,
        "summary": found.summary,
        "instrument": found.instrument,
        "authority": organisation(found.contracting_authority),
        "executingAgency": organisation(agency) if agency else None,
        "status": standing_of(found, windows, now),
        "publishedAt": moment(found.published_at),
        "page": site_address(reverse("calls:detail", args=[found.reference])),
        "links": {
            "self": site_address(reverse("api:call", args=[found.reference])),
            "phases": site_address(reverse("api:phases", args=[found.reference])),
        },
    }


def phase(figures: PhaseFigures) -> Json:
    """A phase with its dates, its money, and its figures once everybody has been told."""
    found, known = figures.phase, public(figures)
    return {
        "code": found.code,
        "name": found.name,
        "order": found.order,
        "takesOffers": found.takes_offers,
        "opensAt": moment(found.opens_at),
        "closesAt": moment(found.closes_at),
        "maximumInclVat": euros(found.cap_incl_vat),
        "plannedAwards": found.planned_awards or None,
        "isTold": known.is_told,
        "budgetInclVat": euros(known.budget_incl_vat),
        "offers": known.offers,
        "admissible": known.admissible,
        "smeOffers": known.sme_offers,
        "awarded": known.awarded,
        "smeAwarded": known.sme_awarded,
        "awardedInclVat": euros(known.awarded_incl_vat),
        "delivered": known.delivered,
        "bought": known.bought,
        "boughtExclVat": euros(known.bought_excl_vat),
    }


def award(found: Decision) -> Json:
    """An award with what its winner agreed to publish (REQ-04)."""
    proposal = found.proposal
    dossier = proposal.dossier
    return {
        "id": f"{dossier.reference}-{proposal.phase.code}",
        "call": proposal.phase.call.reference,
        "phase": proposal.phase.code,
        "theme": dossier.theme.code if dossier.theme else None,
        "title": proposal.opened.title,
        "summary": proposal.opened.public_summary or None,
        "supplier": supplier(dossier.lead),
        "awardedInclVat": euros(getattr(found, "awarded_incl_vat", None)),
        "toldAt": moment(found.decision_set.released_at),
    }


def purchase(found: Purchase) -> Json:
    """What an authority bought afterwards."""
    return {
        "call": found.dossier.call.reference,
        "buyer": organisation(found.buyer),
        "supplier": supplier(found.dossier.lead),
        "description": found.description,
        "amountExclVat": euros(found.amount_excl_vat),
        "boughtOn": day(found.bought_on),
    }


def story(found: StoryListing) -> Json:
    """What became of a solution."""
    if found.story is not None:
        return {"year": found.year, **_story_of_award(found.story)}
    return {"year": found.year, **_earlier_story(found.earlier)}


def _story_of_award(found: Story) -> Json:
    """As the company approved it."""
    dossier = found.dossier
    picture = reverse("stories:picture", args=[found.uuid]) if found.picture_id else ""
    return {
        "id": str(found.uuid),
        "call": dossier.call.reference,
        "authority": dossier.call.contracting_authority.name,
        "supplier": dossier.lead.name,
        "title": found.title,
        "text": found.text,
        "source": None,
        "isInvented": dossier.lead.is_invented,
        "picture": site_address(picture) if picture else None,
        "pictureAlt": found.picture_alt or None,
        "page": site_address(reverse("awards:result", args=[dossier.call.reference])),
    }


def _earlier_story(found: Any) -> Json:
    """From before the portal, as the executing agency wrote it."""
    picture = reverse("results:picture", args=[found.uuid]) if found.picture_id else ""
    return {
        "id": str(found.uuid),
        "call": None,
        "authority": found.authority,
        "supplier": found.company,
        "title": found.title,
        "text": found.text,
        "source": found.source,
        "isInvented": found.is_invented,
        "picture": site_address(picture) if picture else None,
        "pictureAlt": found.picture_alt or None,
        "page": site_address(reverse("results:earlier", args=[found.uuid])),
    }


def organisation(found: Organisation) -> Json:
    """An authority."""
    return {"name": found.name, "kvk": found.kvk or None, "isInvented": found.is_invented}


def supplier(found: Organisation) -> Json:
    """A company that won; of a natural person the name, as on the result page."""
    is_person = found.is_sole_trader
    return {
        "name": found.name,
        "kvk": None if is_person else found.kvk or None,
        "town": None if is_person else found.city or None,
        "isInvented": found.is_invented,
    }


def euros(amount: Decimal | None) -> str | None:
    """An exact amount as text."""
    return None if amount is None else f"{amount:.2f}"


def moment(at: datetime | None) -> str | None:
    """A moment in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def day(on: date | None) -> str | None:
    """A day."""
    return on.isoformat() if on else None
