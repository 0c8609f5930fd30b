"""Settings of the workers: the database and the files of who measures, and a queue of files."""

import os
from pathlib import Path

from portal.settings.test import *  # noqa: F403
from portal.settings.test import STORAGES

CELERY_BROKER_URL = "filesystem://localhost/"
CELERY_TASK_ALWAYS_EAGER = False
STORAGES = {
    **STORAGES,
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": Path(os.environ["BENCH_FILES"])},
    },
}
