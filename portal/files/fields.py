"""The fields of a form that take a file: one that is sound and of a kind asked, or a reason."""

from typing import Any

from django import forms
from django.conf import settings

from portal.files import contents, pictures, store
from portal.files.kinds import SAME, require_kind
from portal.files.uploads import EncryptedUpload


class SoundFile(forms.FileField):
    """Judges a file by its content, wherever in the portal it comes in (ASVS 5.2.2).

    `kinds` as in portal.files.kinds; `most_mb` none is as large as the portal takes.
    """

    def __init__(self, *, kinds: tuple[str, ...] = ("pdf",), most_mb: int = 0, **more: Any) -> None:
        endings = [*kinds, *(name for name, kind in SAME.items() if kind in kinds)]
        widget = forms.ClearableFileInput(
            attrs={"accept": ",".join(f".{each}" for each in endings)}
        )
        super().__init__(**{"widget": widget, "max_length": 160, **more})
        self.kinds = kinds
        self.most_bytes = most_mb * 1024**2 or settings.MAX_UPLOAD_BYTES

    def clean(self, data: Any, initial: Any = None) -> EncryptedUpload | None:
        """The upload, with the content type of its kind; None when none was sent."""
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            require_kind(upload, self.kinds, self.most_bytes)
        except contents.BadContent as bad:
            raise forms.ValidationError(bad.message, code="file") from bad
        return upload


class PictureField(forms.FileField):
    """Takes a picture for the public by its content, and writes it anew (portal.files.pictures)."""

    def __init__(self, **more: Any) -> None:
        widget = forms.ClearableFileInput(attrs={"accept": ".png,.jpg,.jpeg"})
        super().__init__(**{"widget": widget, "max_length": 160, **more})

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        """The picture as a JPEG without what came with it; None when none was sent."""
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return pictures.rewritten(upload)
        except (contents.BadContent, store.VirusFound) as bad:
            raise forms.ValidationError(bad.message, code="picture") from bad
