"""How the log is written: one JSON object per line, times in UTC, and nothing about people.

Names, addresses and content are not logged. What libraries and the database say of their own is
taken out here: mail and network addresses, addresses of pages, the values in an error of the
database.
"""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

Event = MutableMapping[str, Any]

MAIL = re.compile(r"[^\s@<>\"'()=,;]+@[^\s@<>\"'()=,;]+")
NETWORK = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{0,4}\b")
# "DETAIL:  Key (email)=(...) already exists." and what PostgreSQL quotes of a statement.
DETAIL = re.compile(r"^(?:DETAIL|CONTEXT|LINE \d+):.*$", re.MULTILINE)
PAGES = ("django.request", "django.security", "django.server")  # they quote addresses


def without_people(logger: Any, name: str, event: Event) -> Event:
    """Take mail addresses, network addresses and quoted values out of every text."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = NETWORK.sub("…", MAIL.sub("…", DETAIL.sub("…", value)))
    return event


def without_addresses_of_pages(logger: Any, name: str, event: Event) -> Event:
    """Django quotes the address of a page, which may hold a secret: the status says enough."""
    record = event.get("_record")
    if record is not None and record.name.startswith(PAGES):
        status = getattr(record, "status_code", "")
        event["event"] = f"{record.name} {status}".strip()
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
]
JSON = {
    "()": structlog.stdlib.ProcessorFormatter,
    "foreign_pre_chain": [*SHARED, without_addresses_of_pages],
    "processors": [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        without_people,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ],
}


def configure() -> None:
    """Our own lines go the way of everybody's: through logging, and its formatter."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
