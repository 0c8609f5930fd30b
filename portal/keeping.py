"""What is kept, why and for how long: how a room says so beside its models (AVG, article 30).

Each room declares its categories in `kept.py`; the room of the archive puts them together for the
public, for staff and for what is due. A test walks every model: each text, file and person stands
in exactly one category.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Trigger(models.TextChoices):
    """The event after which a term runs."""

    LAST_LOGIN = "last_login", _("the person last logged in")
    CLOSED = "closed", _("it was done")
    SENT = "sent", _("it was sent")
    DEADLINE = "deadline", _("the deadline of the phase passed")
    DECISION = "decision", _("the letters with the decision went out")
    ASKED = "asked", _("it was answered")
    CONTRACT = "contract", _("the contract ended")


class Way(models.TextChoices):
    """How something goes when its term is over."""

    LIST = "list", _("a list of what is due, approved by a second person")
    ITSELF = "itself", _("the portal removes it by itself")
    PERSON = "person", _("goes when somebody takes it away")
    FILE = (
        "file",
        _(
            "with the file of the call: what stands in files goes by its list, "
            "the texts stay as the account of the procedure"
        ),
    )
    STAYS = "stays", _("stays")


class Ground(models.TextChoices):
    """Why it may be processed: AVG, article 6(1)."""

    CONSENT = "a", _("you agreed to it (AVG, article 6(1)(a))")
    CONTRACT = "b", _("it is needed for a contract (AVG, article 6(1)(b))")
    DUTY = "c", _("the law asks for it (AVG, article 6(1)(c))")
    TASK = "e", _("it is needed for a task of government (AVG, article 6(1)(e))")


@dataclass(frozen=True)
class Term:
    """How many years (or days) after which event."""

    trigger: Trigger
    years: int = 0
    days: int = 0


@dataclass(frozen=True)
class Category:
    """One row of the register.

    `holds` names the fields by model (`app.Model`): every text, every file, every person. A
    category without `terms` says in `stays_until` until when it stays.
    """

    code: str
    title: Any
    data: Any
    people: Any
    purpose: Any
    ground: Ground
    basis: Any  # the law that says why, or how long
    seen_by: Any
    given_to: Any
    way: Way
    terms: tuple[Term, ...] = ()
    stays_until: Any = ""
    holds: dict[str, str] = field(default_factory=dict)
