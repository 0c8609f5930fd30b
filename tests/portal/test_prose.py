"""Markdown of officers: what they need, and nothing that runs."""

import pytest

from portal.look.prose import markdown_html


def test_headings_go_under_those_of_the_page() -> None:
    html = markdown_html("# Een\n\n## Twee\n\n###### Zes", top_level=4)
    assert "<h4>Een</h4>" in html
    assert "<h5>Twee</h5>" in html
    assert "<h6>Zes</h6>" in html


def test_lists_tables_and_links_are_made() -> None:
    html = markdown_html("- een\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n[klik](https://voorbeeld.nl)")
    assert "<li>een</li>" in html
    assert "<td>1</td>" in html
    assert 'href="https://voorbeeld.nl"' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[klik](javascript:alert(1))",
        "[klik](data:text/html,<script>1</script>)",
        "![beeld](https://elders.example/volg.png)",
        "<a href='javascript:1' onclick='x'>a</a>",
        "<style>body{display:none}</style>",
        "<iframe src='https://elders.example'></iframe>",
    ],
)
def test_nothing_runs_or_calls_home(text: str) -> None:
    html = markdown_html(text)
    for tag in ("<script", "<img", "<style", "<iframe", 'href="javascript', 'href="data'):
        assert tag not in html
