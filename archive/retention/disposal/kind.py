"""What each category says for itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from portal.accounts.models import Organisation


@dataclass(frozen=True)
class Due:
    """One thing whose term is over; `kept_because` is empty when nothing holds it."""

    object_id: int
    reference: str
    due_on: date
    kept_because: str = ""


@dataclass(frozen=True)
class Kind:
    """A category that goes by a list.

    `due` gives what is due for an organisation on a day. `hold` locks the things with these ids
    and gives the reasons of those that stay. `destroy` takes one thing away in the caller's
    transaction, and gives the names of the files whose bytes must go after it.
    """

    code: str
    is_platform: bool  # of the platform, of no authority
    at_once: int  # how many go in one unit of the job
    due: Callable[[Organisation, date], list[Due]]
    hold: Callable[[Iterable[int]], dict[int, str]]
    destroy: Callable[[int], list[str]]
