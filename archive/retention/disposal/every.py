"""All kinds by their code."""

from archive.retention.disposal.accounts import ACCOUNTS
from archive.retention.disposal.calls import CALLS
from archive.retention.disposal.drafts import DRAFTS
from archive.retention.disposal.kind import Kind
from archive.retention.disposal.mails import MAILS
from archive.retention.disposal.offers import OFFERS
from archive.retention.disposal.participants import PARTICIPANTS
from archive.retention.disposal.tasks import TASKS
from archive.retention.disposal.woo import WOO

KINDS: dict[str, Kind] = {
    kind.code: kind for kind in (OFFERS, CALLS, PARTICIPANTS, WOO, DRAFTS, MAILS, TASKS, ACCOUNTS)
}
