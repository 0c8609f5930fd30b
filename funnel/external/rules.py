"""What may be told of a call: the same rules for a form and for a row of a file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calls.instruments import instruments

FIRST_YEAR = 1990
COUNTS = ("offers", "sme_offers", "admissible", "awarded", "sme_awarded", "delivered", "bought")
AMOUNTS = ("budget", "asked", "granted", "paid", "bought_excl_vat")
OTHER = "other"  # an instrument that the portal does not know
# Each of these is a part of the other.
PARTS = (
    ("sme_offers", "offers"), ("admissible", "offers"), ("awarded", "offers"),
    ("awarded", "admissible"), ("sme_awarded", "awarded"), ("delivered", "awarded"),
    ("paid", "granted"),
)  # fmt: skip


def instrument_names() -> dict[str, str]:
    """Every instrument of the portal, and "other"."""
    known = {each.code: capfirst(str(each.name)) for each in instruments()}
    return known | {OTHER: _("Other")}


def phase_names() -> dict[str, str]:
    """Every kind of phase that an instrument has, once."""
    return {
        phase.kind: capfirst(str(phase.name)) for each in instruments() for phase in each.phases
    }


def faults_of_call(values: Mapping[str, Any], today: date) -> dict[str, str]:
    """What is wrong with a call, per field; values are typed, None is not told."""
    faults = {}
    year, opened, closed = (values.get(name) for name in ("year", "opened_on", "closed_on"))
    if year is not None and not FIRST_YEAR <= year <= today.year:
        faults["year"] = _("Write a year from %(first)s to %(last)s.") % {
            "first": FIRST_YEAR, "last": today.year,
        }  # fmt: skip
    if opened and closed and closed < opened:
        faults["closed_on"] = _("This lies before the day on which it opened.")
    if opened and year is not None and opened.year != year:
        faults["opened_on"] = _("The year is the one in which it opened: they must be the same.")
    return faults


def faults_of_phase(values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a phase, per field: no part is more than its whole."""
    faults = {}
    for part, whole in PARTS:
        few, many = values.get(part), values.get(whole)
        if few is not None and many is not None and few > many:
            faults[part] = _("This is more than “%(whole)s”, of which it is a part.") % {
                "whole": _label(whole)
            }
    if all(values.get(name) is None for name in (*COUNTS, *AMOUNTS)):
        faults["offers"] = _("Fill in at least one count or amount of this phase.")
    return faults


def _label(name: str) -> str:
    labels = {
        "offers": _("offers"), "admissible": _("admissible"), "awarded": _("awarded"),
        "granted": _("amount awarded"),
    }  # fmt: skip
    return labels[name]
