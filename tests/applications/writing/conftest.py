"""The room's own fixtures hold here too."""

from tests.applications.conftest import phase, proposal

__all__ = ["phase", "proposal"]
