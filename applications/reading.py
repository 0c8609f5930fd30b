"""An offer as assessors read it; the company's preview is made by the same functions."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.accompanying import AUTHORISATION, is_accompanying
from applications.amounts import PartnerPrice, Price, parse_amount, partner_of
from applications.asking import asked_in
from applications.confidentiality import freed_in
from applications.cost_gaps import price_in
from applications.kinds import COST_KINDS, ROLES
from applications.models import OpenedProposal, Proposal
from applications.partnering.sealing import PARTNERS, PartnerFact, cards_to_seal, fact_of
from applications.working_copy import Payload, ReadSection, open_name, read_files
from calls.knock_outs import knock_outs_of
from calls.models import Phase
from calls.offer_forms import Question, Section, sections_of
from portal.countries import COUNTRIES
from portal.look.wording import day_text, euro_text, number_text


@dataclass(frozen=True)
class ReadAnswer:
    """One question with its answer in words; `is_long` for text in paragraphs.

    `guidance` is what the call tells who judges. A table has its answer in `table`.
    """

    label: str
    text: str
    is_long: bool
    guidance: str = ""
    table: "ReadTable | None" = None
    code: str = ""
    earlier: str = ""  # what the phase before answered, where that differs
    earlier_phase: str = ""


@dataclass(frozen=True)
class ReadTable:
    """A table in words; each cell tells whether it is a figure, and under which head it stands."""

    heads: list[tuple[str, bool]]
    rows: list[list[tuple[str, str, bool]]]


@dataclass(frozen=True)
class ReadPart:
    """One section of answers."""

    code: str
    label: str
    answers: list[ReadAnswer]


@dataclass(frozen=True)
class ReadPartner:
    """One partner; the share is in percent."""

    name: str
    role: str
    country: str
    kvk: str
    share: Decimal | None
    is_lead: bool = False
    is_chain: bool = False
    fact: PartnerFact | None = None  # what went along about its confirmation


@dataclass(frozen=True)
class ReadCost:
    """One line of the costs; money in euro excluding VAT. `partner` is empty for the lead."""

    description: str
    kind: str
    quantity: Decimal | None
    rate: Decimal | None
    amount: Decimal
    partner: str = ""


@dataclass(frozen=True)
class ReadCostGroup:
    """The lines of one partner, with what they come to."""

    name: str
    lines: list[ReadCost]
    part: PartnerPrice


@dataclass(frozen=True)
class ReadFile:
    """One file; `size` is that of its content in bytes."""

    label: str
    name: str
    size: int
    url: str
    question: str = ""


@dataclass(frozen=True)
class ReadOffer:
    """The whole offer; of an anonymous one what tells who wrote it was left out."""

    parts: list[ReadPart]
    partners: list[ReadPartner]
    costs: list[ReadCost]
    price: Price
    rd_share: Decimal | None
    files: list[ReadFile]
    asks_price: bool
    is_anonymous: bool = False
    freed: frozenset[str] = frozenset()  # codes of what is not confidential

    @property
    def cost_groups(self) -> list[ReadCostGroup]:
        """The costs per partner, the lead partner first; who has no line is left out."""
        lead = next((each.name for each in self.partners if each.is_lead), "")
        return [
            ReadCostGroup(
                part.name or lead or _("Lead partner"), [self.costs[at] for at in part.lines], part
            )
            for part in self.price.parts
            if part.lines
        ]


def grounds_of(proposal: Proposal) -> list[str]:
    """The knock-outs on which an offer was excluded, in words."""
    judged = getattr(proposal, "admissibility", None)
    codes = judged.grounds if judged else []
    return [each.text for each in knock_outs_of(proposal.phase) if each.code in codes]


def preview(
    proposal: Proposal,
    sections: Mapping[str, ReadSection],
    *,
    anonymously: bool = False,
    file_url: str = "applications:attachment",
) -> ReadOffer:
    """The working copy, as it would be read once opened; `anonymously` as `read_opened` says."""
    payloads = {code: section.payload for code, section in sections.items()}
    payloads |= cards_to_seal(proposal)
    labels = file_labels(proposal.phase)
    place = [proposal.dossier.reference, proposal.phase.code]
    shown = files_to_assess(proposal.phase, anonymously=anonymously)
    files = [
        ReadFile(
            label=labels.get(attachment.question, attachment.question),
            name=neutral_name(attachment.question)
            if anonymously
            else open_name(proposal, attachment),
            size=attachment.file.content_size,
            url=reverse(file_url, args=[*place, attachment.question]),
            question=attachment.question,
        )
        for attachment in read_files(proposal)
        if attachment.question in shown
    ]
    read = read_offer(proposal.phase, payloads, files)
    return without_names(proposal.phase, read) if anonymously else read


def read_opened(opened: OpenedProposal, *, file_url: str, anonymously: bool = False) -> ReadOffer:
    """An opened offer. `file_url` names the page that gives a file to this reader; it takes the
    dossier's reference, the code of the phase and the question.

    Read `anonymously`, partners, answers that identify and files with a name are left out, and
    the names of files too (REQ-11).
    """
    proposal = opened.proposal
    shown = files_to_assess(proposal.phase, anonymously=anonymously)
    labels = file_labels(proposal.phase)
    place = [proposal.dossier.reference, proposal.phase.code]
    files = [
        ReadFile(
            label=labels.get(file.question, file.question),
            name=neutral_name(file.question) if anonymously else file.file_name,
            size=file.file.content_size,
            url=reverse(file_url, args=[*place, file.question]),
            question=file.question,
        )
        for file in opened.files.select_related("file")
        if not is_accompanying(file.question) and (not anonymously or file.question in shown)
    ]
    read = read_offer(proposal.phase, opened.answers, files)
    return without_names(proposal.phase, read) if anonymously else read


def files_to_assess(phase: Phase, *, anonymously: bool) -> dict[str, Question]:
    """The places of files that assessors may open, by code."""
    return {
        question.code: question
        for section in sections_of(phase)
        for question in section.questions
        if question.kind == "file" and (question.anonymous or not anonymously)
    }


def neutral_name(question: str) -> str:
    """A file name that tells nothing of who sent it."""
    return f"{question.replace('_', '-')}.pdf"


def without_names(phase: Phase, offer: ReadOffer) -> ReadOffer:
    """The offer without partners and without answers that tell who wrote it (REQ-11)."""
    hidden = {
        (section.code, question.label)
        for section in sections_of(phase)
        for question in section.questions
        if question.identifies
    }
    parts = [
        replace(
            part,
            answers=[each for each in part.answers if (part.code, each.label) not in hidden],
        )
        for part in offer.parts
    ]
    return replace(
        offer,
        parts=[part for part in parts if part.answers],
        partners=[],
        costs=[replace(line, partner="") for line in offer.costs],
        price=_without_partners(offer.price),
        is_anonymous=True,
    )


def _without_partners(price: Price) -> Price:
    """The same price, with a number for each partner instead of its name."""
    parts = (
        replace(part, name=_("Partner %(number)s") % {"number": number})
        for number, part in enumerate(price.parts, start=1)
    )
    return replace(price, parts=tuple(parts))


def read_offer(
    phase: Phase, payloads: Mapping[str, Payload], files: Iterable[ReadFile]
) -> ReadOffer:
    """Put answers in the order and words of the phase's form."""
    costs = payloads.get("costs", {})
    price = price_in(phase, costs)
    asked = asked_in(phase, payloads)
    return ReadOffer(
        parts=[
            _part(section, payloads.get(section.code, {}), asked)
            for section in sections_of(phase)
            if any(each.kind != "file" and each.code in asked for each in section.questions)
        ],
        partners=[
            replace(
                partner_in_words(row), fact=fact_of(payloads.get(PARTNERS, {}), row.get("name", ""))
            )
            for row in payloads.get("partners", {}).get("rows", [])
        ],
        costs=[
            _cost(row, amount)
            for row, amount in zip(costs.get("rows", []), price.lines, strict=True)
        ],
        price=price,
        rd_share=price.rd_share,
        files=list(files),
        asks_price=phase.asks_price,
        freed=freed_in(payloads),
    )


