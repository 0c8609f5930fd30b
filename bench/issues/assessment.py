"""The bars of the issue on the assessment: exact ranking, fast pages, and nothing typed lost."""

from bench.bar import Bar
from bench.judging import ballots, canaries
from bench.requirements_named import requirements_with_tests

# Of domain.md 1.10, 1.11, 2.4 and 2.5.
REQUIREMENTS = {
    "REQ-05": "1.10 the ranking",
    "REQ-06": "1.10 scores locked before the meeting, consensus apart, both kept",
    "REQ-07": "1.11 interests declared before content, abstention, least valid scores",
    "REQ-11": "2.4 pages, anonymous file, one win, company without a number",
    "REQ-12": "2.5 entry codes and identities kept apart until the jury has decided",
}


def bars(*, is_short: bool) -> list[Bar]:
    """Measure; the short form does less of each, and leaves out what `make test` runs anyway."""
    found = [ballots.bar(500 if is_short else 10_000)]
    return found if is_short else [*found, *canaries.bars(), *requirement_bars()]


def requirement_bars() -> list[Bar]:
    """A named test for every requirement."""
    named = requirements_with_tests()
    return [
        Bar(
            f"{number}, {words}",
            "a named test",
            f"{len(named[number])}: {named[number][0]}" if number in named else "none",
            number in named,
        )
        for number, words in REQUIREMENTS.items()
    ]
