import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from funnel.history.shipped import load


class Command(BaseCommand):
    """Keep the published figures per year of a file once; a second run adds nothing."""

    help = "Load the figures per year from before the portal, with source and edition."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON with published figures per year")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = load(json.loads(options["file"].read_text(), parse_float=str))
        except (OSError, KeyError, TypeError, ValueError) as fault:
            raise CommandError(f"This file cannot be read: {fault!r}") from fault
        self.stdout.write(f"{len(made)} editions added")