def _part(section: Section, payload: Payload, asked: Collection[str]) -> ReadPart:
    answers = [
        _answer(question, payload.get(question.code))
        for question in section.questions
        if question.kind != "file" and question.code in asked
    ]
    return ReadPart(section.code, section.label, answers)


def _answer(question: Question, value: Any) -> ReadAnswer:
    if question.kind == "table":
        rows = value if isinstance(value, list) else []
        table = _table(question, rows) if rows else None
        return ReadAnswer(
            question.label, "", False, question.assessor_guidance, table, code=question.code
        )
    return ReadAnswer(
        question.label,
        _words(question, value),
        question.kind == "long_text",
        question.assessor_guidance,
        code=question.code,
    )


def answer_text(question: Question, value: Any) -> str:
    """One answer in words as plain text; a table has a line per row."""
    if question.kind != "table":
        return _words(question, value)
    rows = _table(question, value if isinstance(value, list) else []).rows
    return "\n".join(" · ".join(text for text, _head, _figure in row if text) for row in rows)


def _table(question: Question, rows: Iterable[Mapping[str, Any]]) -> ReadTable:
    figures = {column.code: column.kind in {"number", "money"} for column in question.columns}
    return ReadTable(
        heads=[(column.label, figures[column.code]) for column in question.columns],
        rows=[
            [
                (_cell(column.kind, row.get(column.code)), column.label, figures[column.code])
                for column in question.columns
            ]
            for row in rows
        ],
    )


