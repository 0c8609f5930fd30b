"""Uploads in parts, in a real browser: a broken line, a restarted server, a refusal."""

import json
import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import expect

from tests.portal.test_scripts import HOST, STATIC, WRITER, browser

__all__ = ["browser"]
pytestmark = pytest.mark.browser
DATA = bytes(range(256)) * 40
PART = 4096


class Store:
    """A server that keeps what it gets, and fails as it is told."""

    def __init__(self):
        self.kept = b""
        self.fails = []  # per part: a status, "abort" before it is kept, "lost" after that
        self.asked = 0
        self.refused = {}

    def serve(self, route):
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            route.fulfill(content_type="text/javascript", body=(STATIC / path[8:]).read_bytes())
        elif path == "/page":
            route.fulfill(content_type="text/html; charset=utf-8", body=page_with_form())
        elif path == "/begin":
            status = 422 if self.refused else 200
            route.fulfill(status=status, json=self.refused or self.progress())
        elif path == "/finish":
            route.fulfill(json={"html": "<li>plan.pdf is er</li>"})
        else:
            self.part(route)

    def part(self, route):
        self.asked += 1
        if route.request.method == "GET":
            return route.fulfill(json=self.progress())
        fails = self.fails.pop(0) if self.fails else None
        if fails in {None, "lost"}:
            start, piece = parts_of(route.request.post_data_buffer)
            assert start == len(self.kept)
            self.kept += piece
        if fails in {"abort", "lost"}:
            return route.abort()
        return route.fulfill(
            status=fails or 200, body=json.dumps(self.progress()) if not fails else "x"
        )

    def progress(self):
        return {
            "received": len(self.kept),
            "size": len(DATA),
            "url": "/part",
            "finish_url": "/finish",
        }


def parts_of(body):
    start = re.search(rb'name="start"\r\n\r\n(\d+)', body)
    piece = re.search(rb'name="part".*?\r\n\r\n(.*)\r\n--', body, re.S)
    return int(start[1]), piece[1]


def page_with_form():
    request = {"user": WRITER}
    context = {
        "upload_url": "/plain",
        "begin_url": "/begin",
        "part_bytes": PART,
        "request": request,
    }
    with translation.override("nl"):
        form = render_to_string("components/upload_form.html", context | {"label": "Kies"})
    form = form.replace(">", '><input type="hidden" name="csrfmiddlewaretoken" value="x">', 1)
    return f"""<!DOCTYPE html><html lang="nl"><title>x</title><section data-upload-place>
    <ul data-upload-list></ul>{form}</section>
    <script src="/static/js/kept.js"></script><script src="/static/js/uploads.js"></script>"""


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def page(browser, store):
    context = browser.new_context()
    context.route("**/*", store.serve)
    page = context.new_page()
    page.goto(f"{HOST}/page")
    yield page
    context.close()


def choose(page):
    file = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": DATA}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Uploaden").click()


@pytest.mark.parametrize(
    "fails", [[], ["abort"], ["lost"], [None, 502, 503], [429], ["lost", "abort"]]
)
def test_every_byte_arrives_once_whatever_breaks(page, store, fails):
    store.fails = fails
    choose(page)
    expect(page.locator("[data-upload-list]")).to_have_text("plan.pdf is er", timeout=20_000)
    assert store.kept == DATA


def test_upload_goes_on_from_what_the_server_has(page, store):
    store.kept = DATA[: 2 * PART]
    choose(page)
    expect(page.locator("[data-upload-list]")).to_have_text("plan.pdf is er")
    assert store.kept == DATA
    assert store.asked == 1


def test_refusal_is_told_where_it_happened(page, store):
    store.refused = {"error": "Te groot.", "html": '<li class="is-refused">plan.pdf geweigerd</li>'}
    choose(page)
    expect(page.get_by_role("alert")).to_have_text("Te groot.")
    expect(page.locator("[data-upload-list]")).to_contain_text("geweigerd")
    expect(page.locator("[data-upload-progress]")).to_be_hidden()


def test_broken_line_is_told_while_it_lasts(page, store):
    store.fails = ["abort"] * 3
    choose(page)
    expect(page.get_by_role("status")).to_contain_text("De verbinding is weg")
    expect(page.locator("[data-upload-list]")).to_have_text("plan.pdf is er", timeout=30_000)
