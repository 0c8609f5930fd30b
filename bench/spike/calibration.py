"""What a run had to do it with: how fast a core is, and how much of two cores others leave us.

Work that is timed during the run would be stretched by the run itself, and excuse it. So before
and after it two processes take what they can get, and the speed is measured in processor time.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from bench.bar import REFERENCE_MS, fixed_work

CORES = 2
TICKS = os.sysconf("SC_CLK_TCK")
SAMPLES = 15
BURN = """
import time
end = time.monotonic() + 1
while time.monotonic() < end: pass
print(time.process_time())
"""
QUIET = 0.25  # of a core


def on_two_cores() -> None:
    """Keep this process, and whatever it starts, on two cores of the machine."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


class Reference:
    """Begun before a run, and stopped after it."""

    def __init__(self) -> None:
        self.share = share()
        self.load = os.getloadavg()[0]
        self._began, self._busy, self._ours = time.monotonic(), _busy(), _ours()
        self.others = self.used = 0.0  # cores, on average

    def stop(self) -> None:
        """Count what was used since the beginning, and see whether there was more after all."""
        seconds = time.monotonic() - self._began
        self.used = (_ours() - self._ours) / seconds
        self.others = max(0.0, (_busy() - self._busy) / seconds - self.used)
        self.share = max(self.share, share())

    @property
    def factor(self) -> float:
        """How many times as long work may take here as on the reference machine at rest."""
        return max(1.0, 1 / self.share)

    def __str__(self) -> str:
        return (
            f"{self.share:.0%} of the reference's two cores were ours to take; we used"
            f" {self.used:.2f} cores, others {self.others:.2f}; load average {self.load:.1f} before"
        )


def share() -> float:
    """How much of the reference machine at rest there is for us now; as a part of it."""
    burners = [
        subprocess.Popen([sys.executable, "-c", BURN], stdout=subprocess.PIPE, text=True)
        for _core in range(CORES)
    ]
    got = sum(float(burner.communicate()[0]) for burner in burners)
    return got / CORES / _speed()


def is_quiet() -> bool:
    """Whether what we started has next to nothing to do for a moment."""
    before = _ours()
    time.sleep(0.5)
    return _ours() - before < QUIET * 0.5


def _speed() -> float:
    """Processor time of the fixed piece of work, beside the machine the limits were set on."""
    taken = []
    for _sample in range(SAMPLES):
        began = time.thread_time()
        fixed_work()
        taken.append((time.thread_time() - began) * 1000)
    return median(taken) / REFERENCE_MS


def _busy() -> float:
    """Seconds that the cores of the machine were at work, for whomever, so far."""
    user, nice, system, _idle, _io, irq, soft, steal = map(
        int, Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    )
    return (user + nice + system + irq + soft + steal) / TICKS


def _ours() -> float:
    """Seconds of processor time of this process and of all that it started, so far."""
    parents, used = {}, {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        pid = int(entry.parent.name)
        parents[pid] = int(fields[1])
        used[pid] = sum(map(int, fields[11:15])) / TICKS  # with that of children that ended
    ours = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(used[pid] for pid in ours)
