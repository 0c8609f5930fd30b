"""One module per issue, with `bars(is_short) -> list[Bar]`."""
