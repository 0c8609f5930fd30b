"""The first operator of a fresh installation is invited, and only the first."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from portal.accounts.models import Invitation, Membership, Organisation
from portal.accounts.permissions import is_operator
from portal.audit.models import AuditEvent
from portal.mail.models import OutgoingMail
from tests.cast import Cast, client_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MAIL = "beheer@voorbeeld.example"


def command(mail: str = MAIL, **more: Any) -> str:
    out = StringIO()
    call_command("first_operator", mail, name="Bea Beheer", stdout=out, **more)
    return out.getvalue()


def link_in(mail: OutgoingMail) -> str:
    (path,) = [word for word in mail.body.split() if "/mijn/uitnodiging/" in word]
    return path[path.index("/mijn/") :]


def test_first_operator_takes_the_role_by_the_link_in_the_mail() -> None:
    """ASVS 6.3.3: and sees nothing before a second factor is set up."""
    said = command()
    mail = OutgoingMail.objects.get()
    assert mail.to_email == MAIL
    secret = link_in(mail).split("/")[-2]
    assert secret not in said + str(list(AuditEvent.objects.values()))
    person = UserFactory(email=MAIL)
    client = client_of(person)
    opened = client.get(link_in(mail))["Location"]
    assert client.post(opened).status_code == 302
    assert is_operator(person)
    assert client.get(reverse("accounts:tasks"))["Location"] == reverse("mfa_index")


def test_it_leaves_a_line_that_names_who_acted() -> None:
    command()
    line = AuditEvent.objects.get(action="invite_first_operator")
    assert line.actor is not None
    assert line.actor.is_system


def test_once_there_is_an_operator_it_refuses(cast: Cast) -> None:
    with pytest.raises(CommandError):
        command()
    assert not OutgoingMail.objects.filter(to_email=MAIL).exists()
    Membership.objects.filter(role=Membership.Role.OPERATOR).delete()
    assert command(), "the control: it was the operator that stood in the way"


def test_invitation_that_was_not_taken_is_replaced() -> None:
    command("verkeerd@voorbeeld.example")
    command()
    assert Invitation.objects.get().email == MAIL
    assert Organisation.objects.filter(kind=Organisation.Kind.PLATFORM).count() == 1


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(CommandError):
        command("bea")
    assert not Organisation.objects.exists()
