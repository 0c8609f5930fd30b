"""A file of the phase before in the place of the same question: copied, under a key of its own.

The stored row cannot be shared: sending seals it, and the offer of the phase before would become
unreadable for those who judged it.
"""

from django.utils.translation import gettext as _

from applications.dossiers.earlier import earlier_of
from applications.models import Attachment, OpenedFile, Proposal
from applications.services import attach_file
from portal.accounts.models import User
from portal.files import store
from portal.files.uploads import EncryptedUpload, Incoming
from portal.workflow import TransitionRefused


def earlier_files(proposal: Proposal) -> dict[str, OpenedFile]:
    """The files of the offer before, by question."""
    earlier = earlier_of(proposal.dossier, proposal.phase)
    if earlier is None:
        return {}
    return {file.question: file for file in earlier.files.select_related("file")}


def reuse_file(proposal: Proposal, question: str, *, by: User) -> Attachment:
    """Copy the file that the same question got before, as if it were uploaded again.

    Raises PermissionDenied, NotADraft, FileRefused, or TransitionRefused when there is none.
    """
    found = earlier_files(proposal).get(question)
    if found is None:
        raise TransitionRefused(_("There is no file of an earlier phase for this question."))
    incoming = Incoming()
    for piece in store.read(found.file):
        incoming.update(piece)
    incoming.finish()
    upload = EncryptedUpload(
        upload=incoming,
        name=found.file_name,
        content_type=found.file.content_type,
        charset=None,
    )
    return attach_file(proposal, question, upload, by=by)
