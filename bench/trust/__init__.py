"""The bars of the vault, each with the guard that it measures (tests/trust breaks the guards)."""
