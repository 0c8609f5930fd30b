"""What a call still lacks before it can be published: every gap with its place (REQ-02)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calls import notices
from calls.editing.saving import drafted_panels
from calls.eligibility import eligibility_of
from calls.form_schema import faults_of
from calls.instruments import instrument_of
from calls.market.selectors import unreported
from calls.models import Call, CallDocument, Phase, Theme
from calls.offer_forms import in_language
from calls.places import places_in

NEEDED_QUESTIONS = ("title", "public_summary")
SECTIONS_NAMED = 3  # of a text with open places; of more their sum is told


@dataclass(frozen=True)
class Gap:
    """Something missing; `step` is the editor's step where it is mended, `phase` its code.

    `anchor` is the place on the page of that step.
    """

    step: str
    message: str
    phase: str = ""
    anchor: str = ""


def gaps_of(call: Call, now: datetime) -> list[Gap]:
    """All gaps at once, in the order of the editor's steps."""
    phases = [
        phase
        for phase in call.phases.prefetch_related("criteria", "pots__theme")
        if phase.takes_offers
    ]
    themes = list(call.themes.all())
    return [
        *_unfinished(call),
        *_basics(call),
        *(Gap("basics", fault) for fault in notices.faults_of(call, now)),
        *_eligibility(call),
        *_themes(call, themes),
        *_challenges(call, phases),
        *_dates(phases, now),
        *(gap for phase in phases for gap in _money(phase, themes)),
        *(gap for phase in phases for gap in _knock_outs(phase)),
        *_prizes(call, phases),
        *(gap for phase in phases for gap in _criteria(phase)),
        *_price_only(call, phases),
        *(gap for phase in phases for gap in _form(phase)),
        *_rights(call),
        *_texts(call),
        *_documents(call),
        *_keys(call),
        *_consultations(call),
    ]


def open_places(call: Call) -> int:
    """How many marked places [such as this one] the texts still hold."""
    return sum(len(places_in(section["text"])) for section in call.sections)


def _basics(call: Call) -> Iterator[Gap]:
    if not call.summary.strip():
        yield Gap("basics", _("Describe the challenge in a few sentences."), anchor="id_summary")


def _unfinished(call: Call) -> Iterator[Gap]:
    """What was typed and is not right yet is no part of the call, so publishing would lose it."""
    for panel in drafted_panels(call):
        if panel == "texts":
            yield Gap(panel, _("What was typed here is not in the texts yet: save it."))
        else:
            yield Gap(panel, _("Something that was typed here is not right yet."))


def _eligibility(call: Call) -> Iterator[Gap]:
    conditions = eligibility_of(call)
    if conditions.has_conditions and not conditions.reason.strip():
        yield Gap("eligibility", _("Say why not everybody may take part."), anchor="id_reason")


def _themes(call: Call, themes: list[Theme]) -> Iterator[Gap]:
    """A round may have one challenge; elsewhere one theme divides nothing."""
    if len(themes) == 1 and not instrument_of(call.instrument).procedures:
        yield Gap("themes", _("One theme is no division: add another, or remove this one."))


def _rights(call: Call) -> Iterator[Gap]:
    if not call.rights:
        yield Gap("rights", _("Choose who keeps the rights on the results."))


def _prizes(call: Call, phases: list[Phase]) -> Iterator[Gap]:
    """Prizes, and what may follow them, are said beforehand (Directive 2014/24 article 32(4))."""
    for phase in phases:
        if phase.outcome == Phase.Outcome.PRIZE and not phase.prizes:
            told = _("%(phase)s: fill in the prizes.")
            yield Gap("prizes", told % {"phase": capfirst(phase.name)})
    if instrument_of(call.instrument).asks_follow_up and not call.follow_up:
        yield Gap("prizes", _("Say what may follow the prizes."))


