"""Tags and filters of the pages. The engine loads them everywhere, so pages need no {% load %}."""

import json
from base64 import b64encode
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from portal.audit import behalf
from portal.crypto.application_key import personal_keys
from portal.look import figures, wording
from portal.look.prose import markdown_html
from portal.ordering import PARAMETER, Order

register = template.Library()

NEAR = timedelta(days=3)
PLACE = (PARAMETER, "page", "after")  # where one is in a list, which another order begins anew
NOT_IN_JSON = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
# What a stored state looks like: the word comes from the page, the shape from here.
TONES = {
    "live": "published open running sent signed active",
    "waiting": "in_review closed opened assessing proposed offered asked in_conversation submitted"
    " handed_in",
    "done": "completed advised decided informed approved assessed delivered accepted bought paid"
    " granted",
    "stopped": "cancelled withdrawn lapsed excluded ended_early rejected refused failed revoked",
}
TONE_OF_STATE = {state: tone for tone, states in TONES.items() for state in states.split()}


@register.filter
def euro(amount: Decimal | int | None, form: str = "") -> str:
    """Write an amount in euro; `euro:"short"` leaves ,00 out. TypeError for a float."""
    return wording.euro_text(amount, short=form == "short")


@register.filter
def number(value: Decimal | int | float | None, decimals: int | None = None) -> str:
    """Write a number in the active language, `number:1` with one decimal."""
    return wording.number_text(value, decimals)


@register.filter
def sort_value(value: date | datetime | Decimal | int | None, decimals: int | None = None) -> str:
    """What a cell is sorted by, for its data-sort; with the decimals that the page shows."""
    return wording.sort_text(value, decimals)


@register.filter
def fingerprint(value: str) -> str:
    """Write a hash in groups of eight characters."""
    return wording.fingerprint_text(value)


@register.filter
def markdown(text: str, top_level: int = 3) -> SafeString:
    """Show a text that officers wrote in Markdown; its highest heading becomes h<top_level>."""
    return markdown_html(text, top_level=top_level)


@register.filter
def json_data(value: Any) -> SafeString:
    """Write data as JSON that can stand in a page: nothing in it can end the element it is in."""
    text = json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)
    return mark_safe(text.translate(NOT_IN_JSON))  # noqa: S308  <, > and & are written as escapes


@register.simple_tag
def money(amount: Decimal | int | None, basis: str, short: bool = False) -> SafeString:
    """Write an amount with its VAT basis: incl, excl or exempt. KeyError for any other basis."""
    words = {
        "incl": gettext("incl. VAT"),
        "excl": gettext("excl. VAT"),
        "exempt": gettext("exempt from VAT"),
    }
    return format_html(
        '<span class="money"><span class="num">{}</span> <span class="basis">{}</span></span>',
        wording.euro_text(amount, short=short),
        words[basis],
    )


@register.simple_tag
def moment(at: datetime, seconds: bool = True) -> SafeString:
    """Write an instant in Amsterdam time, with the zone, in a <time> element."""
    return _time(at, wording.moment_text(at, seconds=seconds))


@register.simple_tag
def day(on: date | datetime) -> SafeString:
    """Write a day in words in a <time> element."""
    return _time(on, wording.day_text(on))


@register.simple_tag
def last_day(until: datetime) -> SafeString:
    """Write the last whole day of what ends at this instant."""
    return day(until - timedelta(microseconds=1))


@register.simple_tag
def people_named(events: Any) -> dict[str, str]:
    """The names of whom audit lines name beside their actor; no question where there is nobody."""
    return behalf.people_named(events)


@register.filter
def named(names: dict[str, str], key: str) -> str:
    """One of these names; somebody who is not there any more has none."""
    return names.get(key, "–")


@register.simple_tag
def clock(at: datetime, seconds: bool = True) -> str:
    """Write the time of day in Amsterdam, to the second unless told otherwise."""
    return wording.clock_text(at, seconds=seconds)


@register.simple_tag(takes_context=True)
def browser_keys(context: Context) -> SafeString:
    """Attributes for static/js/kept.js: whose text it keeps, and the keys to keep it under."""
    user = context.get("user")
    if user is None or not user.is_authenticated:
        return SafeString()
    keys = " ".join(b64encode(key).decode() for key in personal_keys(str(user.uuid)))
    return format_html('data-person="{}" data-keys="{}"', user.uuid, keys)


@register.inclusion_tag("components/deadline.html", takes_context=True)
def deadline(context: Context, at: datetime, rule: bool = True, short: bool = False) -> dict:
    """Write when something closes, how far away that is by `now` of the page, and what counts."""
    now = _now(context)
    words = wording.day_text(at) if short else wording.deadline_moment_text(at)
    if at <= now and not short:
        words = wording.moment_text(at, seconds=False)
    return {
        "at": at,
        "now": now,
        "when": _time(at, words),
        "distance": wording.distance_text(at, now),
        "strict_time": wording.clock_text(at, seconds=True),
        "is_over": at <= now,
        "is_near": now < at <= now + NEAR,
        "rule": rule and not short,
    }


@register.inclusion_tag("components/status.html")
def status(state: str, label: str, tone: str = "") -> dict:
    """Show a state as a word with a shape; the label is the staff's or the public one."""
    return {"tone": tone or TONE_OF_STATE.get(str(state), "idle"), "label": label}


