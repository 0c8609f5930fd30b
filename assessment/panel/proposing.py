"""A proposal of who scores what: each offer read from several sides, everybody as busy.

A pure function, with the same outcome for the same input. The secretary can change all of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reader:
    """A member who can score; `away` are the offers that an interest keeps them from."""

    key: int
    expertise: str
    away: frozenset[int] = field(default=frozenset())


def propose(
    offers: Sequence[int], readers: Sequence[Reader], per_offer: int
) -> dict[int, frozenset[int]]:
    """Choose `per_offer` readers for each offer, or all who can where there are fewer.

    Of those who can, first comes who brings an expertise that the offer does not have yet, then
    who has least to do, then who can read fewest offers at all, then the order of `readers`.
    Offers that few can read choose first. At the end work moves from the busiest to the least
    busy for as long as no offer loses an expertise by it.
    """
    can = {offer: [one for one in readers if offer not in one.away] for offer in offers}
    load = dict.fromkeys((one.key for one in readers), 0)
    scope = {one.key: sum(one in can[offer] for offer in offers) for one in readers}
    chosen: dict[int, list[Reader]] = {}
    for offer in sorted(offers, key=lambda each: (len(can[each]), offers.index(each))):
        taken: list[Reader] = []
        while len(taken) < min(per_offer, len(can[offer])):
            left = [one for one in can[offer] if one not in taken]
            best = min(left, key=lambda one: (_has(taken, one), load[one.key], scope[one.key]))
            taken.append(best)
            load[best.key] += 1
        chosen[offer] = taken
    _even_out(chosen, can, load)
    return {offer: frozenset(one.key for one in chosen[offer]) for offer in offers}


def _has(taken: Sequence[Reader], reader: Reader) -> bool:
    return any(one.expertise == reader.expertise for one in taken)


def _even_out(
    chosen: Mapping[int, list[Reader]], can: Mapping[int, list[Reader]], load: dict[int, int]
) -> None:
    """Each swap narrows the gap between two loads, so this ends."""
    while swap := _swap(chosen, can, load):
        offer, busy, free = swap
        chosen[offer][chosen[offer].index(busy)] = free
        load[busy.key] -= 1
        load[free.key] += 1


def _swap(
    chosen: Mapping[int, list[Reader]], can: Mapping[int, list[Reader]], load: Mapping[int, int]
) -> tuple[int, Reader, Reader] | None:
    for offer, taken in chosen.items():
        for busy in taken:
            rest = [one for one in taken if one != busy]
            for free in can[offer]:
                is_gain = load[busy.key] - load[free.key] > 1 and free not in taken
                if is_gain and (_has(rest, busy) or not _has(rest, free)):
                    return offer, busy, free
    return None
