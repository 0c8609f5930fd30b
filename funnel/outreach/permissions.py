"""Who organises sessions: people of the executing agency and of ministries."""

from typing import Any

from funnel.outreach.models import Registration, Session, organisers_of


def can_organise(user: Any) -> bool:
    """An officer, adviser or analyst of an agency or ministry."""
    return bool(user.is_authenticated and organisers_of(user).exists())


def can_run(user: Any, session: Session) -> bool:
    """Who organises for the organisation that holds the session."""
    return Session.objects.run_by(user).filter(pk=session.pk).exists() or (
        session.pk is None and organisers_of(user).filter(pk=session.organiser_id).exists()
    )


def can_act_for(user: Any, registration: Registration) -> bool:
    """Whoever opened the link in the mail: the page found the row by its secret, and acts as the
    portal's own user. And who runs the session, when somebody rang up."""
    return user.is_system or can_run(user, registration.session)


def checked_above(user: Any, obj: Any) -> bool:
    """A move that follows another one, whose function has asked who may."""
    return True
