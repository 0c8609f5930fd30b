import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from funnel.cofunding.history import load
from portal.accounts.models import Organisation


class Command(BaseCommand):
    """Write down the rounds of a file once; a second run adds nothing."""

    help = "Load rounds of co-funding from before the portal, with their totals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON with public facts about rounds")
        parser.add_argument("funder", help="name of the ministry or agency, as the portal has it")

    def handle(self, *args: Any, **options: Any) -> None:
        funder = Organisation.objects.filter(name=options["funder"]).first()
        if funder is None:
            raise CommandError(f"There is no organisation named {options['funder']}.")
        try:
            made = load(json.loads(options["file"].read_text()), funder)
        except (OSError, KeyError, TypeError, ValueError) as fault:
            raise CommandError(f"This file cannot be read: {fault!r}") from fault
        self.stdout.write(f"{len(made)} rounds added")
