"""Files that people upload."""

from pathlib import Path

import pikepdf


def a_pdf(folder: Path, name: str) -> Path:
    """A real PDF of one empty page."""
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(folder / name)
    return folder / name
