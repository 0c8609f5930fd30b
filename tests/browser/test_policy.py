"""The control of the watch that stands over every browser test (tests/conftest.py)."""

import pytest
from csp.utils import build_policy
from playwright.sync_api import Browser, Route

from tests.browser import policy

PAGE = "<!DOCTYPE html><title>x</title><body>%s"


@pytest.mark.parametrize(
    ("body", "breached"),
    [
        ("<p>Niets aan de hand.</p>", ""),
        ("<script>document.title = 'y'</script>", "script-src"),
        ("<p style='color: red'>x</p>", "style-src"),
        ("<img src='/x.png' onerror='x()'>", "script-src"),
        ("<img src='https://elders.example/x.png'>", "img-src"),
        ("<object data='/x.swf'></object>", "object-src"),
        ("<iframe src='/over/'></iframe>", "default-src"),
    ],
)
def test_breach_of_the_policy_is_heard(chromium: Browser, body: str, breached: str) -> None:
    """ASVS 3.4.3: under the very policy that pages have."""
    headers = {"Content-Security-Policy": build_policy()}

    def serve(route: Route) -> None:
        route.fulfill(body=PAGE % body, content_type="text/html", headers=headers)

    context = chromium.new_context()
    context.route("**/*", serve)
    context.new_page().goto("https://portal.example/x")
    context.close()
    found = " ".join(policy.taken())
    assert (breached in found) if breached else not found
