"""How long each stage takes, against the norm set for it, and who holds what is late now."""
