"""A workbook that breaks off while it is written."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.spreadsheets import xlsx


def test_rows_that_break_off_leave_nothing_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen: list[Path] = []

    def rows() -> Iterator[list[str]]:
        yield ["Bloem Bruggen B.V."]
        seen.extend(tmp_path.iterdir())  # the control: while it is written it is there
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        xlsx({"Offertes": rows()})
    assert seen
    assert list(tmp_path.iterdir()) == []
