"""The mass of bad requests: so many from one seed, and the bars that they must hold."""

import resource
from collections.abc import Iterable

from bench.bar import Bar
from bench.hostile import cases, judge
from bench.hostile.ground import Ground, ground

SEED = "2026"
INPUTS, SHORT_REQUESTS = 100_000, 200
WARM = 0.3  # of the inputs: by then every library is loaded and every form was read once
MOST_MB = 50  # more, after that
FAULTS = (
    "answers of 500",
    "answers over 5 s",
    "reading that writes",
    "refused, and written all the same",
    "forms taken without a token",
    "extra fields that were taken",
    "pages with another company's words",
    "answers that tell how the portal is made",
    "answers without their headers",
)
SHOWN = 25


def bars(*, seed: str = SEED) -> list[Bar]:
    """As many requests as hold the inputs of the bar, in a world that is thrown away."""
    with ground() as made:
        tally = judge.Tally()
        number, warm = 0, 0.0
        while tally.bad < INPUTS:
            send(made, [f"{seed}:{number}"], tally)
            number += 1
            if not warm and tally.bad >= INPUTS * WARM:
                warm = _memory()
        return [*_bars(tally, INPUTS), _memory_bar(warm, _memory() - warm)]


def send(made: Ground, seeds: Iterable[str], tally: judge.Tally) -> judge.Tally:
    """Try the case of each seed."""
    for seed in seeds:
        case = cases.make(seed, made)
        tally.add(case, *judge.try_out(case, made))
    return tally


def _bars(tally: judge.Tally, least: int) -> list[Bar]:
    requests = sum(tally.sent.values())
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(tally.sent.items()))
    print(f"{requests} requests: {kinds}")
    print(f"answers: {dict(sorted(tally.answers.items()))}")
    for what, case, more in tally.faults[:SHOWN]:
        print(f"\n{what}\n  {case}\n  {more}")
    found = {what: sum(1 for each in tally.faults if each[0] == what) for what in FAULTS}
    return [
        Bar("bad inputs", f"{least}", f"{tally.bad} in {requests} requests", tally.bad >= least),
        *(Bar(what, "0", str(count), not count) for what, count in found.items()),
        Bar(
            "the slowest answer",
            f"{judge.SLOWEST:.0f} s, or as the machine is slower",
            f"{tally.slowest:.2f} s",
            not found["answers over 5 s"],
        ),
    ]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _memory_bar(warm: float, more: float) -> Bar:
    return Bar(
        f"memory above the {warm:.0f} MB that it held after {WARM:.0%} of them",
        f"{MOST_MB} MB", f"{more:.0f} MB", more < MOST_MB,
    )  # fmt: skip
