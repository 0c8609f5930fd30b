"""Mails whose text is written at the moment of sending, from rows as they are then.

A reminder that waited for the morning, or for a mail server, then tells what holds now, or is not
sent at all: its deadline moved, or the work was done. A kind registers the function that writes.
"""

from collections.abc import Callable, Iterable, Mapping

from portal.mail.models import OutgoingMail

Text = tuple[str, str]  # subject and body
Writer = Callable[[list[OutgoingMail]], Mapping[int, Text]]
_writers: dict[str, Writer] = {}


def written_late(kind: str) -> Callable[[Writer], Writer]:
    """Register the function that writes mails of this kind.

    It gets a batch, and returns subject and body by primary key, in each recipient's language; a
    mail that it leaves out is not needed any more.
    """

    def register(writer: Writer) -> Writer:
        _writers[kind] = writer
        return writer

    return register


def write(mails: Iterable[OutgoingMail]) -> list[OutgoingMail]:
    """Give each mail that has no text yet its subject and body; return those not needed any more.

    The text is kept with the mail when it is marked as sent.
    """
    by_kind: dict[str, list[OutgoingMail]] = {}
    for mail in mails:
        if not mail.subject:
            by_kind.setdefault(mail.kind, []).append(mail)
    unneeded = []
    for kind, batch in by_kind.items():
        texts = _writers[kind](batch)
        for mail in batch:
            if mail.pk in texts:
                mail.subject, mail.body = texts[mail.pk]
            else:
                unneeded.append(mail)
    return unneeded
