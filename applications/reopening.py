"""Opening a sealed sending with the company's own change code."""

from django.utils.translation import gettext as _

from applications.models import Proposal, Submission
from applications.payloads import Offer, context_of
from portal.crypto import change_code
from portal.crypto.errors import Tampered, WrongCode
from portal.crypto.sealing import reopen_offer
from portal.workflow import TransitionRefused


def reopen(proposal: Proposal, submission: Submission, code: str) -> Offer:
    """The offer as it was sent. Raises TransitionRefused with code `change_code`."""
    try:
        payload = reopen_offer(
            bytes(submission.sealed_payload),
            bytes(submission.key_for_company),
            code=change_code.normalise(code),
            context=context_of(proposal, submission.number),
        )
    except (WrongCode, Tampered):
        raise TransitionRefused(
            _(
                "This is not the change code of what you sent last. Your sent offer stands as it"
                " is. Without the code you can withdraw it and begin again."
            ),
            code="change_code",
        ) from None
    return Offer.from_bytes(payload)
