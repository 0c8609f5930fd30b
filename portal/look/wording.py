"""Money, dates and deadlines in words, in the active language.

Nothing here reads a clock: the caller passes `now`, which comes from portal_now().
"""

from calendar import timegm
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import overload
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext, ngettext

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CENT = Decimal("0.01")
NOTHING = "\N{EN DASH}"
NBSP = "\N{NO-BREAK SPACE}"


def euro_text(amount: Decimal | int | None, *, short: bool = False) -> str:
    """Return an amount in euro: "€ 50.000,00" in Dutch, "€50,000.00" in English.

    With `short`, whole euros lose their cents. None reads as a dash. A float raises TypeError:
    it cannot hold a cent exactly.
    """
    if amount is None:
        return NOTHING
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int):
        raise TypeError(f"money is Decimal or int, not {type(amount).__name__}")
    exact = Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)
    decimals = 0 if short and exact == exact.to_integral_value() else 2
    figures = number_format(abs(exact), decimals, force_grouping=True)
    minus = "\N{MINUS SIGN}" if exact < 0 else ""
    if get_language() == "en":
        return f"{minus}€{figures}"
    return f"€{NBSP}{minus}{figures}"


def number_text(value: Decimal | int | float | None, decimals: int | None = None) -> str:
    """Return a number with the separators of the active language; None reads as a dash.

    Without `decimals` the number keeps those it has.
    """
    if value is None:
        return NOTHING
    exact = value if isinstance(value, int | Decimal) else Decimal(str(value))
    if decimals is not None:
        exact = Decimal(exact).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return number_format(exact, decimals, force_grouping=True)


def sort_text(value: date | datetime | Decimal | int | None, decimals: int | None = None) -> str:
    """Return what static/js/sorting.js compares: a plain number, of a moment its milliseconds.

    With `decimals` no more of it than the page shows. None is empty: that comes last.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return str((value - EPOCH) // timedelta(milliseconds=1))
    if isinstance(value, date):  # as the browser reads a day in a <time>: its beginning in UTC
        return str(timegm(value.timetuple()) * 1000)
    exact = Decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{exact:f}"


def day_text(on: date | datetime) -> str:
    """Return "maandag 31 augustus 2026"; an instant is first taken to Amsterdam."""
    return date_format(_amsterdam(on), "l j F Y")


def first_moment(on: date) -> datetime:
    """The instant at which this day begins in Amsterdam."""
    return datetime(on.year, on.month, on.day, tzinfo=AMSTERDAM)


def clock_text(at: datetime, *, seconds: bool = False) -> str:
    """Return "12:00" in Amsterdam, with seconds when asked for or when there are any."""
    local = _amsterdam(at)
    return local.strftime("%H:%M:%S" if seconds or local.second else "%H:%M")


def moment_text(at: datetime, *, seconds: bool = True) -> str:
    """Return "31 augustus 2026, 12:00:00 (Amsterdamse tijd)"."""
    return gettext("%(day)s, %(time)s (Amsterdam time)") % {
        "day": date_format(_amsterdam(at), "j F Y"),
        "time": clock_text(at, seconds=seconds),
    }


def deadline_moment_text(at: datetime) -> str:
    """Return "maandag 31 augustus 2026, vóór 12:00 uur (Amsterdamse tijd)"."""
    return gettext("%(day)s, before %(time)s (Amsterdam time)") % {
        "day": day_text(at),
        "time": clock_text(at),
    }


def distance_text(at: datetime, now: datetime) -> str:
    """Return how far `at` lies from `now`: "over 3 dagen", "over 47 uur", "2 dagen geleden".

    From 48 hours on it counts calendar days in Amsterdam, as people do; below that whole hours,
    below two hours whole minutes.
    """
    gap = abs(at - now)
    if gap >= timedelta(hours=48):
        count, unit = abs((_amsterdam(at).date() - _amsterdam(now).date()).days), "days"
    elif gap >= timedelta(hours=2):
        count, unit = gap // timedelta(hours=1), "hours"
    else:
        count, unit = gap // timedelta(minutes=1), "minutes"
    if count == 0:
        return gettext("in less than a minute") if at > now else gettext("just now")
    return _ahead(count, unit) if at > now else _ago(count, unit)


def fingerprint_text(hexadecimal: str) -> str:
    """Return a hash in groups of eight, so that it can be read aloud and breaks on a phone."""
    return " ".join(hexadecimal[i : i + 8] for i in range(0, len(hexadecimal), 8))


def _ahead(count: int, unit: str) -> str:
    words = {
        "days": ngettext("in %(count)s day", "in %(count)s days", count),
        "hours": ngettext("in %(count)s hour", "in %(count)s hours", count),
        "minutes": ngettext("in %(count)s minute", "in %(count)s minutes", count),
    }
    return words[unit] % {"count": count}


def _ago(count: int, unit: str) -> str:
    words = {
        "days": ngettext("%(count)s day ago", "%(count)s days ago", count),
        "hours": ngettext("%(count)s hour ago", "%(count)s hours ago", count),
        "minutes": ngettext("%(count)s minute ago", "%(count)s minutes ago", count),
    }
    return words[unit] % {"count": count}


@overload
def _amsterdam(on: datetime) -> datetime: ...
@overload
def _amsterdam(on: date) -> date: ...
def _amsterdam(on: date | datetime) -> date | datetime:
    return on.astimezone(AMSTERDAM) if isinstance(on, datetime) else on
