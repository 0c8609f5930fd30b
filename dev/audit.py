"""Whether a dependency has a known weakness: `python -m dev.audit`, with pip-audit.

Its data comes from the package index. Where that gives none (no network, a mirror) the check says
that nothing was looked up, and passes: a build server without the data has found no weakness.
"""

import json
import subprocess
import sys
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
LISTS = ("requirements.txt", "requirements-dev.txt")
PATIENCE = 120  # seconds
AUDIT = ["tool", "run", "--quiet", "pip-audit==2.10.1", "--require-hashes", "--disable-pip",
         "--progress-spinner=off", "--format=json"]  # fmt: skip


def main() -> int:
    """Print each weakness; 1 when there is any."""
    looked_up, weak = 0, []
    for package in _answer():
        looked_up += "skip_reason" not in package
        for known in package.get("vulns", ()):
            fixed = ", ".join(known.get("fix_versions", ())) or "none yet"
            weak.append(f"{package['name']} {package['version']}: {known['id']}, fixed in {fixed}")
    if not looked_up:
        print("dependencies were not looked up: no data about weaknesses is within reach here")
        return 0
    print("\n".join(sorted(set(weak))) or f"no known weakness in {looked_up} dependencies")
    return 1 if weak else 0


def _answer() -> list[dict]:
    uv = str(Path(sys.executable).parent / "uv")
    lists = [word for name in LISTS for word in ("--requirement", name)]
    try:
        done = subprocess.run(
            [uv, *AUDIT, *lists], cwd=CLONE, capture_output=True, text=True, check=False,
            timeout=PATIENCE,
        )  # fmt: skip
        return json.loads(done.stdout)["dependencies"]
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
        return []


if __name__ == "__main__":
    sys.exit(main())
