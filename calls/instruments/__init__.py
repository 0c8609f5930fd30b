"""Instruments as data: one declarative module each, registered here by code."""

from calls.instruments import sbir
from calls.instruments.definition import Instrument, PhaseKind

_ALL = {sbir.SBIR.code: sbir.SBIR}

__all__ = ["Instrument", "PhaseKind", "instrument_of", "instruments"]


def instrument_of(code: str) -> Instrument:
    """The instrument with this code; raises KeyError when there is none."""
    return _ALL[code]


def instruments() -> list[Instrument]:
    """Every registered instrument, by code."""
    return [_ALL[code] for code in sorted(_ALL)]
