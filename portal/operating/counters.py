"""What this web process counted, and what all web processes beside it did.

Each process has a small file of its own that it maps into memory, so counting costs nothing and
takes no lock between processes. Files of processes that are gone stay: a counter never goes back.
"""

import mmap
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

KINDS = ("send", "save", "page")  # sending an offer, saving one while typing, everything else
STATUSES = ("2xx", "3xx", "4xx", "5xx")
BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds
NAMES = (
    *(f'trechter_requests_total{{kind="{kind}",status="{status}"}}'
      for kind in KINDS for status in STATUSES),
    *(f'trechter_request_seconds_bucket{{kind="{kind}",le="{bound}"}}'
      for kind in KINDS for bound in (*BOUNDS, "+Inf")),
    *(f'trechter_request_seconds_{what}{{kind="{kind}"}}'
      for kind in KINDS for what in ("sum", "count")),
)  # fmt: skip
PLACES = {name: place for place, name in enumerate(NAMES)}
SIZE = struct.calcsize("d")


class Counters:
    """The numbers of one process."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            file.truncate(len(NAMES) * SIZE)
            self._numbers = mmap.mmap(file.fileno(), len(NAMES) * SIZE)
        self._lock = threading.Lock()

    def add(self, *names: str, amount: float = 1.0) -> None:
        """Add to some of them."""
        with self._lock:
            for name in names:
                place = PLACES[name] * SIZE
                (was,) = struct.unpack_from("d", self._numbers, place)
                struct.pack_into("d", self._numbers, place, was + amount)


_ours: dict[int, Counters] = {}
_opening = threading.Lock()


def count(kind: str, status: int, seconds: float) -> None:
    """One request of this kind, answered with this status after so many seconds."""
    ours = _of_this_process()
    if ours is None:
        return
    bounds = [bound for bound in (*BOUNDS, "+Inf") if bound == "+Inf" or seconds <= float(bound)]
    ours.add(
        f'trechter_requests_total{{kind="{kind}",status="{_class_of(status)}"}}',
        *(f'trechter_request_seconds_bucket{{kind="{kind}",le="{bound}"}}' for bound in bounds),
        f'trechter_request_seconds_count{{kind="{kind}"}}',
    )
    ours.add(f'trechter_request_seconds_sum{{kind="{kind}"}}', amount=seconds)


def _class_of(status: int) -> str:
    return STATUSES[min(max(status // 100, 2), 5) - 2]


def totals() -> dict[str, float]:
    """Every number, summed over the web processes of this machine."""
    summed = [0.0] * len(NAMES)
    for content in _files():
        numbers = struct.unpack(f"{len(NAMES)}d", content)
        summed = [total + number for total, number in zip(summed, numbers, strict=True)]
    return dict(zip(NAMES, summed, strict=True))


def as_metrics() -> Iterator[str]:
    """The totals as Prometheus reads them."""
    for name, total in totals().items():
        yield f"{name} {total:g}"


def _files() -> Iterator[bytes]:
    for path in sorted(_folder().glob("*.numbers")):
        content = path.read_bytes()
        if len(content) == len(NAMES) * SIZE:
            yield content


def _of_this_process() -> Counters | None:
    """Made at the first request, after the web server has split; None where nothing can be kept."""
    pid = os.getpid()
    if pid not in _ours:
        with _opening, suppress(OSError):
            _ours.setdefault(pid, Counters(_folder() / f"{pid}.numbers"))
    return _ours.get(pid)


def _folder() -> Path:
    return Path(settings.RUN_DIR) / "numbers"
