"""One row per phase and theme with all its figures: what pages over many calls read."""
