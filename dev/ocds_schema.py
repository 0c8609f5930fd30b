"""Write the schema that releases are held against: `python -m dev.ocds_schema`.

The standard's own schema comes out of the source package of its registry of extensions, which
carries it for its tests; what we use of the extensions is added once, so that validating needs no
network. A newer standard means another VERSION, and reading what changed.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).resolve().parent.parent / "funnel" / "opendata" / "schema"
PACKAGE, VERSION = "ocdsextensionregistry", "0.7.0"
TAKEN = {"tests/fixtures/release-schema.json": "standard.json", "LICENSE": "LICENSE"}


def main() -> None:
    """Fetch, merge and write; the licence goes along."""
    with tempfile.TemporaryDirectory() as folder:
        fetched = fetch(Path(folder))
        extensions = json.loads((SCHEMA / "extensions.json").read_text())
        merged = merge(json.loads(fetched["standard.json"]), extensions)
    text = json.dumps(merged, indent=1, ensure_ascii=False) + "\n"
    (SCHEMA / "release-schema.json").write_text(text)
    (SCHEMA / "LICENSE").write_bytes(fetched["LICENSE"])


def fetch(folder: Path) -> dict[str, bytes]:
    """The files we take out of the source package, by the name we give them."""
    download = ["pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    wanted = f"{PACKAGE}=={VERSION}"
    subprocess.run([sys.executable, "-m", *download, wanted], cwd=folder, check=True)
    root = f"{PACKAGE}-{VERSION}"
    with tarfile.open(folder / f"{root}.tar.gz") as archive:
        return {
            name: archive.extractfile(f"{root}/{path}").read()  # type: ignore[union-attr]
            for path, name in TAKEN.items()
        }


def merge(target: Any, patch: Any) -> Any:
    """A JSON merge patch (RFC 7386): what the patch says goes before what stands there."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


if __name__ == "__main__":
    main()
