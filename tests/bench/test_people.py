"""What `make people` serves and scores."""

import gzip
import urllib.request
from dataclasses import replace
from typing import Any

import pytest

from bench.people import node, scores
from bench.people.places import Shown
from bench.people.served import served

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


def test_without_npm_is_said_what_did_not_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(node, "ROOT", tmp_path)
    monkeypatch.setenv("PATH", "")
    assert node.lay("validator").startswith("not run: there is no npm")
    assert scores.reason_not_to_run().startswith("not run: there is no Node")
