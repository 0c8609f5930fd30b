"""Names for opened offers that tell neither who nor in which order."""

import secrets
from collections.abc import Collection, Iterator
from itertools import count, islice

NAMES = """
Aalscholver Appelvink Baardman Bergeend Boerenzwaluw Boomklever Boomvalk Bosuil Brandgans Buizerd
Dodaars Draaihals Eider Ekster Fazant Fitis Fuut Geelgors Gierzwaluw Goudhaan Goudplevier Goudvink
Graspieper Groenling Grutto Havik Heggenmus Houtsnip Huismus IJsvogel Kauw Kemphaan Kievit Kluut
Kneu Koekoek Kokmeeuw Kolgans Koolmees Kraanvogel Krakeend Kramsvogel Kuifeend Kwartelkoning
Lepelaar Matkop Meerkoet Merel Nachtegaal Nachtzwaluw Oeverloper Oeverzwaluw Ooievaar Patrijs
Pestvogel Pijlstaart Pimpelmees Porseleinhoen Purperreiger Putter Rietgans Rietgors Rietzanger
Ringmus Roerdomp Roodborst Roodmus Rotgans Scholekster Sijs Slechtvalk Slobeend Smient Snor Specht
Sperwer Spotvogel Spreeuw Sprinkhaanzanger Staartmees Steenloper Steenuil Stern Strandloper
Tafeleend Tapuit Tjiftjaf Torenvalk Tureluur Veldleeuwerik Velduil Vink Visarend Watersnip
Wielewaal Wintertaling Witgat Wulp Zanglijster Zeearend Zilverreiger Zomertaling Zwartkop
"""
BIRDS = NAMES.split()


def new_pseudonyms(number: int, *, taken: Collection[str]) -> list[str]:
    """Names of birds in random order, none of them taken; "Merel 2" when the birds run out."""
    used = set(taken)
    return list(islice((name for name in _names() if name not in used), number))


def _names() -> Iterator[str]:
    for turn in count(1):
        birds = list(BIRDS)
        secrets.SystemRandom().shuffle(birds)
        yield from birds if turn == 1 else (f"{bird} {turn}" for bird in birds)
