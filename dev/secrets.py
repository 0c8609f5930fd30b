"""Whether a secret stands in the tree, or ever stood in it: `python -m dev.secrets`.

Looks for what providers' keys look like, for private keys, and for a long random word behind a name
such as password or secret. Invented ones for tests are told apart by their place.
"""

import math
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
PLAIN = re.compile(
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{36}\b"
    r"|\bxox[abprs]-[\w-]{10,}|\bAIza[\w-]{35}\b|\bglpat-[\w-]{20}\b|\bsk_live_\w{20,}"
    r"|\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{15,}|://[^/\s:@{}$]+:[^/\s:@{}$]{12,}@"
)
NAMED = re.compile(
    r"(?i)(?:password|passwd|secret|token|api_?key|private_?key)\w*[\"']?\s*[:=]\s*[\"']?"
    r"([\w+/=-]{20,})[\"']?\s*(?:[,;#)\n]|$)"
)
RANDOM_BITS = 3.7  # of entropy a letter: more than words and names have
# Here any random word is invented and of no use elsewhere; what is a provider's key is not.
INVENTED = re.compile(r"^(tests|demo|bench)/|^\.env\.example$|lock\.json$|^requirements.*\.txt$")


def is_secret(line: str, file: str = "") -> bool:
    """Whether a line of text holds what looks like a secret."""
    if PLAIN.search(line) or INVENTED.search(file):
        return PLAIN.search(line) is not None
    found = NAMED.search(line)
    return found is not None and entropy(found[1]) > RANDOM_BITS and any(map(str.isdigit, found[1]))


def entropy(word: str) -> float:
    """Bits a letter (Shannon)."""
    shares = [count / len(word) for count in Counter(word).values()]
    return -sum(share * math.log2(share) for share in shares)


def added(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Of the output of `git log -p`: each line that was ever added, with its file."""
    file = ""
    for line in lines:
        if line.startswith("+++ b/"):
            file = line[6:].strip()
        elif line.startswith("+"):
            yield file, line[1:]


def main() -> int:
    """Print what was found; 1 when there is any, 0 without, also where there is no history."""
    command = ["git", "log", "-p", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv"]
    history = subprocess.Popen(
        command, cwd=CLONE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        errors="replace",
    )  # fmt: skip
    found = {
        f"{file}: {line.strip()[:60]}"
        for file, line in added(history.stdout or ())
        if is_secret(line, file)
    }
    if history.wait():
        print("no history here: only a clone can be looked through")
    for each in sorted(found):
        print(each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
