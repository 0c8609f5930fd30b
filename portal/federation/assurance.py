"""Levels of assurance of eHerkenning, in their order (REQ-21).

EH2 and EH2+ are eIDAS low, EH3 is substantial, EH4 is high. What is not in this list is no level,
and therefore lower than every one.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

_CLASS = "urn:etoegang:core:assurance-class:"


class Assurance(models.TextChoices):
    """In the order of trust: the place in this list is what is compared."""

    LOA2 = f"{_CLASS}loa2", _("EH2 (low)")
    LOA2PLUS = f"{_CLASS}loa2plus", _("EH2+ (low)")
    LOA3 = f"{_CLASS}loa3", _("EH3 (substantial)")
    LOA4 = f"{_CLASS}loa4", _("EH4 (high)")


def is_enough(level: object, least: str) -> bool:
    """Whether this level is known, and at least the least one."""
    order = Assurance.values
    return isinstance(level, str) and level in order and order.index(level) >= order.index(least)
