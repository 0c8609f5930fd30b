"""What `make people` serves and scores."""

import gzip
import urllib.request
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from typing import Any

import pytest

from bench.people import felt, node, scores
from bench.people.places import Shown
from bench.people.run import chromium, look
from bench.people.served import served
from tests.access.test_table import require_chromium

PAGE = Shown("home", "home", "anonymous", "/", "nl", 200, "text/html", "default-src 'none'", b"Ja")


def test_scored_is_what_everybody_reads_in_dutch() -> None:
    others: list[dict[str, Any]] = [
        {"role": "officer"}, {"language": "en"}, {"status": 404}, {"kind": "text/plain"},
        {"place": "home posted empty"},
    ]  # fmt: skip
    assert scores.public_pages([PAGE, *(replace(PAGE, **other) for other in others)]) == [PAGE]


def test_page_is_served_packed_and_under_its_policy() -> None:
    with served() as site:
        site.show([PAGE, replace(PAGE, body=b"Nee")])
        with urllib.request.urlopen(site.address + "/") as answer:  # noqa: S310  our own
            body = answer.read()
            assert answer.headers["Content-Security-Policy"] == PAGE.policy
        with urllib.request.urlopen(site.address + "/elders/") as answer:  # noqa: S310  our own
            assert answer.status == 204
    assert gzip.decompress(body) == PAGE.body
    assert site.bytes_given == len(body)


def test_what_is_posted_is_not_taken_for_the_next_request() -> None:
    with served() as site, closing(HTTPConnection(site.address.removeprefix("http://"))) as line:
        site.show([PAGE])
        for _time in range(2):
            line.request("POST", "/", body="x=GET / HTTP/1.1")
            assert gzip.decompress(line.getresponse().read()) == PAGE.body


RESTLESS = b"""<!DOCTYPE html><html lang="nl"><title>Rusteloos</title><main><p>Tekst</p>
    <button type="button" onclick="const end = performance.now() + 150;
        while (performance.now() < end) continue;">Traag</button></main>
    <script>addEventListener("load", () => setTimeout(() => {
        document.querySelector("main").style.marginTop = "300px";
    }, 60));</script></html>"""


@pytest.mark.browser
def test_page_that_jumps_and_a_button_that_lets_wait_are_seen() -> None:
    """The control: the same words on a page that keeps still."""
    require_chromium()
    restless = replace(PAGE, policy="", body=RESTLESS)
    still = RESTLESS.replace(b"+ 150", b"+ 0").replace(b"300px", b"0")
    seen = []
    for page in (restless, replace(restless, body=still)):
        with chromium() as browser:
            seen.append(look([(page, ("1280", "felt"))], browser))
    jumps = [[fault.rule for fault in each.faults if fault.rule == "jumps"] for each in seen]
    slow = [[wait > felt.MOST_WAIT for wait, _what in each.waits] for each in seen]
    assert jumps == [["jumps"], []]
    assert slow == [[True], [False]]


def test_without_npm_is_said_what_did_not_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(node, "ROOT", tmp_path)
    monkeypatch.setenv("PATH", "")
    assert node.lay("validator").startswith("not run: there is no npm")
    assert scores.reason_not_to_run().startswith("not run: there is no Node")
