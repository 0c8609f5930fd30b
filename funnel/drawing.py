"""The picture of a funnel as a file: an SVG that stands by itself, and a PNG made of it.

A page has the same picture inside it and styles it with the portal's stylesheets. A file has no
stylesheets around it, and programs that open SVG know no variables, so it gets its own style with
the colours of tokens.css written out.
"""

import re
from collections.abc import Sequence
from functools import cache

from django.conf import settings
from django.template.loader import render_to_string

from funnel.sankey import Step, picture
from portal import pdf

CSS = settings.STATICFILES_DIRS[0] / "css"
MARGIN = 16
ABOVE = 48  # room for the title
SCALE = 3  # pixels of a PNG per unit of the drawing: sharp on paper


def svg(steps: Sequence[Step], *, title: str) -> str:
    """The picture as an SVG document with its title in it."""
    drawn = picture(steps)
    context = {
        "picture": drawn,
        "style": _style(),
        "title": title,
        "margin": MARGIN,
        "above": ABOVE,
        "width": drawn.width + 2 * MARGIN,
        "height": drawn.height + ABOVE + MARGIN,
    }
    return render_to_string("portfolio/sankey_file.svg", context)


def png(drawing: str) -> bytes:
    """The same drawing as PNG. WeasyPrint lays it out, so letters and hatching are the same."""
    width, height = re.findall(r'(?:width|height)="([\d.]+)"', drawing)[:2]
    size = f"<style>@page {{ size: {width}px {height}px; margin: 0 }} body {{ margin: 0 }}</style>"
    return pdf.picture_of(
        pdf.from_html(f'<html lang="nl"><head><title>.</title>{size}</head><body>{drawing}</body>'),
        scale=SCALE,
    )


@cache
def _style() -> str:
    tokens = dict(re.findall(r"(--[\w-]+): ([^;]+);", (CSS / "tokens.css").read_text("utf-8")))
    sheet = (CSS / "sankey.css").read_text("utf-8").split("/* pages */")[0]
    return re.sub(r"var\((--[\w-]+)\)", lambda found: tokens[found[1]], sheet)
