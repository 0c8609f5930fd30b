from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from portal import clock, database


class Command(BaseCommand):
    """Bring the database up to date: tables as owner, rights of the application, the clock."""

    requires_system_checks: list[str] = []  # tables come first; the pages may not be there yet
    help = "Migrate as the owner role and give the application role its rights. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", database="owner", verbosity=options["verbosity"], interactive=False)
        if settings.CLOCK_MOVES:
            clock.install_movable_clock()
        database.grant_to_application()
