"""Reads: where a session stands, who came from where, and the figures of a year."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from calls.market.selectors import is_full, takes_registrations
from funnel.outreach.models import Registration, Session
from funnel.targets.models import AuthorityTier

State = Registration.State


def standing_of(session: Session, now: datetime) -> tuple[str, str]:
    """Where a session stands for the public: a state for the shape, and words."""
    if session.state == Session.State.DRAFT:
        return "draft", _("draft")
    if session.state == Session.State.CANCELLED:
        return "cancelled", _("does not take place")
    if now >= session.ends_at:
        return "completed", _("was held")
    if not takes_registrations(session, now):
        return "closed", _("registration is closed")
    if is_full(session, getattr(session, "taken", 0)):
        return "planned", _("full, you come on the waiting list")
    return "open", _("you can register")


def public_sessions() -> Any:
    """All that were announced, the last one first, with their places."""
    return Session.objects.public().with_places().select_related("organiser").order_by("-starts_at")


@dataclass(frozen=True)
class From:
    """Who came from one organisation."""

    organisation: str
    tier: str
    registered: int
    came: int

    @property
    def tier_label(self) -> str:
        """The tier in words; empty for another kind of organisation."""
        return str(AuthorityTier.Tier(self.tier).label) if self.tier else ""


def by_organisation(sessions: QuerySet[Session]) -> list[From]:
    """Who had a place and who came, per organisation; nobody is named."""
    rows = (
        Registration.objects.filter(session__in=sessions, state=State.PLACED)
        .values("organisation", "tier")
        .annotate(registered=Count("pk"), came=Count("pk", filter=Q(has_come=True)))
        .order_by("organisation", "tier")
    )
    return [From(**row) for row in rows]


@dataclass(frozen=True)
class OutreachYear:
    """The sessions of a year as figures."""

    sessions: int
    registered: int
    came: int
    organisations: int
    tiers: list[tuple[str, int]]  # who came, per tier in words; another kind is the empty word


def figures_of_year(year: int, at: datetime) -> OutreachYear:
    """Sessions that were held in a year up to a moment, and who came to them."""
    held = Session.objects.filter(
        state=Session.State.ANNOUNCED, starts_at__year=year, ends_at__lte=at
    )
    rows = by_organisation(held)
    came = {tier: sum(row.came for row in rows if row.tier == tier) for tier in _tiers()}
    return OutreachYear(
        sessions=held.count(),
        registered=sum(row.registered for row in rows),
        came=sum(row.came for row in rows),
        organisations=len({row.organisation.casefold() for row in rows if row.came}),
        tiers=[(_label(tier), number) for tier, number in came.items() if number],
    )


def _tiers() -> list[str]:
    return [*AuthorityTier.Tier.values, ""]


def _label(tier: str) -> str:
    return str(AuthorityTier.Tier(tier).label) if tier else _("another kind of organisation")