@register.inclusion_tag("components/crumb.html")
def crumb(label: str, url: str = "") -> dict:
    """One step of the breadcrumbs; without url it is the page itself."""
    return {"label": label, "url": url}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet | None) -> dict:
    """List every error of the forms and formsets, each linked to its input."""
    return {"errors": [error for form in forms if form is not None for error in _errors(form)]}


@register.inclusion_tag("components/error_summary.html")
def error_summary_of(forms: Iterable[BaseForm | BaseFormSet]) -> dict:
    """The same, for a page that does not know how many forms it has."""
    return error_summary(*forms)


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Context, order: Order, key: str, numeric: bool = False) -> dict:
    """A column head that sorts by `?sort=key`, or the other way round when it already does."""
    return {
        "label": order.head_of(key),
        "direction": order.direction_of(key),
        "href": _sorted_address(context, order, order.turned(key)),
        "numeric": numeric,
    }


@register.inclusion_tag("components/sort_line.html", takes_context=True)
def sort_line(context: Context, order: Order) -> dict:
    """Before a list that comes page by page: its order, the way back, and a choice on a phone."""
    query = context["request"].GET
    return {
        "order": order,
        "kept": [
            (name, value) for name in query if name not in PLACE for value in query.getlist(name)
        ],
        "usual": _sorted_address(context, order, ""),
    }


@register.inclusion_tag("components/timeline.html", takes_context=True)
def timeline(context: Context, moments: Iterable[Any]) -> dict:
    """Draw the moments of a call in order, with "now" between them."""
    now = _now(context)
    ordered = figures.timeline(moments, now)
    return {
        "moments": ordered,
        "now": now.replace(second=0, microsecond=0),  # to the minute, as a clock on the wall
        "all_past": not any(moment.is_next for moment in ordered),
    }


@register.inclusion_tag("components/budget_line.html")
def budget_line(
    rows: Iterable[Any],
    budget: Decimal,
    basis: str = "incl",
    first: int = 0,
    last: int | None = None,
) -> dict:
    """Draw a ranking with the line where the budget ends; of a long one the rows of one page."""
    line = figures.budget_line(rows, budget)
    words = {"yes": status("approved", gettext("yes")), "no": status("excluded", gettext("no"))}
    return {
        "line": line if last is None else line.part(first, last),
        "basis": basis,
        # Drawn once, and not for each of a hundred rows.
        **{name: render_to_string("components/status.html", word) for name, word in words.items()},
    }


@register.simple_tag
def score_cells(scores: Iterable[tuple[str, str, bool]], low: str) -> SafeString:
    """Draw the scores of one row: label, score, and whether it is too low, which `low` says."""
    cells = (_score_cell(label, score, low if is_low else "") for label, score, is_low in scores)
    return mark_safe("".join(cells))  # noqa: S308  each cell is escaped


@lru_cache(maxsize=4096)
def _score_cell(label: str, score: str, low: str) -> SafeString:
    """One of thousands on a page, of which few differ."""
    word = format_html(' <span class="waits">{}</span>', low) if low else ""
    return format_html('<td class="num" data-label="{}">{}{}</td>', label, score, word)


@register.inclusion_tag("components/score_grid.html")
def score_grid(grid: Any) -> dict:
    """Draw the scores of one offer: a row per criterion, a column per member, the spread."""
    return {
        "rows": figures.score_rows(grid),
        "members": figures.field(grid, "members"),
        "scale_min": figures.field(grid, "scale_min"),
        "scale_max": figures.field(grid, "scale_max"),
    }


@register.inclusion_tag("components/funnel.html")
def funnel(stages: Iterable[Any]) -> dict:
    """Draw how many came through each stage, as a picture with its table."""
    drawn = figures.funnel(list(stages))
    return {
        "stages": drawn,
        "height": figures.funnel_height(drawn),
        "width": figures.FUNNEL_WIDTH,
        "middle": figures.FUNNEL_WIDTH / 2,
        "bar_height": figures.FUNNEL_BAR_HEIGHT,
        "has_amounts": any(figures.field(stage.row, "amount") is not None for stage in drawn),
    }


def _now(context: Context) -> datetime:
    """Return the portal's moment; the context holds it lazily, and a lazy value cannot compare."""
    return context["now"].astimezone(wording.AMSTERDAM)


def _sorted_address(context: Context, order: Order, word: str) -> str:
    """The same selection in another order, from its first page."""
    query = context["request"].GET.copy()
    for name in PLACE:
        query.pop(name, None)
    if word:
        query[PARAMETER] = word
    anchor = order.sorting.anchor
    return f"?{query.urlencode()}" + (f"#{anchor}" if anchor else "")


def _time(at: date | datetime, words: str) -> SafeString:
    # HTML knows no finer moment than a millisecond.
    machine = at.isoformat(timespec="milliseconds") if isinstance(at, datetime) else at.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, words)


def _errors(form: BaseForm | BaseFormSet) -> list[dict[str, Any]]:
    if isinstance(form, BaseFormSet):
        whole = [{"target": "", "label": "", "text": text} for text in form.non_form_errors()]
        return whole + [error for part in form.forms for error in _errors(part)]
    found = [{"target": "", "label": "", "text": text} for text in form.non_field_errors()]
    for name in form.fields:
        bound = form[name]
        found += [
            {"target": _target(bound), "label": str(bound.label), "text": text}
            for text in bound.errors
        ]
    return found


def _target(bound: Any) -> str:
    """Return the id of the first input: a group of radios or boxes has no input of its own id."""
    return bound.subwidgets[0].id_for_label or bound.auto_id if bound.subwidgets else bound.auto_id
