"""Answers for the adviser, and what follows from them."""

# Bridges: nothing on sale, a model in the laboratory, money for research and no promise to buy.
BRIDGES = {
    "market": "no", "distance": "lab", "outcome": "proof", "buying": "later",
    "rd_excl_vat": "3000000.00", "purchases_excl_vat": "0.00", "tier": "central",
    "users": "several", "rights": "developer", "aid": "market", "time": "years",
    "entrants": "all",
}  # fmt: skip
