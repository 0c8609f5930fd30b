"""`manage.py read_bounce < report`: what a mail server pipes in from the return address."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from portal.mail.bounces import read_bounce


class Command(BaseCommand):
    help = "Read one delivery report (RFC 3464) and mark the mail that did not arrive."

    def handle(self, *args: Any, **options: Any) -> None:
        mail = read_bounce(sys.stdin.buffer.read())
        self.stdout.write(f"{mail.kind} {mail.uuid}: returned" if mail else "nothing to mark")
