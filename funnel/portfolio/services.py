"""Keeping a selection under a name, and throwing it away."""

from uuid import UUID

from funnel.portfolio.models import SavedView
from portal.accounts.models import User


def save_view(*, name: str, query: str, by: User) -> SavedView:
    """Keep a selection; one with the same name is written over. No audit line: it is a bookmark."""
    view, _created = SavedView.objects.update_or_create(
        user=by, name=name, defaults={"query": query}
    )
    return view


def delete_view(uuid: UUID, *, by: User) -> None:
    """Throw one's own view away; of somebody else's nothing happens."""
    SavedView.objects.filter(user=by, uuid=uuid).delete()
