"""The bars of the issue on awards: `make bars ISSUE=awards`."""

from bench.awards import kills, letters, memory, scene
from bench.bar import Bar
from bench.trust import stage

PARTS = ("letters", "memory", "kills")


def bars(*, is_short: bool, parts: tuple[str, ...] = PARTS) -> list[Bar]:
    """Measure the parts asked for; the short form makes fewer letters and kills less often."""
    stage.quiet()
    found = []
    with stage.tasks_left_to_others():  # letters are made by who asks for them
        decision_set = scene.approved(20 if is_short else 1_000)
        if "letters" in parts:
            found += letters.bars(decision_set, sealed=10 if is_short else 200)
        if "memory" in parts:
            found += memory.bars(decision_set)
        if "kills" in parts:
            found += kills.bars(decision_set, kills=2 if is_short else 50)
    return found
