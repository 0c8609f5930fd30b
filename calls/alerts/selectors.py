"""What a subscription is about, in words."""

from django.utils import translation
from django.utils.translation import gettext as _

from calls.alerts.models import Subscription
from calls.catalogue.models import Mission
from calls.catalogue.regions import REGIONS
from calls.instruments import instruments


def words_of(subscription: Subscription, language: str) -> str:
    """Such as "new calls on health and care, SBIR, in Utrecht", in the reader's language."""
    with translation.override(language):
        if subscription.call:
            return _("changes of the call “%(call)s”") % {"call": subscription.call}
        parts = [_about(subscription.mission)]
        parts += [str(one.name) for one in instruments() if one.code == subscription.instrument]
        parts += [str(name) for code, name in REGIONS if code == subscription.region]
        chosen = ", ".join(part for part in parts if part)
        return _("new calls: %(chosen)s") % {"chosen": chosen} if chosen else _("all new calls")


def _about(code: str) -> str:
    if code in Mission.Theme.values:
        return str(Mission.Theme(code).label)
    return str(Mission.objects.filter(code=code).first() or "") if code else ""
