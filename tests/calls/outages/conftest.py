from tests.calls.amendments.conftest import _in_dutch, phase

__all__ = ["_in_dutch", "phase"]
