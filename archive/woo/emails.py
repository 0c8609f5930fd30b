"""The mail that asks a company for its view."""

from archive.woo.models import WooView
from portal.accounts.models import Membership, User
from portal.mail.outbox import queue_mail
from portal.models import CURRENT


def queue_asked(view: WooView) -> None:
    """To everybody who signs for the company. It names no requester: that is not the company's."""
    signing = Membership.objects.filter(
        CURRENT, organisation=view.company, role=Membership.Role.SIGNATORY
    )
    for person in User.objects.filter(pk__in=signing.values("user"), is_active=True):
        queue_mail("woo_view_asked", to=person, key=str(view.uuid), context={"view": view})
