"""The phases of a case: dates, pots, caps and the rules that hold between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from calls.instruments import Instrument, PhaseKind
from calls.instruments.definition import Judge, Outcome
from demo.casefile import FaultReader

ZERO = Decimal(0)


@dataclass(frozen=True)
class CasePhase:
    """One window for offers. Money is euro incl. VAT, per pot and per offer; zero where none.

    `offers` is the number of offers made; None means everyone who is invited makes one. `prizes`
    are in euro incl. VAT, the first prize first; there are as many awards as prizes.
    """

    code: str
    kind: str
    order: int
    opens_at: datetime
    closes_at: datetime
    budget_incl_vat: Decimal
    max_per_offer_incl_vat: Decimal
    asks_incl_vat: Decimal
    planned_awards: int
    offers: int | None
    result_on: date | None
    announced_on: date | None
    prizes: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class _Draft:
    """A phase as read, any value of which may be missing."""

    stated: PhaseKind
    at: str
    terms_at: str
    opens_at: datetime | None
    closes_at: datetime | None
    budget: Decimal | None
    cap: Decimal | None
    asks: Decimal | None
    planned: int | None
    offers: int | None
    result_on: date | None
    announced_on: date | None
    prizes: tuple[Decimal, ...] = ()

    def finished(self, order: int) -> CasePhase | None:
        """The phase, or None when a value is missing (which is then a fault already)."""
        if not (self.opens_at and self.closes_at):
            return None
        if self.stated.needs_money and not (self.budget and self.cap):
            return None
        if self.stated.asks_price and not self.asks:
            return None
        if _gives_prizes(self.stated) and not self.prizes:
            return None
        return CasePhase(
            self.stated.code,
            self.stated.kind,
            order,
            self.opens_at,
            self.closes_at,
            self.budget or ZERO,
            self.cap or ZERO,
            self.asks or ZERO,
            self.planned or 0,
            self.offers,
            self.result_on,
            self.announced_on,
            self.prizes,
        )


def code_of(block: Mapping[str, Any]) -> str:
    """What a phase is called in the file: its code, or its kind where that tells enough."""
    return str(block.get("code") or block.get("kind") or "")


def read_phases(
    reader: FaultReader,
    document: Mapping[str, Any],
    assumed: Mapping[str, Any],
    instrument: Instrument,
) -> tuple[CasePhase, ...]:
    """The phases with offers, in the order of the instrument; faults go to the reader."""
    terms = reader.mapping(assumed, "phases", "assumed")
    drafts: list[_Draft] = []
    seen: list[str] = []
    for index, block in enumerate(reader.items(document, "phases")):
        at = f"phases[{index}]"
        code = code_of(block) or reader.text(block, "kind", at)
        if not _has_place(reader, code, seen, at, instrument):
            continue
        seen.append(code)
        stated = instrument.phase(code)
        if stated.takes_offers:
            own = reader.mapping(terms, code, "assumed.phases")
            drafts.append(_read_draft(reader, block, own, stated, at))
    for code in terms:
        if code not in seen:
            reader.fault(f"assumed.phases.{code}", f'there is no phase of the kind "{code}".')
    if not drafts:
        reader.fault("phases", "there is no phase in which offers are made.")
    for draft in drafts:
        _check_money_and_dates(reader, draft)
    _check_numbers(reader, drafts)
    _check_sequence(reader, drafts)
    finished = (draft.finished(order) for order, draft in enumerate(drafts, start=1))
    return tuple(phase for phase in finished if phase)


def _has_place(
    reader: FaultReader, code: str, seen: list[str], at: str, instrument: Instrument
) -> bool:
    """Whether this phase is known, new, and not before one that should have come first."""
    codes = [phase.code for phase in instrument.phases]
    if not code:
        return False
    if code not in codes:
        reader.fault(f"{at}.kind", f'"{code}" is not a kind of phase: {", ".join(codes)}.')
    elif code in seen:
        reader.fault(f"{at}.kind", f'the phase "{code}" is listed twice.')
    elif seen and codes.index(code) < max(codes.index(earlier) for earlier in seen):
        reader.fault(f"{at}.kind", f'the phase "{code}" comes too late in the list.')
    else:
        return True
    return False


def _read_draft(
    reader: FaultReader,
    block: Mapping[str, Any],
    terms: Mapping[str, Any],
    stated: PhaseKind,
    at: str,
) -> _Draft:
    terms_at = f"assumed.phases.{stated.code}"
    given = [
        (source, place)
        for source, place in ((block, at), (terms, terms_at))
        if source.get("offers") is not None
    ]
    offers = reader.whole(given[0][0], "offers", given[0][1], least=1) if given else None
    if not terms:
        nothing = (None,) * 6
        return _Draft(stated, at, terms_at, *nothing, offers, None, None)
    has_money, has_price = stated.needs_money, stated.asks_price
    prizes = _read_prizes(reader, terms, terms_at) if _gives_prizes(stated) else ()
    return _Draft(
        stated=stated,
        at=at,
        terms_at=terms_at,
        opens_at=reader.instant(terms, "opens", terms_at),
        closes_at=reader.instant(terms, "closes", terms_at),
        budget=reader.money(terms, "budget_incl_vat_eur", terms_at) if has_money else None,
        cap=reader.money(terms, "max_per_offer_incl_vat_eur", terms_at) if has_money else None,
        asks=reader.money(terms, "every_offer_asks_incl_vat_eur", terms_at) if has_price else None,
        planned=_read_planned(reader, terms, terms_at, stated, prizes),
        offers=offers,
        result_on=reader.optional_day(block, "result_session", at),
        announced_on=reader.optional_day(block, "announced", at),
        prizes=prizes,
    )


def _gives_prizes(stated: PhaseKind) -> bool:
    return stated.outcome == Outcome.PRIZE


def _read_planned(
    reader: FaultReader,
    terms: Mapping[str, Any],
    at: str,
    stated: PhaseKind,
    prizes: tuple[Decimal, ...],
) -> int | None:
    """How many are awarded: the number of prizes, or what the case states; None without scores."""
    if stated.judged_by == Judge.OFFICERS:
        return None
    if _gives_prizes(stated):
        return len(prizes) or None
    return reader.whole(terms, "planned_awards", at, least=1)


def _read_prizes(reader: FaultReader, terms: Mapping[str, Any], at: str) -> tuple[Decimal, ...]:
    """The prizes, the highest first."""
    place = f"{at}.prizes_incl_vat_eur"
    given = terms.get("prizes_incl_vat_eur")
    if not isinstance(given, list) or not given:
        reader.fault(place, "name at least one prize in euro, the highest first.")
        return ()
    read = [reader.money({str(n): each}, str(n), place) for n, each in enumerate(given)]
    prizes = [prize for prize in read if prize]
    if len(prizes) == len(given) and prizes != sorted(prizes, reverse=True):
        reader.fault(place, "no prize is above the one before it.")
    return tuple(prizes)


def _check_money_and_dates(reader: FaultReader, draft: _Draft) -> None:
    if draft.cap and draft.budget and draft.cap > draft.budget:
        reader.fault(
            f"{draft.terms_at}.max_per_offer_incl_vat_eur",
            f"the maximum per offer ({draft.cap}) is above the budget ({draft.budget}).",
        )
    if draft.asks and draft.cap and draft.asks > draft.cap:
        reader.fault(
            f"{draft.terms_at}.every_offer_asks_incl_vat_eur",
            f"every offer asks {draft.asks}, above the maximum per offer ({draft.cap}).",
        )
    if draft.opens_at and draft.closes_at and draft.opens_at >= draft.closes_at:
        reader.fault(f"{draft.terms_at}.closes", "the phase closes before it opens.")


def _check_numbers(reader: FaultReader, drafts: list[_Draft]) -> None:
    """Nobody makes an offer in a later phase without an award in the one before it."""
    available: int | None = None
    for index, draft in enumerate(drafts):
        if draft.offers is None and index == 0 and not _is_faulty(reader, f"{draft.at}.offers"):
            reader.fault(f"{draft.at}.offers", "the first phase must say how many offers are made.")
        if draft.offers and available and draft.offers > available:
            reader.fault(
                f"{draft.at}.offers",
                f"{draft.offers} offers are made, but the phase before it has only {available}.",
            )
        available = draft.offers or available
        if draft.planned and available and draft.planned > available:
            reader.fault(
                f"{draft.terms_at}.planned_awards",
                f"{draft.planned} awards are planned, but there are only {available} offers.",
            )
        available = draft.planned or available


def _is_faulty(reader: FaultReader, place: str) -> bool:
    return any(line.startswith(f"{place}:") for line in reader.faults)


def _check_sequence(reader: FaultReader, drafts: list[_Draft]) -> None:
    for earlier, later in pairwise(drafts):
        if earlier.closes_at and later.opens_at and later.opens_at < earlier.closes_at:
            reader.fault(
                f"{later.terms_at}.opens",
                f"the phase opens before the phase {earlier.stated.code} has closed.",
            )
