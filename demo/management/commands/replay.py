import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.cases import CaseErrors, load_case
from demo.replay import differences, replay, result_of
from demo.residency import replay as residency
from demo.residency.case import is_round_file, load_round
from demo.tables import as_table


class Command(BaseCommand):
    """Play a case from publication to purchase and print its funnel."""

    help = "Play one case in a new database. JSON goes to standard output and nothing else does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("case", help="a case file, such as demo/fixtures/cases/*.json")
        parser.add_argument("--format", choices=["table", "json"], default="table")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result, different = self._played(options["case"], options["seed"])
        except CaseErrors as errors:
            lines = "\n".join(f"- {fault}" for fault in errors.faults)
            raise CommandError(
                f"This case cannot be played; nothing was changed.\n{lines}"
            ) from None
        if options["format"] == "json":
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            self.stdout.write(as_table(result))
        if different:
            raise CommandError("\n".join(different))

    def _played(self, path: str, seed: int) -> tuple[dict[str, Any], list[str]]:
        """The figures, and where they differ from what the case expects."""
        if is_round_file(path):
            found = load_round(path)
            figures = residency.replay(found, seed=seed)
            return figures, residency.differences(figures, found)
        case = load_case(path)
        result = result_of(replay(case, seed=seed))
        return result, differences(result, case)
