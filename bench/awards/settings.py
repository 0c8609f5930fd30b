"""Settings of the worker that is killed: the database and the files of who measures."""

import os
from pathlib import Path

from portal.settings.test import *  # noqa: F403
from portal.settings.test import STORAGES

STORAGES = {
    **STORAGES,
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": Path(os.environ["BENCH_FILES"])},
    },
}