def _words(question: Question, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if question.kind == "declaration":
        return _("yes") if value is True else _("no")
    if question.choices:
        labels = {choice.code: choice.label for choice in question.choices}
        chosen = value if isinstance(value, list) else [value]
        return "; ".join(labels.get(str(code), str(code)) for code in chosen)
    return _cell(question.kind, value)


def _cell(kind: str, value: Any) -> str:
    """A value in words by its kind: money, number, date, else as it was typed."""
    amount = parse_amount(value)
    if kind == "money" and amount is not None:
        return euro_text(amount)
    if kind == "number" and amount is not None:
        return number_text(amount)
    if kind == "date":
        return _day(str(value or ""))
    return str("" if value is None else value)


def _day(stored: str) -> str:
    try:
        return day_text(date.fromisoformat(stored))
    except ValueError:
        return stored


def partner_in_words(row: Mapping[str, Any]) -> ReadPartner:
    """One row of the partners, as people read it."""
    role, country = row.get("role", ""), row.get("country", "")
    return ReadPartner(
        name=row.get("name", ""),
        role=str(ROLES.get(role, role)),
        country=str(dict(COUNTRIES).get(country, country)),
        kvk=row.get("kvk", ""),
        share=parse_amount(row.get("share")),
        is_lead=role == "lead",
        is_chain=row.get("chain") is True,
    )


def _cost(row: Mapping[str, Any], amount: Decimal) -> ReadCost:
    kind = row.get("kind", "")
    return ReadCost(
        description=row.get("description", ""),
        kind=str(COST_KINDS.get(kind, kind)),
        quantity=parse_amount(row.get("quantity")),
        rate=parse_amount(row.get("rate")),
        amount=amount,
        partner=partner_of(row),
    )


def file_labels(phase: Phase) -> dict[str, str]:
    """The words of the form for each place of a file."""
    return {AUTHORISATION: _("Authorisation of the intermediary")} | {
        question.code: question.label
        for section in sections_of(phase)
        for question in section.questions
        if question.kind == "file"
    }
