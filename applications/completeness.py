"""What an offer still lacks before it can be sent: each gap names its place and what to do."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.amounts import parse_amount
from applications.asking import asked_in
from applications.cost_gaps import cost_gaps
from applications.gaps import Gap
from applications.models import Proposal
from applications.partner_gaps import partner_gaps
from applications.partnering.cards import confirmed_names, partners_of
from applications.working_copy import Payload, ReadSection, read_files, read_sections
from calls.models import Phase
from calls.offer_forms import Question, sections_of
from calls.partner_rules import partner_rules_of


def completeness(proposal: Proposal) -> list[Gap]:
    """Every gap of a working copy, in the order of the form."""
    return completeness_of(proposal, read_sections(proposal))


def completeness_of(proposal: Proposal, sections: Mapping[str, ReadSection]) -> list[Gap]:
    """The same, of sections that were read already."""
    payloads = {code: section.payload for code, section in sections.items()}
    files = {attachment.question for attachment in read_files(proposal)}
    confirmed: set[str] = set()
    if partner_rules_of(proposal.phase.call).asks_confirmation:
        confirmed = confirmed_names(partners_of(proposal))
    return gaps_of(proposal.phase, payloads, files, confirmed)


def gaps_of(
    phase: Phase,
    payloads: Mapping[str, Payload],
    files: Iterable[str],
    confirmed: Collection[str] = (),
) -> list[Gap]:
    """The gaps of these answers and files against the form, the cap and the rules of the phase.

    `confirmed` are the partners that said yes, by applications.partnering.cards.key_of.
    """
    present, found = set(files), []
    asked = asked_in(phase, payloads)
    for section in sections_of(phase):
        payload = payloads.get(section.code, {})
        if section.code == "partners":
            found += partner_gaps(phase, payload, confirmed)
        elif section.code == "costs":
            found += cost_gaps(phase, payload, payloads.get("partners", {}))
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
