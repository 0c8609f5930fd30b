"""`manage.py check_restored`: after a restore, before anybody may use the portal again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from applications.restored import look_over


class Command(BaseCommand):
    help = "Check that rows, files, keys and history of this portal fit together."

    def handle(self, *args: Any, **options: Any) -> None:
        found = look_over()
        for fault in found.faults:
            self.stderr.write(fault)
        looked = ", ".join(f"{count} {name}" for name, count in found.counts.items())
        if found.faults:
            raise CommandError(f"{len(found.faults)} faults in {looked}.")
        self.stdout.write(f"Whole: {looked}.")
