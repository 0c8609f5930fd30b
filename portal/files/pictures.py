"""A picture for the public: checked by its content, and written anew without what came with it."""

import io

from django.utils.translation import gettext as _

from portal.files import contents, store
from portal.files.uploads import EncryptedUpload

HEADS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600  # pixels; no page shows it larger
CONTENT_TYPE = "image/jpeg"


def rewritten(upload: EncryptedUpload) -> bytes:
    """The picture as a JPEG of at most 1600 pixels a side, without place, camera or comments.

    Raises contents.BadContent for what is no sound PNG or JPEG, and store.VirusFound.
    """
    kind = next((kind for head, kind in HEADS.items() if bytes(upload.head).startswith(head)), None)
    if kind is None:
        raise contents.BadContent(_("This is not a PNG or JPEG picture."))
    if (upload.size or 0) > MOST_BYTES:
        raise contents.BadContent(_("This picture is larger than 15 MB."))
    store.scan(upload)
    try:
        with store.plain_of(upload) as content:
            contents.require_sound(kind, content, upload.size or 0)
            content.seek(0)
            return _as_jpeg(content.read())
    finally:
        upload.spool.seek(0)


def _as_jpeg(data: bytes) -> bytes:
    from PIL import Image, ImageOps  # noqa: PLC0415  only where a picture comes in

    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise contents.BadContent(_("This picture is too large to be shown."))
            # Turned as the camera says, before what the camera said is left out.
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise contents.BadContent(_("This picture is damaged: it cannot be opened.")) from error
    flat = Image.new("RGB", upright.size, "white")  # a JPEG knows no transparency
    flat.paste(upright, mask=upright.getchannel("A"))
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    made = io.BytesIO()
    flat.save(made, "JPEG", quality=85, optimize=True)
    return made.getvalue()
