"""Pages as they are outside the demo."""

from typing import Any

import pytest


@pytest.fixture
def without_demo_bar(settings: Any) -> None:
    """Leave the demo's bar out, so that a query count is that of the page itself."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("demo.")]
