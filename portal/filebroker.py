"""The broker of machines without Redis: kombu's file transport, with files that appear whole.

Kombu writes a message into its final name, so a worker that looks at that moment reads an empty
file and ends (celery/kombu issue 1551). Here a file is written under another name and then renamed.
"""

import fcntl
import os
import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.transport import filesystem
from kombu.transport.virtual import BrokerState
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """As kombu's; only the two places that write differ."""

    def _put(  # type: ignore[override]  # kombu names the argument differently from its own base
        self, queue: str, payload: Any, **kwargs: Any
    ) -> None:
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, dumps(payload))

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        file = self._exchange_file(exchange)
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        file.parent.mkdir(parents=True, exist_ok=True)
        with (file.parent / "binding.lock").open("w") as one_at_a_time:
            fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
            queues = self.get_table(exchange)
            if bound not in queues:
                _write_whole(file, dumps([bound, *queues]))


class Transport(filesystem.Transport):
    """What CELERY_BROKER_TRANSPORT names."""

    Channel = Channel

    @property
    def global_state(self) -> BrokerState:  # type: ignore[override]  # a class attribute there
        """What is bound, for one connection alone.

        Kombu remembers it for the whole process, and before the file says so: another thread would
        skip the binding and send to nobody, without an error.
        """
        return BrokerState()


def _write_whole(path: Path, text: str) -> None:
    # No queue is called "part", so nobody takes this name for a message.
    unfinished = path.with_name(f"{uuid.uuid4()}.part")
    unfinished.write_text(text, encoding="utf-8")
    os.replace(unfinished, path)
