from typing import Any

from django.core.management.base import BaseCommand

from demo.keyring import PASSWORD
from demo.panel import main_people


class Command(BaseCommand):
    """Print one login per role."""

    help = "Print one login per role of the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        people = main_people()
        width = max(len(str(role)) for role, _user in people)
        for role, user in people:
            self.stdout.write(f"  {str(role).ljust(width)}  {user.email}")
        self.stdout.write(f"  password for all: {PASSWORD}")
        self.stdout.write("  codes and passphrases: on the page /demo/, and the bar on every page")