def _texts(call: Call) -> Iterator[Gap]:
    """A list of all places of the standard text frightens: one page fills them in together."""
    found = [(section, len(places_in(section["text"]))) for section in call.sections]
    open_ones = [(section, places) for section, places in found if places]
    if len(open_ones) > SECTIONS_NAMED:
        told = _(
            "The texts have %(count)s places to fill in. The portal proposes what it knows already."
        )
        yield Gap("texts", told % {"count": sum(places for _section, places in open_ones)})
        return
    for section, places in open_ones:
        yield Gap(
            "texts",
            ngettext(
                "“%(section)s” has %(count)s place to fill in.",
                "“%(section)s” has %(count)s places to fill in.",
                places,
            )
            % {"section": section["title"], "count": places},
            anchor=section["code"],
        )


def _challenges(call: Call, phases: list[Phase]) -> Iterator[Gap]:
    """In a round each challenge says who asks, and by which procedure."""
    if not instrument_of(call.instrument).procedures:
        return
    themes = list(call.themes.select_related("authority"))
    if not themes:
        yield Gap("round", _("A round has at least one challenge: add it as a theme."))
    for theme in themes:
        if theme.authority is None or not theme.procedure:
            told = _("“%(theme)s”: say who asks, and by which procedure.")
            yield Gap("round", told % {"theme": theme})
    for phase in phases:
        if phase.one_award_each and phase.budget_walk != Phase.Walk.STOP:
            told = _(
                "%(phase)s: with one place for each company, stop at the first that does not fit."
            )
            yield Gap("criteria", told % {"phase": capfirst(phase.name)}, phase.code)


def _dates(phases: list[Phase], now: datetime) -> Iterator[Gap]:
    if not phases:
        yield Gap("phases", _("The call has no phase in which offers can be sent."))
    previous: Phase | None = None
    for phase in phases:
        for message in _date_messages(phase, previous, now):
            yield _at_phase(phase, message)
        if phase.closes_at:
            previous = phase


def _date_messages(phase: Phase, previous: Phase | None, now: datetime) -> Iterator[str]:
    name = {"phase": capfirst(phase.name)}
    if phase.opens_at is None or phase.closes_at is None:
        yield _("%(phase)s: fill in when it opens and closes.") % name
        return
    if phase.opens_at <= now:
        yield _("%(phase)s: the opening lies in the past.") % name
    if previous and previous.closes_at and phase.opens_at < previous.closes_at:
        yield _("%(phase)s: it opens before the phase before it closes.") % name


def _at_phase(phase: Phase, message: str) -> Gap:
    return Gap("phases", message, anchor=f"phase-{phase.code}")


def _money(phase: Phase, themes: list[Theme]) -> Iterator[Gap]:
    """A budget for the phase or, with themes, for each of them; the cap fits in every one."""
    name = {"phase": capfirst(phase.name)}
    if phase.money_to_check:
        told = _("%(phase)s: check the money taken over from the old call.")
        yield _at_phase(phase, told % name)
    budgets = {pot.theme_id: pot.budget_incl_vat for pot in phase.pots.all()}
    for theme in themes if phase.needs_money else ():
        if theme.pk not in budgets:
            told = _("%(phase)s: fill in the budget of theme “%(theme)s”.")
            yield _at_phase(phase, told % {**name, "theme": theme})
    if themes and None in budgets:
        yield _at_phase(phase, _("%(phase)s: divide the budget over the themes.") % name)
    if not phase.needs_money and phase.outcome == Phase.Outcome.SELECTION:
        yield from _places(phase)
    if not themes and not budgets and phase.needs_money:
        yield _at_phase(phase, _("%(phase)s: fill in the budget.") % name)
    if phase.cap_incl_vat is None and phase.needs_money:
        yield _at_phase(phase, _("%(phase)s: fill in the maximum per offer.") % name)
    elif budgets and phase.cap_incl_vat and phase.cap_incl_vat > min(budgets.values()):
        yield _at_phase(phase, _("%(phase)s: the maximum per offer is above the budget.") % name)


def _knock_outs(phase: Phase) -> Iterator[Gap]:
    if not phase.knock_outs:
        told = _("%(phase)s: say when an offer is not assessed.")
        yield Gap("knockouts", told % {"phase": capfirst(phase.name)}, phase.code)


