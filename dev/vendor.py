"""Copy the front-end files that the portal serves from npm into static/vendor (needs npm).

Run `make vendor` after a change of package.json. The files are committed, so installing the portal
needs no Node; static/vendor/VERSIONS says which release each came from and what its bytes hash to.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
VENDOR = CLONE / "static" / "vendor"
VERSIONS = VENDOR / "VERSIONS"

PICTURE_INSIDE = re.compile(rb'url\("data:[^"]*"\)')

FONT = "@fontsource/source-sans-3"
FACES = ("400-normal", "400-italic", "600-normal", "700-normal")


def wanted() -> dict[str, str]:
    """Return what to copy: the path in node_modules to the path in static/vendor."""
    files = {
        "bootstrap/dist/css/bootstrap.min.css": "bootstrap/css/bootstrap.min.css",
        "bootstrap/dist/js/bootstrap.bundle.min.js": "bootstrap/js/bootstrap.bundle.min.js",
        "bootstrap/LICENSE": "bootstrap/LICENSE",
        f"{FONT}/LICENSE": "source-sans-3/LICENSE",
    }
    # latin alone lacks letters that Dutch and Turkish names need: the ij ligature, s-cedilla
    for subset in ("latin", "latin-ext"):
        for face in FACES:
            name = f"source-sans-3-{subset}-{face}.woff2"
            files[f"{FONT}/files/{name}"] = f"source-sans-3/{name}"
    return files


def package_of(path: str) -> str:
    """Return the npm package that a path in node_modules lies in."""
    parts = path.split("/")
    return "/".join(parts[: 2 if path.startswith("@") else 1])


def locked_versions() -> dict[str, str]:
    """Return the version of each package in package-lock.json."""
    packages = json.loads((CLONE / "package-lock.json").read_text())["packages"]
    return {
        name.removeprefix("node_modules/"): package["version"]
        for name, package in packages.items()
        if name
    }


def copy(modules: Path) -> list[str]:
    """Copy the wanted files from `modules` and return their lines for VERSIONS.

    A source map that is not shipped is a 404, and a broken build of the static files: the line
    that names it goes. So do pictures inside a stylesheet: our policy for content refuses them.
    """
    versions, lines = locked_versions(), []
    for source, target in sorted(wanted().items(), key=lambda pair: pair[1]):
        content = (modules / source).read_bytes()
        if target.endswith((".css", ".js")):
            kept = [line for line in content.splitlines() if b"sourceMappingURL" not in line]
            content = PICTURE_INSIDE.sub(b"none", b"\n".join(kept) + b"\n")
        (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
        (VENDOR / target).write_bytes(content)
        package = package_of(source)
        digest = hashlib.sha256(content).hexdigest()
        lines.append(f"{digest}  {target}  {package}@{versions[package]}")
    return lines


def altered() -> list[str]:
    """Return the vendored files whose bytes are not those that VERSIONS names."""
    faulty = []
    for line in VERSIONS.read_text().splitlines():
        digest, target, _ = line.split("  ")
        path = VENDOR / target
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            faulty.append(target)
    return faulty


def lay() -> None:
    """Install the npm lock in a temporary folder and lay static/vendor anew from it."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(CLONE / name, folder)
        command = ["npm", "ci", "--ignore-scripts", "--silent"]
        subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)
        shutil.rmtree(VENDOR, ignore_errors=True)
        lines = copy(Path(folder) / "node_modules")
    VERSIONS.write_text("\n".join(lines) + "\n")


def main(argv: list[str]) -> int:
    """Lay static/vendor, or with `verify` tell whether it is as it was laid."""
    if argv != ["verify"]:
        lay()
    faulty = altered()
    for target in faulty:
        print(f"static/vendor/{target} is not the file that VERSIONS names")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
