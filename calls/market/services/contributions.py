"""What participants send in, and what the officers' report takes over from it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from calls.market import emails, permissions, selectors
from calls.market.models import (
    Citation,
    Consultation,
    ConsultationReport,
    Contribution,
    ContributionAnswer,
    Participant,
)
from calls.market.transitions.registrations import require
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.files.uploads import EncryptedUpload
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def contribute(
    participant: Participant,
    *,
    by: User,
    text: str,
    answers: Mapping[int, str],
    is_confidential: bool,
    may_be_named: bool,
    version: int,
    upload: EncryptedUpload | None = None,
    drops_file: bool = False,
) -> Contribution:
    """Send a contribution, or another version of it, while the consultation is open.

    `answers` is {order of the question: words}; an empty answer is left out. Raises
    PermissionDenied, TransitionRefused: closed, stale, or without a proven address.
    """
    require(permissions.can_act_for(by, participant), "contribute")
    consultation = lock(_consultation_of(participant))  # stopping it sees this, or this sees that
    if participant.confirmed_at is None:
        raise TransitionRefused(_("First use the link in the mail that you got."), code="mail")
    if not selectors.takes_contributions(consultation, portal_now()):
        raise TransitionRefused(_("This consultation takes no contributions now."), code="closed")
    contribution, _is_new = Contribution.objects.get_or_create(participant=participant)
    if contribution.version != version:
        raise TransitionRefused(
            _("You sent another version meanwhile, from another page. Open this page again."),
            code="stale",
        )
    if upload is not None or drops_file:
        contribution.file = store.save_upload(upload, by=by) if upload else None
        contribution.file_name = store.safe_name(upload.name or "") if upload else ""
    contribution.text, contribution.sent_at = text.strip(), portal_now()
    contribution.is_confidential, contribution.may_be_named = is_confidential, may_be_named
    contribution.version += 1
    contribution.save()
    contribution.answers.all().delete()
    ContributionAnswer.objects.bulk_create(
        ContributionAnswer(contribution=contribution, question=question, text=words)
        for question in consultation.questions.all()
        if (words := answers.get(question.order, "").strip())
    )
    record("contribute", contribution, by=by, version=contribution.version)
    emails.queue_contribution(participant, version=contribution.version)
    return contribution


@transaction.atomic
def write_report(
    consultation: Consultation,
    *,
    by: User,
    text: str,
    citations: Iterable[tuple[UUID, str]],
    version: int,
) -> ConsultationReport:
    """Write the draft of the report; who does so counts as an author from here on.

    `citations` are (contribution, words taken over or nothing), in their order. A confidential
    contribution is not cited, and a quote stands literally in what was sent.
    """
    require(permissions.can_run(by, consultation), "write_report")
    report, _is_new = ConsultationReport.objects.get_or_create(consultation=consultation)
    report = lock(report)
    if report.state != ConsultationReport.State.DRAFT:
        raise TransitionRefused(_("The report is being checked or is public already."))
    if report.version != version:
        raise TransitionRefused(
            _("Somebody else changed this report since you opened this page."), code="stale"
        )
    rows = _checked(consultation, citations)
    report.text = text.strip()
    report.version += 1
    report.save(update_fields=["text", "version"])
    report.authors.add(by)
    report.citations.all().delete()
    Citation.objects.bulk_create(
        Citation(report=report, contribution=contribution, order=order, quote=quote)
        for order, (contribution, quote) in enumerate(rows, start=1)
    )
    record("write_report", report, by=by, version=report.version, citations=len(rows))
    return report


def _checked(
    consultation: Consultation, citations: Iterable[tuple[UUID, str]]
) -> list[tuple[Contribution, str]]:
    """The cited contributions; every fault is told at once."""
    known = {row.uuid: row for row in selectors.contributions_of(consultation)}
    numbers = {uuid: number for number, uuid in enumerate(known, start=1)}
    rows, faults = [], []
    for uuid, quote in citations:
        if uuid not in known:
            continue
        contribution, words = known[uuid], quote.strip()
        if contribution.is_confidential:
            faults.append(
                _("Contribution %(number)s is confidential: the report cannot cite it.")
                % {"number": numbers[uuid]}
            )
        elif selectors.same_words(words) not in selectors.same_words(
            selectors.words_of(contribution)
        ):
            faults.append(
                _("The words quoted from contribution %(number)s do not stand in it.")
                % {"number": numbers[uuid]}
            )
        rows.append((contribution, words))
    if faults:
        raise TransitionRefused("\n".join(faults), code="citations")
    return rows


def _consultation_of(participant: Participant) -> Consultation:
    if participant.consultation is None:
        raise TransitionRefused(_("Contributions belong to a consultation."), code="call")
    return participant.consultation