def _form(phase: Phase) -> Iterator[Gap]:
    """Every form asks the title and the summary: the portal shows and publishes those."""
    name = {"phase": capfirst(phase.name)}
    codes = {question["code"] for section in phase.form for question in section["questions"]}
    if not phase.form:
        yield Gap("form", _("%(phase)s: the form asks nothing yet.") % name, phase.code)
        return
    for code in NEEDED_QUESTIONS:
        if code not in codes:
            told = _("%(phase)s: the form lacks the question “%(code)s”, which the portal needs.")
            yield Gap("form", told % {**name, "code": code}, phase.code)
    for section in phase.form:
        if not section["questions"]:
            told = _("%(phase)s: the section “%(section)s” asks nothing.")
            title = in_language(section.get("title") or section.get("label"))
            yield Gap(
                "form", told % {**name, "section": title}, phase.code, f"section-{section['code']}"
            )
    for fault in faults_of(phase.form):
        yield Gap("form", f"{name['phase']}: {fault}", phase.code)


def _places(phase: Phase) -> Iterator[Gap]:
    """How many are asked into the next phase: at least as many as the law says, where it does."""
    stated = instrument_of(phase.call.instrument).phase(phase.code)
    if phase.is_scored and phase.planned_awards < max(stated.least_invited, 1):
        yield Gap(
            "phases",
            _("%(phase)s: at least %(count)s are selected.")
            % {"phase": capfirst(phase.name), "count": max(stated.least_invited, 1)},
        )


def _price_only(call: Call, phases: list[Phase]) -> Iterator[Gap]:
    """Refuse an award on price alone where the instrument does (REQ-09; article 31(1))."""
    if instrument_of(call.instrument).allows_price_only:
        return
    for phase in phases:
        criteria = list(phase.criteria.all())
        if criteria and all(criterion.is_price for criterion in criteria):
            yield Gap(
                "criteria",
                _(
                    "%(phase)s: the price alone cannot decide. Award on the best price-quality "
                    "ratio: add a criterion for quality."
                )
                % {"phase": capfirst(phase.name)},
                phase.code,
            )


def _criteria(phase: Phase) -> Iterator[Gap]:
    name = {"phase": capfirst(phase.name)}
    criteria = list(phase.criteria.all())
    if not criteria and phase.is_scored:
        yield Gap("criteria", _("%(phase)s: there are no criteria.") % name, phase.code)
    for criterion in criteria:
        if not _on_scale(phase, criterion.threshold):
            yield Gap(
                "criteria",
                _("%(phase)s: the threshold of “%(criterion)s” lies outside the scale.")
                % {**name, "criterion": criterion.name},
                phase.code,
                f"criterion-{criterion.code}",
            )
    if not _on_scale(phase, phase.total_threshold):
        told = _("%(phase)s: the least weighted score lies outside the scale.")
        yield Gap("criteria", told % name, phase.code, "id_total_threshold")


def _on_scale(phase: Phase, threshold: Decimal | int | None) -> bool:
    return threshold is None or phase.scale_min <= threshold <= phase.scale_max


def _documents(call: Call) -> Iterator[Gap]:
    present = set(call.documents.values_list("kind", flat=True))
    for kind in instrument_of(call.instrument).required_documents:
        if kind not in present:
            yield Gap(
                "documents",
                _("Add this document: %(kind)s.") % {"kind": CallDocument.Kind(kind).label},
            )


def _keys(call: Call) -> Iterator[Gap]:
    holders = list(call.key_holders.all())
    if len(holders) < 3:
        yield Gap("keys", _("Choose who holds the keys of the vault: two officers and a reserve."))
    for holder in holders:
        if holder.confirmed_at is None:
            yield Gap("keys", _("%(name)s has not confirmed yet.") % {"name": holder.user})


def _consultations(call: Call) -> Iterator[Gap]:
    """What some heard in a talk with the market, all read before the call is public (REQ-03)."""
    for consultation in unreported(call):
        yield Gap(
            "market",
            _("Publish the report of the market consultation “%(title)s” first.")
            % {"title": consultation},
        )
