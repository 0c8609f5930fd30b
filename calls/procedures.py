"""The procedure that a challenge of a round follows, and the rules that come with it.

Even within one programme the procedure differs from call to call (domain.md 2.4): one round leads
to an innovation partnership, another is a national open procedure. A challenge inherits the
periods, the standstill, the negotiation and the ground of buying of the one it chose. Those of the
partnership are read from its own instrument; nothing of it is stated twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from calls.instruments import instrument_of
from calls.instruments.definition import Buying, Instrument, Origin, Text
from calls.models import Call, Theme

PARTNERSHIP, NATIONAL = "partnership", "national"


@dataclass(frozen=True)
class Procedure:
    """The rules of one procedure; days are calendar days, `source` says where they are set."""

    code: str
    name: Text
    is_part_2: bool = False  # Part 2 of the Aanbestedingswet applies
    notice_code: str = "oth-single"  # eForms, BT-105
    notice_days: int = 0  # from sending the notice to the first deadline at least; 0: none
    information_days: int = 0  # before a deadline, in which news proposes a later one
    standstill_days: int = 0
    is_negotiated: bool = False
    buying: Buying = Buying.PROCUREMENT
    source: str = ""

    def rules(self) -> Iterator[str]:
        """The rules in words, for everybody who reads the call."""
        if self.notice_days:
            yield _("Open for at least %(days)s days, counted from sending the notice.") % {
                "days": self.notice_days
            }
        else:
            yield _("No legal minimum for how long it is open.")
        if self.standstill_days:
            yield ngettext(
                "The contract waits %(days)s day after the decision was sent to everybody.",
                "The contract waits %(days)s days after the decision was sent to everybody.",
                self.standstill_days,
            ) % {"days": self.standstill_days}
        else:
            yield _("No legal waiting time before the contract.")
        yield (
            _("Proposals may be negotiated, minimum requirements and criteria may not.")
            if self.is_negotiated
            else _("There is no negotiation.")
        )
        yield (
            _("The authority may buy without a new procurement, within what was agreed.")
            if self.buying == Buying.AGREED
            else _("Buying afterwards takes a procurement of its own.")
        )


def _of(instrument: Instrument, code: str, name: Text) -> Procedure:
    """The procedure that an instrument is, with the rules that this instrument states."""

    def longest(origin: Origin) -> int:
        days = [each.days for each in instrument.periods if each.counted_from == origin]
        return max(days, default=0)

    return Procedure(
        code,
        name,
        is_part_2=instrument.is_part_2,
        notice_code=instrument.procedure_code,
        notice_days=longest(Origin.NOTICE_SENT),
        information_days=instrument.information_days,
        standstill_days=longest(Origin.DECISION_RELEASED),
        is_negotiated=instrument.is_negotiated,
        buying=instrument.buying,
        source="; ".join(each.source for each in instrument.periods),
    )


PROCEDURES = {
    PARTNERSHIP: _of(
        instrument_of("innovation_partnership"), PARTNERSHIP, gettext_lazy("innovation partnership")
    ),
    # Part 1 of the Aanbestedingswet only: it sets no period, no standstill and no ground to buy.
    NATIONAL: Procedure(NATIONAL, gettext_lazy("national open procedure"), source="Aw 1.11-1.16"),
}


def procedure_of(theme: Theme | None) -> Procedure | None:
    """The procedure that a theme chose; None where it chose none, or there is no theme."""
    return PROCEDURES.get(theme.procedure) if theme is not None else None


def chosen_in(call: Call) -> list[Procedure]:
    """The procedures that the challenges of a call chose; empty for a call that is no round."""
    if not instrument_of(call.instrument).procedures:
        return []
    found = {theme.procedure for theme in call.themes.all()}
    return [PROCEDURES[code] for code in sorted(found) if code in PROCEDURES]


def is_part_2(call: Call) -> bool:
    """Whether Part 2 of the Aanbestedingswet applies to a call, or to any of its challenges."""
    return instrument_of(call.instrument).is_part_2 or any(
        procedure.is_part_2 for procedure in chosen_in(call)
    )


def follows_part_2(theme: Theme) -> bool:
    """Whether the procedure of this challenge falls under Part 2."""
    procedure = procedure_of(theme)
    return procedure is not None and procedure.is_part_2


def notice_code(call: Call) -> str:
    """The procedure as a notice names it; of a round that of its challenges under Part 2."""
    codes = [each.notice_code for each in chosen_in(call) if each.is_part_2]
    return codes[0] if codes else instrument_of(call.instrument).procedure_code


def is_negotiated(call: Call) -> bool:
    """Whether offers are negotiated, in the call or in any of its challenges."""
    return instrument_of(call.instrument).is_negotiated or any(
        procedure.is_negotiated for procedure in chosen_in(call)
    )


def information_days(call: Call) -> int:
    """The longest information period of the instrument and of the procedures; 0 for none."""
    own = instrument_of(call.instrument).information_days
    return max([own, *(procedure.information_days for procedure in chosen_in(call))])


def buying_of(call: Call, theme: Theme | None) -> Buying:
    """On what ground is bought what came out of a theme: its procedure's, else the instrument's."""
    procedure = procedure_of(theme)
    return procedure.buying if procedure else instrument_of(call.instrument).buying


def grounds_of_buying(call: Call) -> set[Buying]:
    """Every ground on which something of this call can be bought."""
    chosen = chosen_in(call)
    if not chosen:
        return {instrument_of(call.instrument).buying}
    return {procedure.buying for procedure in chosen}
