"""Whether something that came out of a call can be bought at all, and by whom."""

from django.utils.translation import gettext as _

from applications.models import Dossier
from awards.selectors import delivered_prototypes
from calls.models import Call
from portal.accounts.models import Organisation


def why_not(dossier: Dossier, buyer: Organisation) -> str:
    """Why this authority cannot buy it, in words; empty when it can.

    What won a prize is bought by the authority that asked, and only where the call said beforehand
    that a contract may follow (Directive 2014/24/EU, article 32(4)).
    """
    call = dossier.call
    if call.follow_up and call.follow_up != Call.FollowUp.CONTRACT:
        return _("This call did not say beforehand that a contract may follow its prizes.")
    if not delivered_prototypes(call).filter(pk=dossier.pk).exists():
        if call.follow_up:
            return _("Only what won a prize can be bought here.")
        return _("Only what was delivered and accepted can be bought here.")
    if call.follow_up and buyer != dossier.authority:
        return _("Only %(authority)s can buy what won a prize here.") % {
            "authority": dossier.authority
        }
    return ""
