"""What was measured, as JSON and as a picture, beside what was committed last."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.speed.measuring import Cost
from dev import postgres

COMMITTED = postgres.CLONE / "bench" / "speed" / "last.json"
FRESH = postgres.CLONE / ".run" / "bench"
SLOWER = 1.3  # so many times the committed ratio is told as slower
WIDTH, ROW, LEFT = 720, 26, 240


@dataclass
class Result:
    """Of a run: on which server, what everything costs, and what lists cost at each size."""

    server: str
    costs: list[Cost] = field(default_factory=list)
    growth: dict[str, dict[int, float]] = field(default_factory=dict)


def write(result: Result) -> None:
    """Write the JSON and the picture; copy the JSON over `COMMITTED` to make it the measure."""
    FRESH.mkdir(parents=True, exist_ok=True)
    told = {
        "server": result.server,
        "costs": [cost.as_json() for cost in result.costs],
        "growth": result.growth,
    }
    (FRESH / "speed.json").write_text(json.dumps(told, indent=1) + "\n")
    (FRESH / "speed.svg").write_text(picture(result.costs))


def before(name: str) -> float | None:
    """How many times the bare view this was when the last result was committed."""
    if not COMMITTED.exists():
        return None
    costs = json.loads(COMMITTED.read_text())["costs"]
    return next((cost["times"] for cost in costs if cost["name"] == name), None)


def compared(cost: Cost) -> str:
    """The ratio beside the committed one, with a word when it grew by more than noise."""
    was = before(cost.name)
    if was is None:
        return "no result before"
    return f"was {was:.1f} x" + (", slower" if cost.times > SLOWER * was else "")


def picture(costs: Sequence[Cost]) -> str:
    """A bar for each page, as many times the bare view as it takes; SVG of plain shapes."""
    most = max((cost.times for cost in costs), default=1)
    rows = [
        f'<text x="{LEFT - 8}" y="{place * ROW + 18}" text-anchor="end">{cost.name}</text>'
        f'<rect x="{LEFT}" y="{place * ROW + 4}" height="18" fill="#154f8a"'
        f' width="{max(1, (WIDTH - LEFT - 70) * cost.times / most):.0f}"/>'
        f'<text x="{LEFT + (WIDTH - LEFT - 70) * cost.times / most + 6:.0f}"'
        f' y="{place * ROW + 18}">{cost.times:.1f} x</text>'
        for place, cost in enumerate(costs)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{len(rows) * ROW + 8}"'
        ' font-family="sans-serif" font-size="13">' + "".join(rows) + "</svg>\n"
    )
