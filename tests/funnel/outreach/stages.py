"""Sessions and registrations, as the real functions make them."""

from datetime import timedelta
from typing import Any

from funnel.outreach import services, transitions
from funnel.outreach.models import Registration, Session
from portal.clock import portal_now
from tests.cast import Cast


def planned(cast: Cast, **more: Any) -> Session:
    """A draft of RVO, in five days, with two places."""
    starts = portal_now() + timedelta(days=5)
    terms: dict[str, Any] = {
        "organiser": cast.rvo, "together_with": "IPO en VNG", "title": "SBIR voor gemeenten",
        "description": "Wat **u** doet.", "starts_at": starts,
        "ends_at": starts + timedelta(hours=2), "place": "online",
        "online_url": "https://vergadering.example/geheim", "capacity": 2,
        "register_before": starts - timedelta(days=1),
    }  # fmt: skip
    return services.plan_session(terms=terms | more, by=cast.escrow)


def announced(cast: Cast, **more: Any) -> Session:
    """One that people can register for."""
    return transitions.announce_session(planned(cast, **more), by=cast.escrow)


def registered(session: Session, number: int, **more: Any) -> Registration:
    """Somebody who has not used the link yet."""
    words = {
        "name": f"Ambtenaar {number}", "email": f"a{number}@gemeente.example",
        "organisation": "Gemeente Voorbeeld", "tier": "municipality", "language": "nl",
    }  # fmt: skip
    return transitions.register(session, **(words | more))


def confirmed(session: Session, number: int, **more: Any) -> Registration:
    """Somebody who has a place, or waits for one."""
    return transitions.confirm(registered(session, number, **more))
