"""A drawing for the story of a viaduct: made here, so that nothing of anybody else is shown."""

from io import BytesIO

WIDTH, HEIGHT = 1200, 675
SKY_TOP, SKY_LOW = (202, 222, 235), (245, 240, 228)
WATER, BANK, DECK, PIER, SHADE = (
    (126, 160, 176), (120, 142, 104), (92, 98, 108), (134, 140, 148), (70, 76, 86)
)  # fmt: skip
ALT = "Tekening van een viaduct van losse liggers op vier pijlers, boven water."


def viaduct() -> bytes:
    """A viaduct of separate beams on piers over water, as JPEG."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  only when a story is told

    image = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    for y in range(HEIGHT):
        share = y / HEIGHT
        row = tuple(
            round(top + (low - top) * share) for top, low in zip(SKY_TOP, SKY_LOW, strict=True)
        )
        draw.line([(0, y), (WIDTH, y)], fill=row)
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
    out = BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()
