"""What an export holds: a form that is blank, an offer as assessors read it, or data."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from applications.models import Proposal, Submission
from applications.offered import offered_bytes, sent_bytes
from applications.payloads import Offer
from applications.reading import ReadFile, ReadOffer, file_labels, preview, read_offer
from applications.working_copy import read_sections
from calls.models import Phase
from calls.offer_forms import Question, Section, sections_of
from portal.files.models import StoredFile
from portal.look.wording import number_text


@dataclass(frozen=True)
class Export:
    """One offer to be written down; `mark` says in capitals what it is not, empty when sent."""

    proposal: Proposal
    offer: ReadOffer
    data: bytes
    mark: str
    what: str

    @property
    def name(self) -> str:
        """The beginning of its file name."""
        return f"{self.proposal.dossier.reference}-{self.proposal.phase.code}"


@dataclass(frozen=True)
class BlankQuestion:
    """One question of the form, with what bounds its answer."""

    label: str
    guidance: str
    bounds: list[str]
    choices: list[str]
    condition: str
    example: str = ""


@dataclass(frozen=True)
class BlankSection:
    """A part of the form."""

    label: str
    guidance: str
    questions: list[BlankQuestion]


def of_draft(proposal: Proposal) -> Export:
    """The working copy, marked as not sent."""
    offer = preview(proposal, read_sections(proposal))
    return Export(
        proposal,
        replace(offer, files=[replace(file, url="") for file in offer.files]),
        offered_bytes(proposal),
        mark=_("DRAFT, NOT SENT"),
        what=_("Working copy: this is not an offer that was received."),
    )


def of_opened(proposal: Proposal) -> Export:
    """What was sent, after the opening of the vault."""
    opened = proposal.opened
    labels = file_labels(proposal.phase)
    kept = list(opened.files.select_related("file"))
    files = [
        ReadFile(
            labels.get(row.question, row.question),
            row.file_name,
            row.file.content_size,
            url="",
            question=row.question,
        )
        for row in kept
    ]
    offer = read_offer(proposal.phase, opened.answers, files)
    names = [(row.question, row.file_name, "") for row in kept]
    data = sent_bytes(opened.submission, opened.answers, names)
    return Export(proposal, offer, data, mark="", what=_what_of(opened.submission))


def of_sealed(submission: Submission, sealed: Offer) -> Export:
    """What was sent and is sealed, opened a moment with the company's code; nothing is kept."""
    proposal = submission.proposal
    labels = file_labels(proposal.phase)
    uuids = [file.file_uuid for file in sealed.files]
    sizes = {str(row.uuid): row.content_size for row in StoredFile.objects.filter(uuid__in=uuids)}
    files = [
        ReadFile(
            labels.get(file.question, file.question),
            file.name,
            sizes[file.file_uuid],
            url="",
            question=file.question,
        )
        for file in sealed.files
    ]
    offer = read_offer(proposal.phase, sealed.sections, files)
    names = [(each.question, each.name, each.content_sha256.hex()) for each in sealed.files]
    data = sent_bytes(submission, sealed.sections, names)
    return Export(proposal, offer, data, mark="", what=_what_of(submission))


def blank_form(phase: Phase) -> list[BlankSection]:
    """The form of a phase in the language that is active, with nothing filled in."""
    sections = sections_of(phase)
    labels = {each.code: each.label for section in sections for each in section.questions}
    return [_blank_section(section, labels, phase) for section in sections]


def _blank_section(section: Section, labels: dict[str, str], phase: Phase) -> BlankSection:
    if section.code == "partners":
        return BlankSection(section.label, "", [_named(each) for each in _partner_fields()])
    if section.code == "costs":
        return BlankSection(section.label, "", [_named(each) for each in _cost_fields(phase)])
    return BlankSection(
        section.label, section.guidance, [_blank(each, labels) for each in section.questions]
    )


def _named(label: str) -> BlankQuestion:
    return BlankQuestion(label, "", [], [], "")


def _partner_fields() -> Iterable[str]:
    yield _("Each partner: name, role, country, KvK number, share of the price in %")


def _cost_fields(phase: Phase) -> Iterable[str]:
    yield _("Each line: which partner, description, kind, quantity, price each excluding VAT")
    yield _("Each partner: the VAT rate")
    if phase.least_rd_share:
        yield _("Each partner: share of research and development in %")


def _blank(question: Question, labels: dict[str, str]) -> BlankQuestion:
    condition = ""
    if question.condition:
        asked = labels.get(question.condition.question, question.condition.question)
        condition = _("Asked only with certain answers to “%(question)s”.") % {"question": asked}
    return BlankQuestion(
        question.label,
        question.guidance,
        list(_bounds(question)),
        [choice.label for choice in question.choices],
        condition,
        question.example,
    )


def _bounds(question: Question) -> Iterable[str]:
    yield _("required") if question.required else _("optional")
    if question.word_limit:
        yield _("at most %(limit)s words") % {"limit": number_text(question.word_limit)}
    if question.kind == "file":
        yield ", ".join(question.file_types or ("pdf",))
    if question.max_mb:
        yield _("at most %(limit)s MB") % {"limit": question.max_mb}
    if question.page_limit:
        yield _("assessors read the first %(limit)s pages") % {"limit": question.page_limit}
    if question.columns:
        yield _("table: %(columns)s") % {"columns": ", ".join(c.label for c in question.columns)}
    if question.max_rows:
        yield _("at most %(most)s rows") % {"most": question.max_rows}


def _what_of(submission: Submission) -> str:
    return _("Sending %(number)s, as it was received. SHA-256 of the receipt: %(sha256)s") % {
        "number": submission.number,
        "sha256": submission.manifest_sha256,
    }
