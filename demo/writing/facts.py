"""The names and figures of one offer: the same in each of its sections and phases."""

from random import Random

from demo.cases import Case
from demo.writing.bank import Company, Concept, companies, field_of, institutions

FEASIBILITY = "feasibility"
MONTHS = {FEASIBILITY: 6}
LATER_MONTHS = 18
PROTOTYPE_EFFORT = 10  # a prototype takes about ten times the days of a study

# name of the figure: lowest, highest
FIGURES = {
    "span": (16, 28),
    "overhang": (40, 70),
    "panel": (2, 4),
    "depth": (14, 22),
    "reuse": (60, 85),
    "cement": (25, 40),
    "co2": (34, 56),
    "extra": (8, 22),
    "years": (30, 60),
    "longer": (8, 14),
    "kilos": (200, 240),
    "yield": (18, 35),
    "price": (55, 85),
    "hours": (26, 34),
    "water": (60, 90),
    "days": (160, 200),
    "effort": (55, 75),
    "trl_now": (3, 4),
}
_WITH_ARTICLE = {
    "Ministerie": "het ministerie",
    "Provincie": "de provincie",
    "Gemeente": "de gemeente",
    "Waterschap": "het waterschap",
    "Hoogheemraadschap": "het hoogheemraadschap",
    "Veiligheidsregio": "de veiligheidsregio",
    "Omgevingsdienst": "de omgevingsdienst",
}


def facts(case: Case, company: Company, concept: Concept, phase_kind: str) -> dict[str, str]:
    """Every name and figure a sentence may ask for; figures are whole numbers as text."""
    rng = offer_rng(case, company, concept)
    figures = {name: rng.randint(low, high) for name, (low, high) in FIGURES.items()}
    correction = rng.randint(2, 5)
    if phase_kind != FEASIBILITY:  # measured by then, and a little less rosy
        figures["co2"] -= correction
        figures["effort"] *= PROTOTYPE_EFFORT
    first, second = partners(case, company, concept)
    authority = authority_phrase(case.authority.name)
    return {
        **{name: str(value) for name, value in figures.items()},
        "trl_next": str(figures["trl_now"] + 1),
        "months": str(MONTHS.get(phase_kind, LATER_MONTHS)),
        "company": company.name,
        "city": company.city,
        "lead": company.contact.name,
        "expert": company.colleague.name,
        "partner": first.name,
        "Partner": first.name,
        "partner2": second.name,
        "call": f"“{case.titles['nl']}”",
        "authority": authority,
        "Authority": capitalised(authority),
        "concept": concept.phrase,
        "Concept": capitalised(concept.phrase),
    }


def offer_rng(case: Case, company: Company, concept: Concept) -> Random:
    """A generator that is the same for everything about one offer."""
    return Random(f"{case.reference}/{company.kvk}/{concept.code}")


def partners(case: Case, company: Company, concept: Concept) -> tuple[Company, Company]:
    """Who joins the offer: a knowledge institution and a company from the same field."""
    rng = Random(f"partners/{case.reference}/{company.kvk}/{concept.code}")
    field = field_of(case)
    others = [entry for entry in companies() if field in entry.fields and entry != company]
    return rng.choice(institutions()), rng.choice(others)


def authority_phrase(name: str) -> str:
    """The authority as it stands inside a Dutch sentence, with its article where it has one."""
    kind, _, rest = name.partition(" ")
    return f"{_WITH_ARTICLE[kind]} {rest}" if kind in _WITH_ARTICLE and rest else name


def capitalised(text: str) -> str:
    """The text with a capital first letter and the rest as it was."""
    return text[:1].upper() + text[1:]
