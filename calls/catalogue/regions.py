"""The provinces, by their code in the European classification of regions (NUTS 2024, level 2)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# A call without a region is for the whole country.
REGIONS: list[tuple[str, str | Promise]] = [
    ("NL11", "Groningen"),
    ("NL12", _("Friesland")),
    ("NL13", "Drenthe"),
    ("NL21", "Overijssel"),
    ("NL22", "Gelderland"),
    ("NL23", "Flevoland"),
    ("NL35", "Utrecht"),
    ("NL32", "Noord-Holland"),
    ("NL36", "Zuid-Holland"),
    ("NL34", "Zeeland"),
    ("NL41", "Noord-Brabant"),
    ("NL42", "Limburg"),
]
