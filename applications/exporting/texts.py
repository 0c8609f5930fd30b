"""Exports as plain text, line by line: for who cannot or will not read a PDF."""

from collections.abc import Iterable, Iterator
from textwrap import fill

from django.utils.translation import gettext as _

from applications.exporting.contents import BlankSection, Export
from applications.reading import ReadAnswer, ReadCostGroup, ReadOffer
from calls.models import Phase
from portal.look.wording import euro_text, moment_text, number_text

WIDTH = 88


def form_text(phase: Phase, sections: Iterable[BlankSection]) -> str:
    """The blank form, with room for an answer under each question."""
    lines = [f"{phase.call.reference}  {phase.call}", str(phase.name), *_closes(phase)]
    for number, section in enumerate(sections, start=1):
        lines += ["", *_heading(f"{number}. {section.label}"), *_wrapped(section.guidance)]
        for question in section.questions:
            bounds = f" ({', '.join(question.bounds)})" if question.bounds else ""
            lines += ["", *_wrapped(f"{question.label}{bounds}"), *_wrapped(question.condition)]
            lines += _wrapped(question.guidance)
            if question.example:
                lines += _wrapped(f"{_('Example')}: {question.example}")
            lines += [f"[ ] {choice}" for choice in question.choices] or ["> "]
    return _joined(lines)


def offer_text(export: Export) -> str:
    """An offer, with its mark at the top and at the end."""
    proposal = export.proposal
    head = [
        f"{proposal.dossier.reference}  {proposal.dossier.lead}",
        f"{proposal.phase.call.reference}  {proposal.phase}",
        *_wrapped(export.what),
    ]
    marked = [f"*** {export.mark} ***", ""] if export.mark else []
    return _joined([*marked, *head, *_offer_lines(export.offer), "", *marked[:1]])


def _offer_lines(offer: ReadOffer) -> Iterator[str]:
    for part in offer.parts:
        yield from ("", *_heading(part.label))
        for answer in part.answers:
            label = f"{answer.label} [{_mark(answer.code, offer)}]"
            yield from ("", *_wrapped(label), *_answer_lines(answer))
    yield from ("", *_heading(f"{_('Partners')} [{_mark('partners', offer)}]"))
    for partner in offer.partners:
        share = f"{number_text(partner.share)}%"
        yield "- " + "; ".join(
            filter(None, [partner.name, partner.role, partner.country, partner.kvk, share])
        )
    if offer.asks_price:
        yield from _cost_lines(offer)
    yield from ("", *_heading(_("Files")))
    for file in offer.files:
        size = f"{number_text(file.size)} bytes"
        yield f"- {file.label} [{_mark(file.question, offer)}]: {file.name} ({size})"


def _mark(code: str, offer: ReadOffer) -> str:
    """Whether an answer is confidential, in the words of components/mark.html."""
    if code == "public_summary":
        return _("public")
    return _("may be disclosed") if code in offer.freed else _("confidential")


def _answer_lines(answer: ReadAnswer) -> Iterator[str]:
    if answer.table:
        yield " | ".join(head for head, _figure in answer.table.heads)
        for row in answer.table.rows:
            yield " | ".join(text for text, _head, _figure in row)
        return
    if not answer.text:
        yield f"  {_('Not answered.')}"
    for paragraph in answer.text.splitlines():
        yield from (f"  {line}" for line in _wrapped(paragraph) or [""])


def _cost_lines(offer: ReadOffer) -> Iterator[str]:
    yield from ("", *_heading(f"{_('Costs')} [{_mark('costs', offer)}]"))
    price, groups = offer.price, offer.cost_groups
    for group in groups:
        yield from _group_lines(group, offer, is_one=len(groups) == 1)
    yield f"{_('Total excluding VAT')}: {euro_text(price.excl_vat)}"
    rate = "" if price.is_mixed else f" {number_text(price.vat_rate, 0)}%"
    yield f"{_('VAT')}{rate}: {euro_text(price.vat)}"
    yield f"{_('Total including VAT')}: {euro_text(price.incl_vat)}"
    if offer.rd_share is not None:
        yield _("Research and development: %(share)s%% of the price.") % {
            "share": number_text(offer.rd_share.normalize())
        }


def _group_lines(group: ReadCostGroup, offer: ReadOffer, *, is_one: bool) -> Iterator[str]:
    if not is_one:
        yield from ("", group.name)
    for line in group.lines:
        sums = f"{number_text(line.quantity)} x {euro_text(line.rate)} = {euro_text(line.amount)}"
        yield f"- {line.description} ({line.kind}): {sums}"
    if offer.price.overhead_percent:
        percent = {"percent": number_text(offer.price.overhead_percent)}
        overhead = _("Overhead, %(percent)s%% of the hours") % percent
        yield f"- {overhead}: {euro_text(group.part.overhead)}"
    if not is_one:
        words = {
            "name": group.name,
            "incl": euro_text(group.part.incl_vat),
            "rate": number_text(group.part.vat_rate, 0),
        }
        yield _("%(name)s: %(incl)s including %(rate)s%% VAT") % words


def _closes(phase: Phase) -> list[str]:
    if phase.closes_at is None:
        return []
    return [f"{_('Deadline')}: {moment_text(phase.closes_at, seconds=False)}"]


def _heading(text: str) -> list[str]:
    return [text, "=" * min(len(text), WIDTH)]


def _wrapped(text: str) -> list[str]:
    return [
        line
        for paragraph in text.splitlines()
        for line in fill(paragraph, WIDTH, break_long_words=False).splitlines()
    ]


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(line.replace("\N{NO-BREAK SPACE}", " ").rstrip() for line in lines) + "\n"
