"""Which people of companies are involved in a call, and what waits on them in this room."""

from applications.models import Proposal
from applications.tasks_of_vault import judge_key, vault_key
from calls.involved import involves, waits
from calls.models import Call
from portal.accounts.models import Membership, User
from portal.accounts.selectors import people_in

INVOLVED = [
    state for state in Proposal.State.values if state != Proposal.State.WITHDRAWN
]  # a company that withdrew said itself that it takes no part


@involves
def companies(call: Call) -> list[User]:
    """Everybody of a company that began or sent an offer in this call."""
    offers = Proposal.objects.filter(dossier__call=call, state__in=INVOLVED)
    Role = Membership.Role
    roles = [Role.SIGNATORY, Role.EDITOR, Role.VIEWER, Role.INTERMEDIARY]
    return list(people_in(offers.values("dossier__lead"), *roles))


@waits
def keys_of_vaults(call: Call) -> list[str]:
    """Opening vaults and judging what came out; drafts are in calls.waiting."""
    return [key for phase in call.phases.all() for key in (vault_key(phase), judge_key(phase))]
