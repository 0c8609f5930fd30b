"""What goes into the archive package of a call: each file by its path, in pieces.

For the authority's archive alone: letters, contracts and what was delivered are of several
companies, and none of them reads the package.
"""

from collections.abc import Iterator

from django.utils import translation

from applications.documents import opening_record_pdf
from applications.selectors import opening_of
from assessment.documents import advice_pdf
from assessment.independence.documents import interests_pdf
from assessment.minutes.models import Presented
from assessment.models import Advice
from awards.contracting.models import ChangePaper, ContractPaper, Signature
from awards.models import DecisionSet, Deliverable, Letter
from awards.record.after_letters import after_letters
from awards.record.documents import LANGUAGE, report_pdf
from awards.record.items import Item, as_json, stored
from calls.amendments.models import Amendment
from calls.clarification.documents import file_name, notice_pdf
from calls.clarification.models import Notice
from calls.models import Call, Phase
from portal.audit.models import AuditEvent
from portal.audit.spreadsheet import csv_of
from portal.files import store


def contents_of(call: Call) -> Iterator[Item]:
    """Everything that is in the record of a call by now, in the order of the walk."""
    with translation.override(LANGUAGE):
        yield Item("rapport.pdf", [report_pdf(call)], is_pdf_a=True)
        yield from _terms(call)
        yield from _notices(call)
        if call.phases.filter(opening__opened_at__isnull=False).exists():
            yield Item("belangen.pdf", [interests_pdf(call)], is_pdf_a=True)
        for phase in call.phases.filter(takes_offers=True).order_by("order"):
            phase.call = call
            yield from _phase(phase)
        yield from _contracts(call)
        yield Item("historie.csv", _history(call))


def _terms(call: Call) -> Iterator[Item]:
    for version in call.versions.order_by("number"):
        facts = {
            "number": version.number,
            "cause": version.cause,
            "reason": version.reason,
            "published_at": version.published_at.isoformat(),
            "sha256": version.sha256,
            "terms": version.terms,
        }
        yield Item(f"oproep/versie-{version.number}.json", [as_json(facts)])
    for change in Amendment.objects.filter(call=call).published().order_by("number"):
        facts = {
            "number": change.number,
            "kind": change.kind,
            "effect": change.effect,
            "title": change.title,
            "reason": change.reason,
            "patch": change.patch,
        }
        yield Item(f"oproep/wijziging-{change.number}.json", [as_json(facts)])


def _notices(call: Call) -> Iterator[Item]:
    for notice in Notice.objects.filter(call=call).published().order_by("number"):
        yield Item(f"inlichtingen/{file_name(notice, 'pdf')}", [notice_pdf(notice)], is_pdf_a=True)


def _phase(phase: Phase) -> Iterator[Item]:
    opening = opening_of(phase)
    if opening is not None and opening.opened_at is not None:
        record = opening_record_pdf(opening, LANGUAGE)
        yield Item(f"{phase.code}/proces-verbaal-van-opening.pdf", [record], is_pdf_a=True)
    for text in Presented.objects.filter(minutes__committee__phase=phase, file__isnull=False):
        yield stored(f"{phase.code}/notulen-{text.number}.pdf", text.file, is_pdf_a=True)
    for advice in Advice.objects.filter(committee__phase=phase, approved_at__isnull=False):
        yield Item(f"{phase.code}/advies.pdf", [advice_pdf(advice.committee)], is_pdf_a=True)
    letters = Letter.objects.filter(
        decision__decision_set__phase=phase,
        decision__decision_set__state=DecisionSet.State.RELEASED,
    ).select_related("file")
    for letter in letters.order_by("number"):
        yield stored(f"{phase.code}/brieven/{letter.number}.pdf", letter.file, is_pdf_a=True)
    yield from after_letters(phase)


def _contracts(call: Call) -> Iterator[Item]:
    of_call = {"contract__decision__proposal__phase__call": call}
    for paper in ContractPaper.objects.filter(**of_call).select_related(
        "file", "terms", "contract__decision__proposal__dossier"
    ):
        reference = paper.contract.audit_ref
        path = f"contracten/{reference}-{paper.terms.number}.pdf"
        yield stored(path, paper.file, is_pdf_a=True)
    for agreed in ChangePaper.objects.filter(
        **{f"change__{path}": value for path, value in of_call.items()}
    ).select_related("file", "change__contract__decision__proposal__dossier"):
        path = f"contracten/{agreed.change.audit_ref}-wijziging-{agreed.change_id}.pdf"
        yield stored(path, agreed.file, is_pdf_a=True)
    for signed in Signature.objects.filter(**of_call, copy__isnull=False).select_related(
        "copy", "contract__decision__proposal__dossier"
    ):
        yield stored(f"contracten/{signed.contract.audit_ref}-{signed.side}.pdf", signed.copy)
    for part in Deliverable.objects.filter(**of_call, file__isnull=False).select_related(
        "file", "contract__decision__proposal__dossier"
    ):
        place = f"opgeleverd/{part.contract.audit_ref}-{part.order}"
        yield stored(f"{place}-{store.safe_name(part.file_name)}", part.file)


def _history(call: Call) -> Iterator[bytes]:
    lines = (
        AuditEvent.objects.readable()
        .filter(call_ref=call.reference)
        .select_related("actor", "link")
        .order_by("pk")
    )
    return (line.encode() for line in csv_of(lines))
