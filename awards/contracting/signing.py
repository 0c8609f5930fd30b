"""What a signature is put under: exactly the file that both sides could read."""

from django.utils.translation import gettext as _

from awards.contracting.models import ContractPaper, Signature
from awards.contracting.selectors import paper_of
from awards.models import Contract
from portal.accounts.models import User
from portal.files import store
from portal.files.uploads import EncryptedUpload
from portal.workflow import TransitionRefused


def require_paper(contract: Contract, seen_sha256: str | None) -> ContractPaper:
    """The file that is signed. Raises TransitionRefused while it is not there, or is another."""
    paper = paper_of(contract)
    if paper is None:
        raise TransitionRefused(
            _("The contract is not there to be read yet. You get a task once it is."),
            code="paper",
        )
    if seen_sha256 is not None and seen_sha256 != paper.sha256:
        raise TransitionRefused(
            _("The contract was made anew after you opened this page. Read it again."),
            code="stale",
        )
    return paper


def told(paper: ContractPaper, copy: EncryptedUpload | None) -> dict[str, str]:
    """What the line in the history says: the hash of what was signed, and of a signed copy."""
    line = {"sha256": paper.sha256}
    return line if copy is None else line | {"copy_sha256": copy.content_sha256.hex()}


def put(
    contract: Contract,
    side: str,
    paper: ContractPaper,
    *,
    copy: EncryptedUpload | None,
    by: User,
) -> Signature:
    """Keep who signed what; a signed copy is kept as it came, with its own hash."""
    file = store.save_upload(copy, by=by) if copy is not None else None
    sha256 = store.content_sha256_of(file).hex() if file is not None else paper.sha256
    return Signature.objects.create(
        contract=contract, side=side, paper=paper, copy=file, sha256=sha256, signed_by=by
    )
