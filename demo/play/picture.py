"""Drawings for stories: made here, so that nothing of anybody else is shown."""

from io import BytesIO
from typing import Any

WIDTH, HEIGHT = 1200, 675
SKY_TOP, SKY_LOW = (202, 222, 235), (245, 240, 228)
WATER, BANK, DECK, PIER, SHADE = (
    (126, 160, 176), (120, 142, 104), (92, 98, 108), (134, 140, 148), (70, 76, 86)
)  # fmt: skip
DIKE = "Tekening van een groene dijk met meetpalen, tussen het water en een weiland."
ALT = "Tekening van een viaduct van losse liggers op vier pijlers, boven water."


def viaduct() -> bytes:
    """A viaduct of separate beams on piers over water, as JPEG."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  only when a story is told

    image = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    _sky(draw)
    draw.rectangle([0, 520, WIDTH, HEIGHT], fill=WATER)
    draw.polygon([(0, 470), (150, 520), (0, 560)], fill=BANK)
    draw.polygon([(WIDTH, 470), (WIDTH - 150, 520), (WIDTH, 560)], fill=BANK)
    for x in range(200, WIDTH, 267):
        draw.polygon([(x - 22, 330), (x + 22, 330), (x + 30, 560), (x - 30, 560)], fill=PIER)
        draw.rectangle([x - 46, 312, x + 46, 334], fill=SHADE)
    for left in range(-67, WIDTH, 267):  # beams with a joint between them: they come apart again
        draw.rectangle([left + 3, 262, left + 264, 312], fill=DECK)
        draw.rectangle([left + 3, 300, left + 264, 312], fill=SHADE)
    draw.rectangle([0, 252, WIDTH, 262], fill=PIER)
    for x in range(20, WIDTH, 40):
        draw.line([(x, 226), (x, 252)], fill=SHADE, width=3)
    draw.line([(0, 226), (WIDTH, 226)], fill=SHADE, width=5)
    for y in range(585, HEIGHT, 24):
        for x in range((y * 7) % 90, WIDTH, 180):
            draw.line([(x, y), (x + 70, y)], fill=(150, 180, 194), width=3)
    return _jpeg(image)


def dike() -> bytes:
    """A dike with gauges on its crest, water on one side and a meadow on the other, as JPEG."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  only when a story is told

    image = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    _sky(draw)
    draw.rectangle([0, 440, 560, HEIGHT], fill=WATER)
    for y in range(470, HEIGHT, 26):
        for x in range((y * 5) % 80, 420, 150):
            draw.line([(x, y), (x + 60, y)], fill=(150, 180, 194), width=3)
    draw.rectangle([640, 560, WIDTH, HEIGHT], fill=(146, 168, 118))
    draw.polygon([(300, HEIGHT), (560, 270), (700, 270), (1040, HEIGHT)], fill=BANK)
    draw.polygon([(560, 270), (700, 270), (706, 284), (552, 284)], fill=PIER)
    for x, y in ((470, 396), (628, 270), (800, 420), (910, 540)):
        draw.rectangle([x - 5, y - 90, x + 5, y + 6], fill=DECK)
        draw.ellipse([x - 17, y - 118, x + 17, y - 84], fill=(213, 94, 0))
    return _jpeg(image)


def _sky(draw: Any) -> None:
    for y in range(HEIGHT):
        share = y / HEIGHT
        row = tuple(
            round(top + (low - top) * share) for top, low in zip(SKY_TOP, SKY_LOW, strict=True)
        )
        draw.line([(0, y), (WIDTH, y)], fill=row)


def _jpeg(image: Any) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()
