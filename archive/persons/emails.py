"""Mails about a copy, and about the answer to a request."""

from django.conf import settings

from archive.persons.models import ErasureRequest, PersonalExport
from portal.accounts.models import User
from portal.mail.outbox import queue_mail, queue_text, text_of


def queue_ready(export: PersonalExport) -> None:
    """Tell that the copy is there; the link asks for a login."""
    queue_mail("export_ready", to=export.user, key=str(export.uuid), context={"export": export})


def queue_closed(request: ErasureRequest) -> None:
    """Tell who closed an account that it is closed, and what follows."""
    context = {"request": request, "contact": settings.SECURITY_CONTACT}
    queue_mail("account_closed", to=request.user, key=str(request.uuid), context=context)


def queue_answered(request: ErasureRequest, person: User) -> None:
    """Tell what became of the request, at the address of before."""
    subject, body = text_of(
        "erasure_answered",
        language=person.language,
        context={"to": person, "request": request},
    )
    queue_text(
        "erasure_answered",
        to=None if request.erases else person,
        to_email=person.email,
        key=str(request.uuid),
        subject=subject,
        body=body,
    )
