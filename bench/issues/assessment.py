"""The bars of the issue on the assessment: exact ranking, fast pages, and nothing typed lost."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import override_settings

from bench.bar import Bar
from bench.judging import ballots, canaries, speed
from bench.requirements_named import requirements_with_tests

OFFERS, SHORT_OFFERS = 1_000, 40
# Of domain.md 1.10, 1.11, 2.4 and 2.5.
REQUIREMENTS = {
    "REQ-05": "1.10 the ranking",
    "REQ-06": "1.10 scores locked before the meeting, consensus apart, both kept",
    "REQ-07": "1.11 interests declared before content, abstention, least valid scores",
    "REQ-11": "2.4 pages, anonymous file, one win, company without a number",
    "REQ-12": "2.5 entry codes and identities kept apart until the jury has decided",
}


def bars(*, is_short: bool) -> list[Bar]:
    """Measure; the short form does less of each, and leaves out what `make test` runs anyway.

    It leaves out the ranking beside its SQL too: of few offers, what is the same at any number
    weighs most.
    """
    with as_in_production():
        if is_short:
            return [ballots.bar(500), *speed.bars(SHORT_OFFERS, 3, beside_sql=False)]
        return [
            ballots.bar(10_000),
            *speed.bars(OFFERS, 15, beside_sql=True),
            *canaries.bars(),
            *requirement_bars(),
        ]


@contextmanager
def as_in_production() -> Iterator[None]:
    """Pages without the bar of the demo."""
    own = [name for name in settings.MIDDLEWARE if not name.startswith("demo.")]
    with override_settings(MIDDLEWARE=own, DEBUG=False):
        yield


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
