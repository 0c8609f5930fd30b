"""Writes on the working copy. Saving a section is applications/saving.py."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import permissions
from applications.completeness import completeness
from applications.dossiers.earlier import first_answers, lead_row
from applications.filetypes import require_accepted, require_clean
from applications.models import (
    Attachment,
    Dossier,
    Proposal,
    SubmissionFile,
)
from applications.saving import Conflict, NotADraft, save_section, write_new
from applications.selectors import writers_of
from applications.working_copy import close_name, read_section, read_sections
from calls import eligibility, phases
from calls.instruments import instrument_of
from calls.models import Call, Phase, Theme
from calls.offer_forms import Question, sections_of
from calls.one_side import require_no_part
from calls.waiting import drafts_key
from portal.accounts.models import Organisation, User
from portal.accounts.services import lock_person
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.files.uploads import EncryptedUpload
from portal.work.models import Task
from portal.work.tasks_of import open_task
from portal.workflow import TransitionRefused, lock

__all__ = [
    "Conflict",
    "NotADraft",
    "attach_file",
    "completeness",
    "lead_row",
    "open_finish_tasks",
    "open_invited",
    "read_section",
    "read_sections",
    "remove_file",
    "save_section",
    "start_offer",
]


@transaction.atomic
def start_offer(
    phase: Phase, *, organisation: Organisation, by: User, theme: Theme | None = None
) -> Proposal:
    """Begin an offer in a phase that anyone may enter.

    Raises PermissionDenied, or TransitionRefused when the phase is by invitation or not open.
    """
    lock_person(by)
    phase = phases.lock_shared(phase)
    if not permissions.can_start_offer(by, organisation):
        raise PermissionDenied("start_offer")
    require_no_part(by, phase.call)
    if phase.call.state != Call.State.PUBLISHED or phase.is_by_invitation:
        raise TransitionRefused(_("Only those who are invited can send an offer here."))
    if refused := eligibility.refusals(phase.call, organisation):
        raise TransitionRefused(" ".join(refused), code="eligibility")
    if theme is not None and theme.call_id != phase.call_id:
        raise TransitionRefused(_("Choose one of the themes of this call."))
    phases.require_open(phase, portal_now())
    _require_first(phase, organisation, theme)
    _require_known(phase.call, organisation)
    dossier = Dossier.objects.create(call=phase.call, theme=theme, lead=organisation)
    proposal = Proposal.objects.create(dossier=dossier, phase=phase)
    write_new(proposal, "partners", {"rows": [lead_row(organisation)]}, by=by)
    open_finish_tasks(proposal)
    record("start_offer", proposal, by=by)
    return proposal


def _require_first(phase: Phase, organisation: Organisation, theme: Theme | None) -> None:
    """Where a round says so, an applicant has one offer in each theme (REQ-11)."""
    if not phase.one_offer_each:
        return
    lock(organisation)  # two people of one company who begin at once wait for each other
    withdrawn = Proposal.objects.filter(phase=phase, state=Proposal.State.WITHDRAWN)
    earlier = (
        Dossier.objects.filter(call=phase.call, lead=organisation, theme=theme)
        .exclude(proposals__in=withdrawn)
        .first()
    )
    if earlier is not None:
        raise TransitionRefused(
            _("Your company has offer %(reference)s for this theme already: one is allowed.")
            % {"reference": earlier.reference},
            code="one_each",
        )


def _require_known(call: Call, organisation: Organisation) -> None:
    """A Dutch company stands in the trade register, unless the instrument asks that later."""
    is_known = organisation.kvk or organisation.country != "NL"
    if not is_known and not instrument_of(call.instrument).registers_late:
        raise TransitionRefused(
            _("This call asks for the KvK number of your company. Add it to its data first."),
            code="register_number",
        )


@transaction.atomic
def open_invited(dossier: Dossier, phase: Phase, *, by: User) -> Proposal:
    """Make the draft of an invited dossier in a next phase; called by the room that invites.

    It begins with what the earlier opened offer said, where section and question are the same.
    Called again for the same dossier and phase, it gives the draft that is there.
    """
    phase = phases.lock_shared(phase)
    proposal, is_new = Proposal.objects.get_or_create(dossier=dossier, phase=phase)
    if not is_new:
        return proposal
    for code, payload in first_answers(dossier, phase).items():
        write_new(proposal, code, payload, by=by)
    open_finish_tasks(proposal)
    record("open_invited", proposal, by=by)
    return proposal


@transaction.atomic
def attach_file(
    proposal: Proposal, question: str, upload: EncryptedUpload, *, by: User
) -> Attachment:
    """Put an uploaded file in the place of a question; one that was there is replaced.

    Raises PermissionDenied, NotADraft, or FileRefused with the reason, in words for the person.
    """
    with upload:  # its bytes, waiting in memory, are let go whatever comes
        _section, wanted = find_file_question(proposal.phase, question)
        require_accepted(upload, wanted)  # before the lock: reading a file holds nobody up
        require_clean(upload)
        proposal = lock(proposal)
        if not permissions.can_edit(by, proposal):
            raise PermissionDenied("edit")
        if proposal.state != Proposal.State.DRAFT:
            raise NotADraft
        detach(proposal, question)
        name = store.safe_name(upload.name or "")
        return Attachment.objects.create(
            proposal=proposal,
            question=question,
            file=store.save_upload(upload, by=by),
            file_name=close_name(proposal, question, name),
        )


@transaction.atomic
def remove_file(proposal: Proposal, question: str, *, by: User) -> None:
    """Take a file out of the working copy. Raises PermissionDenied or NotADraft."""
    proposal = lock(proposal)
    if not permissions.can_edit(by, proposal):
        raise PermissionDenied("edit")
    if proposal.state != Proposal.State.DRAFT:
        raise NotADraft
    detach(proposal, question)


def find_file_question(phase: Phase, code: str) -> tuple[str, Question]:
    """The section and question of a file's place. Raises TransitionRefused when there is none."""
    for section in sections_of(phase):
        for question in section.questions:
            if question.code == code and question.kind == "file":
                return section.code, question
    raise TransitionRefused(_("The form of this call asks no such file."), code="question")


def open_finish_tasks(proposal: Proposal) -> None:
    """Let the draft wait on everybody who may write it, until it is sent or the deadline passed."""
    url = reverse("applications:offer", args=[proposal.dossier.reference, proposal.phase.code])
    for writer in writers_of(proposal):
        open_task(
            Task.Kind.FINISH_OFFER,
            writer,
            subject=f"{proposal.phase} ({proposal.dossier.reference})",
            url=url,
            key=f"{finish_key(proposal)}{writer.pk}",
            due_at=proposal.phase.closes_at,
        )


def finish_key(proposal: Proposal) -> str:
    """What the keys of a draft's tasks begin with."""
    return f"{drafts_key(proposal.phase)}{proposal.pk}:"


def detach(proposal: Proposal, question: str) -> None:
    """Remove a file from its place, and its key with it: what is not sealed is not kept either."""
    attachment = proposal.attachments.filter(question=question).select_related("file").first()
    if attachment is None:
        return
    attachment.delete()
    if SubmissionFile.objects.filter(file=attachment.file).exists():
        store.drop_key(attachment.file)
    else:
        attachment.file.delete()  # the orphan sweep removes the bytes
