"""The PDFs of this room: the receipt of a sending, and the record of an opening."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications.accompanying import AUTHORISATION
from applications.models import Opening, RefusedAttempt, Submission
from calls.models import Phase
from calls.offer_forms import sections_of
from portal.audit.models import AuditCheckpoint, AuditEvent
from portal.pdf import render
from portal.theming.letter_head import letter_head


def receipt_pdf(submission: Submission, checkpoint: AuditCheckpoint) -> bytes:
    """The receipt, in the language of who sent it, addressed to the company."""
    context = {**receipt_context(submission), "checkpoint": checkpoint}
    return render("applications/receipt.pdf.html", context, submission.sent_by.language)


def receipt_context(submission: Submission) -> dict[str, Any]:
    """What a receipt tells, on the page and in the PDF alike."""
    proposal = submission.proposal
    labels = _labels(proposal.phase)
    return {
        "sender": sender_of(proposal.phase),
        "submission": submission,
        "proposal": proposal,
        "phase": proposal.phase,
        "call": proposal.phase.call,
        "company": proposal.dossier.lead,
        "received_exact": exact_moment(submission.received_at),
        "received_utc": submission.received_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
        "answers": [
            (labels.get(label, label), sha256)
            for label, sha256 in sorted(submission.manifest["answers"].items())
        ],
        "files": [
            {**file, "label": labels.get(file["label"], file["label"])}
            for file in submission.manifest["files"]
        ],
    }


def sender_of(phase: Phase) -> dict[str, Any]:
    """The letter head of a document: the authority that asked."""
    return letter_head(phase.call.contracting_authority, lines=[_("sent through Trechter")])


def _labels(phase: Phase) -> dict[str, str]:
    """The words of the form for the labels of a manifest: "section/question", and "file"."""
    found = {AUTHORISATION: _("Authorisation of the intermediary")}
    for section in sections_of(phase):
        for question in section.questions:
            place = question.code if question.kind == "file" else f"{section.code}/{question.code}"
            found[place] = question.label
    lines, rate, share = _("Costs: lines"), _("VAT rate"), _("Share of research and development")
    return found | {
        "partners/rows": _("Partners"),
        "costs/rows": lines,
        "costs/vat_rate": rate,
        "costs/rd_share": share,
        "costs/per_partner": _("VAT rate of each partner"),
        "_company/sme": _("SME test"),
        "_company/sender": _("Intermediary"),
        "_partners/facts": _("Answers of partners"),
        "_partners/cards": _("Answers of partners, in full"),
    }


def exact_moment(at: datetime) -> str:
    """An instant to the microsecond, in Amsterdam time with the zone written out."""
    local = at.astimezone(ZoneInfo("Europe/Amsterdam"))
    return _("%(day)s, %(time)s (Amsterdam time)") % {
        "day": date_format(local, "j F Y"),
        "time": local.strftime("%H:%M:%S.%f"),
    }


def opening_record_pdf(opening: Opening, language: str) -> bytes:
    """The record of the opening as a document."""
    return render("applications/opening_record.pdf.html", opening_context(opening), language)


def opening_context(opening: Opening) -> dict[str, Any]:
    """Time, both people, each receipt with its hash, withdrawals and refused attempts (REQ-18)."""
    submissions = (
        Submission.objects.filter(phase=opening.phase)
        .select_related("proposal__dossier__lead", "withdrawal", "opened")
        .order_by("received_at")
    )
    refused = (
        RefusedAttempt.objects.filter(proposal__phase=opening.phase)
        .select_related("proposal__dossier__lead", "by")
        .order_by("at")
    )
    return {
        "sender": sender_of(opening.phase),
        "opening": opening,
        "phase": opening.phase,
        "call": opening.phase.call,
        "received": list(submissions),
        "refused": list(refused),
        "refused_openings": _refused_openings(opening.phase),
    }


def _refused_openings(phase: Phase) -> list[dict[str, Any]]:
    """Who tried to open this vault and was refused: from the history, in its order."""
    lines = AuditEvent.objects.filter(
        action="refused",
        data__page__in=["applications:start-opening", "applications:confirm-opening"],
        data__about__call=phase.call.reference,
        data__about__code=phase.code,
    )
    why = {
        "early": _("before one minute after the deadline"),
        "passphrase": _("wrong passphrase"),
        "step_up": _("the code was too old"),
        "started": _("somebody else had started"),
        "same_person": _("the same person twice"),
        "same_session": _("the same session twice"),
        "expired": _("more than ten minutes after the start"),
        "opened": _("the vault was open already"),
    }
    return [
        {"by": line.actor, "at": line.at, "why": why.get(line.data["code"], _("holds no key"))}
        for line in lines.select_related("actor").order_by("id")
    ]
