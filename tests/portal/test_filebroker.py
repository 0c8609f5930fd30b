"""The file broker: a reader never meets half a message (celery/kombu issue 1551)."""

import threading
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection
from kombu.transport.filesystem import Transport as KombusTransport

from portal.filebroker import Transport

MESSAGES = 400


def send_and_read(transport: Any, folder: Path, messages: int = MESSAGES) -> int:
    """Publish from one thread and read from another; return how many came through whole."""
    options = {
        "data_folder_in": str(folder), "data_folder_out": str(folder),
        "control_folder": str(folder / "control"), "polling_interval": 0.001,
    }  # fmt: skip
    read: list[Any] = []
    sending = threading.Event()
    sending.set()

    def consume() -> None:
        with Connection("memory://", transport=transport, transport_options=options) as connection:
            queue = connection.SimpleQueue("work")
            while len(read) < messages and (sending.is_set() or queue.qsize()):
                try:
                    message = queue.get(timeout=1)
                except queue.Empty:
                    continue
                read.append(message.payload)
                message.ack()

    reader = threading.Thread(target=consume)
    reader.start()
    with Connection("memory://", transport=transport, transport_options=options) as connection:
        queue = connection.SimpleQueue("work")
        for number in range(messages):
            queue.put({"number": number, "text": "x" * 20_000})
    sending.clear()
    reader.join(timeout=300)
    return len(read)


def test_messages_all_come_through_whole(tmp_path: Path) -> None:
    assert send_and_read(Transport, tmp_path) == MESSAGES


def test_a_message_sent_while_another_thread_binds_the_queue_is_not_dropped(tmp_path: Path) -> None:
    for number in range(20):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert send_and_read(Transport, folder, messages=1) == 1


def test_half_a_message_ends_a_reader_which_is_why_none_may_ever_show(tmp_path: Path) -> None:
    """The control: kombu opens a message under its final name, and this is what a reader then does.

    If this fails, kombu has learnt to read on, and portal/filebroker.py can go.
    """
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path)}
    (tmp_path / "1_half.work.msg").touch()
    with (
        Connection("memory://", transport=KombusTransport, transport_options=options) as connection,
        pytest.raises(ValueError, match="Expecting value"),
    ):
        connection.SimpleQueue("work").get(timeout=1)
