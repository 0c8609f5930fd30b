"""Mails about people who ask to join a company."""

from portal.accounts.selectors import signatories_of
from portal.mail.outbox import queue_mail
from portal.team.models import JoinRequest


def queue_join_asked(request: JoinRequest) -> None:
    """Every signatory hears that somebody asks to join."""
    for signatory in signatories_of(request.organisation):
        queue_mail("join_asked", to=signatory, key=str(request.pk), context={"request": request})


def queue_join_answered(request: JoinRequest) -> None:
    """Who asked hears the answer."""
    queue_mail("join_answered", to=request.user, key=str(request.pk), context={"request": request})
