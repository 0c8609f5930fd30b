"""One offer's path through all phases of a call: what was offered before, delivered and said."""
