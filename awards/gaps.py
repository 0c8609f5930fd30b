"""A sentence about what is missing, with the page where it is put right."""


class Gap(str):
    """Reads as its sentence; `url` is empty where no page of the portal can help."""

    url: str

    def __new__(cls, text: str, url: str = "") -> "Gap":
        gap = super().__new__(cls, text)
        gap.url = url
        return gap
