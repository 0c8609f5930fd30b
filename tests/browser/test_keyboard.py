"""The control of the walks without a mouse: what must be blamed at a stop is blamed."""

import pytest
from playwright.sync_api import Browser

from tests.browser.keyboard import Keyboard

PAGE = """<!DOCTYPE html><title>x</title><body>%s"""
BAR = "<div style='position: fixed; inset: 0 0 auto 0; height: 9rem; background: white'></div>"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p>Eerst</p><a href='#x'>Hier</a>", ""),
        ("<a href='#x' style='outline: none'>Hier</a>", "focus is not shown"),
        (f"<a href='#x'>Hier</a>{BAR}", "focus is hidden"),
        (f"<p style='height: 8rem'></p><a href='#x' style='font-size: 4rem'>Hier</a>{BAR}", ""),
    ],
)
def test_focus_must_be_shown_and_not_hidden(chromium: Browser, body: str, fault: str) -> None:
    """WCAG 2.4.7, and 2.4.11: hidden in part is allowed, hidden as a whole is not."""
    page = chromium.new_page()
    page.set_content(PAGE % body)
    faults: list[str] = []
    Keyboard(page, faults.append).reach(page.get_by_role("link"))
    page.close()
    assert [each.partition(":")[0] for each in faults] == ([fault] if fault else [])


@pytest.mark.browser
def test_what_no_tab_reaches_is_seen(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(PAGE % "<a href='#x'>Een</a><span role='button'>Twee</span>")
    with pytest.raises(AssertionError, match="No Tab reaches"):
        Keyboard(page, lambda fault: None).reach(page.get_by_role("button"))
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("keys_of_second", "faults"),
    [("", []), ("if (event.key === 'Tab') event.preventDefault()", ["focus is held"])],
)
def test_what_holds_the_focus_is_seen(
    chromium: Browser, keys_of_second: str, faults: list[str]
) -> None:
    """WCAG 2.1.2: from every stop Tab leads on, and in the end back."""
    page = chromium.new_page()
    links = f'<a href="#x">Een</a><a href="#x" onkeydown="{keys_of_second}">Twee</a>'
    page.set_content(PAGE % links)
    said: list[str] = []
    Keyboard(page, said.append).go_round()
    page.close()
    assert [each.partition(":")[0] for each in said] == faults


@pytest.mark.browser
@pytest.mark.parametrize(
    ("focused", "faults"), [("autofocus", []), ("", ["the errors do not have the focus"])]
)
def test_errors_have_the_focus(chromium: Browser, focused: str, faults: list[str]) -> None:
    page = chromium.new_page()
    errors = f"<div data-error-summary tabindex='-1' {focused}>Eén ding</div>"
    page.set_content(PAGE % f"<a class='skip-link' href='#x'>Verder</a>{errors}")
    said: list[str] = []
    Keyboard(page, said.append).skip_to_content()
    page.close()
    assert said == faults


@pytest.mark.browser
@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("<input type='date' value='2025-01-01'>", "2026-12-31"),
        ("<input type='date'>", "2026-03-04"),
        ("<input type='time'>", "09:00"),
        ("<input type='time' value='08:15'>", "12:30"),
        ("<input value='oud'>", "nieuw “é”"),
        ("<textarea>oud</textarea>", "twee regels\nhier"),
    ],
)
def test_fields_are_filled_by_keys(chromium: Browser, field: str, text: str) -> None:
    """Whichever language the browser itself speaks."""
    page = chromium.new_page()
    page.set_content(PAGE % field)
    faults: list[str] = []
    Keyboard(page, faults.append).type(page.locator("body > *"), text)
    assert page.locator("body > *").input_value() == text
    page.close()
    assert faults == []
