"""One call as it is told: plain values, on their way from a form or a file to the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.accounts.models import Organisation


@dataclass(frozen=True)
class Told:
    """`authority` is an organisation, or the name of one that the portal does not know yet."""

    authority: Organisation | str
    key: str
    values: Mapping[str, Any]  # fields of Telling
    phases: Sequence[Mapping[str, Any]]  # fields of ToldPhase, in order
