"""What an offer still lacks before it can be sent: each gap names its place and what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.amounts import parse_amount, price_of
from applications.asking import asked_in
from applications.models import Proposal
from applications.working_copy import Payload, read_sections
from calls.models import Phase
from calls.offer_forms import Question, sections_of
from portal.look.wording import euro_text


@dataclass(frozen=True)
class Gap:
    """Something that is missing or wrong; `question` is empty when it concerns a whole section."""

    section: str
    question: str
    message: str


def completeness(proposal: Proposal) -> list[Gap]:
    """Every gap of a working copy, in the order of the form."""
    payloads = {code: section.payload for code, section in read_sections(proposal).items()}
    files = set(proposal.attachments.values_list("question", flat=True))
    return gaps_of(proposal.phase, payloads, files)


def gaps_of(phase: Phase, payloads: Mapping[str, Payload], files: Iterable[str]) -> list[Gap]:
    """The gaps of these answers and files against the form and the cap of the phase."""
    present, found = set(files), []
    asked = asked_in(phase, payloads)
    for section in sections_of(phase):
        payload = payloads.get(section.code, {})
        if section.code == "partners":
            found += _partner_gaps(payload)
        elif section.code == "costs":
            found += _cost_gaps(payload, phase.cap_incl_vat, phase.least_rd_share)
        else:
            found += [
                Gap(section.code, question.code, message)
                for question in section.questions
                if question.code in asked
                for message in _answer_gaps(question, payload.get(question.code), present)
            ]
    return found


def word_count(text: str) -> int:
    """Words as everybody counts them: what stands between spaces."""
    return len(text.split())


def _answer_gaps(question: Question, value: Any, files: set[str]) -> list[str]:
    if question.kind == "file":
        missing = question.required and question.code not in files
        return [_("“%(question)s”: no file yet.") % {"question": question.label}] if missing else []
    if question.kind == "table":
        return _table_gaps(question, value if isinstance(value, list) else [])
    if value in (None, "", False, []):
        return [_unanswered(question)] if question.required else []
    if question.word_limit and (over := word_count(str(value)) - question.word_limit) > 0:
        return [
            ngettext(
                "“%(question)s”: %(over)s word too many (at most %(limit)s).",
                "“%(question)s”: %(over)s words too many (at most %(limit)s).",
                over,
            )
            % {"question": question.label, "over": over, "limit": question.word_limit}
        ]
    if question.kind in {"number", "money"} and parse_amount(value) is None:
        return [_("“%(question)s”: this is not a number.") % {"question": question.label}]
    if question.choices and not _is_offered(question, value):
        return [_("“%(question)s”: choose one of the answers.") % {"question": question.label}]
    return []


def _is_offered(question: Question, value: Any) -> bool:
    offered = {choice.code for choice in question.choices}
    return set(value if isinstance(value, list) else [str(value)]) <= offered


def _table_gaps(question: Question, rows: list[Mapping[str, Any]]) -> list[str]:
    """Too few or too many rows, and cells that are empty or no number."""
    name = {"question": question.label}
    if not rows:
        return [_unanswered(question)] if question.required else []
    messages = []
    if len(rows) < question.min_rows:
        messages.append(
            ngettext(
                "“%(question)s”: fill in at least %(least)s row.",
                "“%(question)s”: fill in at least %(least)s rows.",
                question.min_rows,
            )
            % {**name, "least": question.min_rows}
        )
    if question.max_rows and len(rows) > question.max_rows:
        messages.append(
            ngettext(
                "“%(question)s”: at most %(most)s row.",
                "“%(question)s”: at most %(most)s rows.",
                question.max_rows,
            )
            % {**name, "most": question.max_rows}
        )
    for place, row in enumerate(rows, start=1):
        for column in question.columns:
            cell = {**name, "place": place, "column": column.label}
            value = row.get(column.code)
            if value in (None, ""):
                messages.append(_("“%(question)s”, row %(place)s: fill in “%(column)s”.") % cell)
            elif column.kind in {"number", "money"} and parse_amount(value) is None:
                messages.append(
                    _("“%(question)s”, row %(place)s: “%(column)s” is not a number.") % cell
                )
    return messages


def _unanswered(question: Question) -> str:
    if question.kind == "declaration":
        return _("“%(question)s”: not ticked yet.") % {"question": question.label.rstrip(".")}
    return _("“%(question)s”: not answered yet.") % {"question": question.label}


def _partner_gaps(payload: Payload) -> list[Gap]:
    rows = payload.get("rows", [])
    if not rows:
        return [Gap("partners", "", _("State who does the work: at least your own company."))]
    messages = []
    if sum(row.get("role") == "lead" for row in rows) != 1:
        messages.append(_("State exactly one lead partner."))
    if any(not row.get("name") for row in rows):
        messages.append(_("Every partner has a name."))
    if any(not row.get("country") for row in rows):
        messages.append(_("Every partner has a country."))
    total = sum((parse_amount(row.get("share")) or Decimal(0) for row in rows), Decimal(0))
    if total != 100:
        messages.append(
            _("The shares add up to %(total)s%%, and not to 100%%.") % {"total": f"{total:f}"}
        )
    return [Gap("partners", "", message) for message in messages]


def _cost_gaps(payload: Payload, cap: Decimal | None, least_rd_share: int) -> list[Gap]:
    rows = payload.get("rows", [])
    messages = []
    if not rows:
        messages.append(_("State what the work costs: at least one line."))
    for place, row in enumerate(rows, start=1):
        if not _is_whole(row):
            messages.append(
                _("Line %(place)s: give a description, a quantity and a price.") % {"place": place}
            )
    if parse_amount(payload.get("vat_rate")) is None:
        messages.append(_("Choose the VAT rate."))
    messages += _rd_gaps(payload.get("rd_share"), least_rd_share)
    if over := over_the_cap(payload, cap):
        messages.append(over)
    return [Gap("costs", "", message) for message in messages]


def over_the_cap(payload: Payload, cap: Decimal | None) -> str:
    """By how much the price with VAT lies above the maximum, in words; empty when it does not."""
    over = price_of(payload).incl_vat - cap if cap is not None else Decimal(0)
    if over <= 0:
        return ""
    return _("%(over)s above the maximum of %(cap)s including VAT.") % {
        "over": euro_text(over),
        "cap": euro_text(cap),
    }


def _is_whole(row: Mapping[str, Any]) -> bool:
    quantity, rate = parse_amount(row.get("quantity")), parse_amount(row.get("rate"))
    return bool(row.get("description")) and bool(quantity) and rate is not None


def _rd_gaps(share: Any, least: int) -> list[str]:
    """An SBIR buys under the exemption for R&D services, so half of its price is R&D at least
    (domain.md 1.5; Directive 2014/24/EU, article 14); another phase may ask no share at all."""
    if not least:
        return []
    percent = parse_amount(share)
    if percent is None or percent > 100:
        return [_("State which part of the price is research and development, in percent.")]
    if percent < least:
        return [
            _("At least %(least)s%% of the price must be research and development.")
            % {"least": least}
        ]
    return []
