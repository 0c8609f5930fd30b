"""Who drafts and who publishes an amendment; when is for the transitions."""

from calls.amendments.models import Amendment
from calls.apart import stands_apart
from calls.delegation.behalf import hands
from calls.models import Call
from calls.permissions import is_officer
from portal.accounts.models import User


def can_draft_amendment(user: User, call: Call) -> bool:
    """Any officer of the call."""
    return is_officer(user, call)


def can_edit_amendment(user: User, amendment: Amendment) -> bool:
    """Any officer; whoever edits counts as a writer, and then cannot publish it."""
    return is_officer(user, amendment.call)


def is_writer(user: User, amendment: Amendment) -> bool:
    """Whether this person, or who is one hand with them, wrote on it."""
    return amendment.writers.filter(pk__in=hands(user, amendment.call)).exists()


def can_publish_amendment(user: User, amendment: Amendment) -> bool:
    """An officer who did not write on it nor judges: nobody approves own work (REQ-24)."""
    may = is_officer(user, amendment.call) and not is_writer(user, amendment)
    return may and not stands_apart(user, amendment.call)
