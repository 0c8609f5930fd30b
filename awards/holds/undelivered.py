"""A letter of award or rejection whose mail came back did not arrive: REQ-10."""

from awards.holds.models import LetterReturn
from awards.models import Letter
from portal.accounts.models import User
from portal.audit.record import record
from portal.mail.models import OutgoingMail
from portal.mail.undelivered import on_undelivered


@on_undelivered
def hold_contracts(mail: OutgoingMail) -> None:
    """Put it on the list of returned letters, as an officer would who hears of it."""
    letter = Letter.objects.filter(number=mail.facts.get("about", "")).first()
    if mail.kind != "decision_letter" or letter is None:
        return
    by, reason = User.objects.system("mail"), f"{mail.to_email}: {mail.error}"
    returned, is_new = LetterReturn.objects.get_or_create(
        letter=letter, settled_at=None, defaults={"reason": reason, "reported_by": by}
    )
    if is_new:
        record("report_letter_return", returned, by=by, reason=reason)
