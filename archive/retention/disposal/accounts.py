"""Accounts that nobody used for two years: the person becomes a pseudonym."""

from collections.abc import Iterable
from datetime import date

from django.db.models.functions import Coalesce

from archive.persons.erasing import NOWHERE, pseudonymise
from archive.persons.selectors import hindrances
from archive.retention.disposal.kind import Due, Kind
from archive.retention.disposal.terms import due_on
from portal.accounts.models import Organisation, User
from portal.keeping import Trigger
from portal.look.wording import AMSTERDAM

CODE = "account"


def due(owner: Organisation, today: date) -> list[Due]:
    """Each account of which the last login, or its beginning, lies so long back; by its number."""
    found = []
    users = User.objects.filter(is_system=False).exclude(email__endswith=NOWHERE)
    for person in users.annotate(at=Coalesce("last_login", "joined_at")).order_by("at", "pk"):
        day = due_on(CODE, Trigger.LAST_LOGIN, person.at.astimezone(AMSTERDAM).date())
        if day > today:
            break  # the rest was here later
        found.append(Due(person.pk, str(person.uuid), day, _why(person)))
    return found


def hold(user_ids: Iterable[int]) -> dict[int, str]:
    """Lock them; who is needed, or came back meanwhile, stays."""
    people = User.objects.filter(pk__in=list(user_ids)).order_by("pk")
    return {each.pk: why for each in people.select_for_update() if (why := _why(each))}


def destroy(user_id: int) -> list[str]:
    """The same as when the person had asked for it."""
    pseudonymise(User.objects.get(pk=user_id))
    return []


def _why(person: User) -> str:
    return " ".join(hindrances(person))[:200]


ACCOUNTS = Kind(code=CODE, is_platform=True, at_once=1, due=due, hold=hold, destroy=destroy)
