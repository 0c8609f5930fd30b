"""Lines of access at an organisation: each room tells its own, and how one of them is ended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal.accounts.models import Organisation, User

End = Callable[[User], object]


@dataclass(frozen=True)
class Access:
    """What one person may by one role, delegation or authorisation, until `until`.

    `key` names it for ever. `end` ends it in the name of who looks; None where that is done on a
    page of its own, because it asks for more than a click.
    """

    key: str
    person: User
    what: str
    until: datetime | None = None
    end: End | None = None


Source = Callable[[Organisation], list[Access]]
_sources: list[Source] = []


def tells_access(source: Source) -> Source:
    """Register what a room knows of access at an organisation."""
    _sources.append(source)
    return source


def access_at(organisation: Organisation) -> list[Access]:
    """Every line of access now, sorted by the name of the person."""
    found = [line for source in _sources for line in source(organisation)]
    return sorted(found, key=lambda line: (line.person.name, line.person.pk, line.what))
