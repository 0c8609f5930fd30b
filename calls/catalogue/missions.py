"""The missions that the portal starts with; from then on the executing agency keeps the list."""

import json
from pathlib import Path
from typing import Any

FIRST_MISSIONS = Path(__file__).parent / "reference" / "missions.json"


def first_missions() -> list[dict[str, Any]]:
    """The rows as data: theme, code, title and title_en."""
    return json.loads(FIRST_MISSIONS.read_text(encoding="utf-8"))
