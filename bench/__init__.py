"""Bars: what an issue promises, measured. `make bars ISSUE=calls` prints them."""
