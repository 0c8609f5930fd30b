"""The Celery application: entry points live in each app's tasks.py, the beat table in settings."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

GIVES_WAY = 10
# Linux weighs sessions before it weighs the processes in them, where it was built to (a desktop,
# most servers). In a container it does not, and docker-compose.yml gives the worker its weight.
SESSION = Path("/proc/self/autogroup")


@worker_process_init.connect
def give_way(**_signal: Any) -> None:
    """Letters and receipts are made when there is time: pages on the same machine come first."""
    os.nice(GIVES_WAY)
    with suppress(OSError):
        SESSION.write_text(str(GIVES_WAY))
