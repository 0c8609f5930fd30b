"""`manage.py first_operator MAIL --name NAME`: who keeps a fresh installation running."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import translation

from portal.people import services
from portal.workflow import TransitionRefused


class Command(BaseCommand):
    help = "Invite the first operator of a fresh installation by mail; refused once there is one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mail", help="the address that the invitation goes to")
        parser.add_argument("--name", required=True, help="the name of that person")
        parser.add_argument(
            "--platform", default="Beheer van het portaal", help="the organisation of operators"
        )
        parser.add_argument("--language", default="nl", choices=["nl", "en"], help="of the mail")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["mail"])
        except ValidationError:
            raise CommandError(f"{options['mail']} is no e-mail address.") from None
        with translation.override(options["language"]):
            try:
                invitation = services.invite_first_operator(
                    platform=options["platform"], name=options["name"], email=options["mail"]
                )
            except TransitionRefused as refusal:
                raise CommandError(refusal.message) from None
        self.stdout.write(
            f"The invitation to {invitation.email} is queued. It is sent by the worker, holds for "
            f"{invitation.VALID.days} days and works once."
        )
