"""Whether a statement is enough to let somebody in. No side effects."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.federation.assurance import is_enough
from portal.federation.claims import Statement
from portal.federation.models import IdentityProvider
from portal.models import CURRENT

KVK = re.compile(r"[0-9]{8}")

# Why somebody is not let in: a word for the history, and a sentence for the person.
REASONS: dict[str, Any] = {
    "cancelled": _("You stopped logging in."),
    "untrusted": _(
        "We could not check the answer that we got about you. It was too old, it was not meant for "
        "this portal or it was not an answer to your question. Begin again."
    ),
    "silent": _("The other side does not answer now. Try again in a few minutes."),
    "level": _("You logged in at a level that is too low. Ask for a means of a higher level."),
    "kvk": _("The answer names no company with a KvK number. With it you act for nobody here."),
    "chain": _("The authorisation of the company that acts for another cannot be read."),
    "address": _(
        "Your organisation did not confirm an e-mail address of its own for you. Ask its "
        "administrator."
    ),
    "member": _(
        "Nobody of your organisation has given you a role here yet. Ask a colleague to invite you."
    ),
    "off": _("Logging in this way is switched off."),
}


@dataclass(frozen=True)
class Refused(Exception):
    """Somebody is not let in; `reason` is one of REASONS."""

    reason: str


def require_company(provider: IdentityProvider, statement: Statement) -> None:
    """For a broker: a level that is known and high enough, a company, a chain that can be read.

    Raises Refused (REQ-21).
    """
    if not is_enough(statement.assurance, provider.least_assurance):
        raise Refused("level")
    if not KVK.fullmatch(statement.kvk):
        raise Refused("kvk")
    chain = statement.intermediary_kvk
    if chain and (not KVK.fullmatch(chain) or chain == statement.kvk):
        raise Refused("chain")


def require_own_address(provider: IdentityProvider, statement: Statement) -> None:
    """For an organisation's own: an address it confirmed, in a domain that is its own."""
    domain = statement.email.rpartition("@")[2]
    is_own = domain and domain in provider.mail_domains.lower().split()
    if not statement.is_email_verified or not is_own:
        raise Refused("address")


def require_member(provider: IdentityProvider, user: User | None) -> None:
    """For an organisation's own: somebody who has a role there now."""
    is_member = (
        user is not None
        and user.memberships.filter(CURRENT, organisation=provider.organisation_id).exists()
    )
    if not is_member:
        raise Refused("member")


def counts_as_second_factor(provider: IdentityProvider, statement: Statement) -> bool:
    """Whether the provider asked for more than a password, in words that the operator entered."""
    wanted = set(provider.second_factor_values.split())
    return bool(wanted & set(statement.factors))
