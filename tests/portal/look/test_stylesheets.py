"""The stylesheets: one place for colours, readable pairs, nothing that is not there."""

import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.STATICFILES_DIRS[0])
SHEETS = sorted((STATIC / "css").glob("*.css"))
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6});")


def _tokens() -> dict[str, str]:
    return dict(TOKEN.findall((STATIC / "css" / "tokens.css").read_text()))


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_file_a_stylesheet_names_is_there(sheet):
    urls = re.findall(r'url\("([^"]+)"\)', sheet.read_text())
    assert [url for url in urls if not (sheet.parent / url).resolve().exists()] == []


def test_no_stylesheet_holds_a_picture_that_the_policy_refuses():
    """`img-src 'self'`: a data: picture is a fault in the console of whoever meets it."""
    sheets = [*SHEETS, *(STATIC / "vendor").rglob("*.css")]
    assert [sheet.name for sheet in sheets if "data:" in sheet.read_text()] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_only_the_tokens_name_a_colour(sheet):
    if sheet.name in {"tokens.css", "pdf.css"}:  # a letter is printed without the tokens
        return
    assert COLOUR.findall(sheet.read_text()) == []


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        *((text, "paper") for text in ("ink", "action", "waits", "good", "bad", "grey-ink")),
        *(("ink", f"{tone}-tint") for tone in ("action", "waits", "good", "bad", "warning")),
        ("paper", "action"),
        ("paper", "waits"),
        ("paper", "bad"),
        ("paper", "data-1"),
        ("ink", "data-1-tint"),
        ("action", "action-tint"),
        ("waits", "waits-tint"),
        ("grey-ink", "waits-tint"),
        ("grey-ink", "grey-fill"),
        ("ink", "grey-fill"),
        ("ink", "warning"),
    ],
)
def test_text_can_be_read_on_what_lies_behind_it(text, behind):
    """WCAG 1.4.3: at least 4.5 to 1 (REQ-20)."""
    tokens = _tokens()
    assert _contrast(tokens[text], tokens[behind]) >= 4.5


def test_the_edge_of_a_field_can_be_seen():
    """WCAG 1.4.11: at least 3 to 1."""
    tokens = _tokens()
    assert _contrast(tokens["grey-line"], tokens["paper"]) >= 3
