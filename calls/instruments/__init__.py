"""Instruments as data: one declarative module each, collected here by the name of its file.

A module of this package that states `INSTRUMENT` is an instrument: adding one means adding a file,
and this one does not change. The order is that of their codes.
"""

import pkgutil
from importlib import import_module

from django.utils.functional import Promise

from calls.instruments.definition import Instrument, PhaseKind

_MODULES = [
    import_module(f"{__name__}.{found.name}")
    for found in pkgutil.iter_modules(__path__)
    if found.name != "definition"
]
_ALL: dict[str, Instrument] = {
    module.INSTRUMENT.code: module.INSTRUMENT
    for module in _MODULES
    if hasattr(module, "INSTRUMENT")
}
_KIND_NAMES = {phase.kind: phase.name for each in _ALL.values() for phase in each.phases}

__all__ = ["Instrument", "PhaseKind", "instrument_of", "instruments", "kind_name"]


def instrument_of(code: str) -> Instrument:
    """The instrument with this code; raises KeyError when there is none."""
    return _ALL[code]


def instruments() -> list[Instrument]:
    """Every registered instrument, by code."""
    return [_ALL[code] for code in sorted(_ALL)]


def kind_name(kind: str) -> str | Promise:
    """The name of a kind of phase, as the instruments state it; the kind itself when none does."""
    return _KIND_NAMES.get(kind, kind)
