"""The report of a consultation: written, checked by a second officer, published to everybody."""

from django.db import transaction
from django.utils.translation import gettext as _

from calls.market import documents, emails, permissions, selectors, waiting
from calls.market.models import ConsultationReport, Meeting
from calls.market.transitions import consultations
from portal.accounts.models import User
from portal.clock import portal_now
from portal.files import store
from portal.workflow import Transition, TransitionRefused, lock

State = ConsultationReport.State

SUBMIT_REPORT = Transition(
    "submit_report", frozenset({State.DRAFT}), State.IN_REVIEW, permissions.can_write_report
)
RETURN_REPORT = Transition(
    "return_report", frozenset({State.IN_REVIEW}), State.DRAFT, permissions.can_write_report
)
PUBLISH_REPORT = Transition(
    "publish_report", frozenset({State.IN_REVIEW}), State.PUBLISHED, permissions.can_publish_report
)


@transaction.atomic
def submit_report(report: ConsultationReport, *, by: User) -> ConsultationReport:
    """Ask a second officer to check. Raises TransitionRefused with everything that is missing."""
    report = lock(report)
    SUBMIT_REPORT.check(report, by=by)
    _require_complete(report)
    report.review_remarks = ""
    SUBMIT_REPORT.apply(report, by=by, update=["review_remarks"])
    waiting.ask_to_check(report)
    return report


@transaction.atomic
def return_report(report: ConsultationReport, *, by: User, remarks: str) -> ConsultationReport:
    """Give the report back to be changed, with a word on why."""
    report = lock(report)
    RETURN_REPORT.check(report, by=by)
    if not remarks.strip():
        raise TransitionRefused(_("Say what should be changed, so that the author knows."))
    report.review_remarks = remarks.strip()
    RETURN_REPORT.apply(report, by=by, update=["review_remarks"])
    waiting.check_done(report)
    return report


def publish_report(report: ConsultationReport, *, by: User) -> ConsultationReport:
    """Make the report public, as a page and a PDF; who took part hears so once.

    Raises PermissionDenied for an author, TransitionRefused while it names somebody.
    """
    PUBLISH_REPORT.check(report, by=by)
    # Laid out before anything is locked: it takes a second. A report in review does not change.
    version, pdf = report.version, documents.report_pdf(report, portal_now())
    with transaction.atomic():
        consultation = lock(report.consultation)
        report = lock(report)
        report.consultation = consultation
        PUBLISH_REPORT.check(report, by=by)
        if report.version != version:
            raise TransitionRefused(_("The report was changed meanwhile. Read it again."))
        _require_complete(report)
        report.pdf = store.save_bytes(pdf, "application/pdf", by=by)
        report.published_at, report.published_by = portal_now(), by
        PUBLISH_REPORT.apply(
            report, by=by, update=["pdf", "published_at", "published_by"], sha256=report.pdf.sha256
        )
        consultations.close_with_report(consultation, by=by)
        waiting.check_done(report)
        emails.queue_report_published(consultation)
    return report


def _require_complete(report: ConsultationReport) -> None:
    if gaps := gaps_of(report):
        raise TransitionRefused("\n".join(gaps), code="incomplete")


def gaps_of(report: ConsultationReport) -> list[str]:
    """What stands in the way of checking and publishing, all of it."""
    consultation, now = report.consultation, portal_now()
    gaps = []
    if consultation.closes_at is None or now < consultation.closes_at:
        gaps.append(_("The consultation is still open. Wait until everybody has had their say."))
    if consultation.meetings.filter(state=Meeting.State.ANNOUNCED, ends_at__gt=now).exists():
        gaps.append(_("A meeting is still to come. Hold it or cancel it first."))
    if not report.text.strip():
        gaps.append(_("Write the report."))
    quotes = list(report.citations.values_list("quote", flat=True))
    if names := selectors.names_in([report.text, *quotes], consultation):
        gaps.append(
            _("The report names participants without their consent: %(names)s.")
            % {"names": ", ".join(names)}
        )
    return gaps
