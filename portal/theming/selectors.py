"""Which look holds where."""

from collections.abc import Callable

from portal.accounts.models import Organisation
from portal.theming.models import Look

LookOfCall = Callable[[str], Look | None]
_of_call: list[LookOfCall] = []


def look_of(organisation: Organisation | None) -> Look | None:
    """The look of an authority; None as long as nobody chose one.

    Costs no query where the organisation was read with `select_related("look")`.
    """
    return getattr(organisation, "look", None)


def looks_for_calls(function: LookOfCall) -> LookOfCall:
    """Register how the look of a call is found by its reference: a mail knows no more of it."""
    _of_call.append(function)
    return function


def look_of_call(reference: str) -> Look | None:
    """The look of the authority whose call this is."""
    return next((look for find in _of_call if reference and (look := find(reference))), None)


def look_of_authority(uuid: str) -> Look | None:
    """The look of the authority with this public identifier; None for none."""
    return Look.objects.filter(organisation__uuid=uuid).first() if uuid else None


def publishing_language(organisation: Organisation, wanted: str) -> str:
    """The language somebody wants, or the first one of an authority that does not publish in it."""
    look = look_of(organisation)
    return wanted if look is None or wanted in look.language_codes else look.language_codes[0]
