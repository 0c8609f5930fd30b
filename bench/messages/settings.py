"""Settings of the processes that are killed: a real queue, a real mail server, quick sweeps."""

import os

from portal.settings.test import *  # noqa: F403
from portal.settings.test import RUN_DIR

CELERY_BROKER_URL = os.environ["BENCH_BROKER"]
CELERY_TASK_ALWAYS_EAGER = False
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["BENCH_SMTP_PORT"])
CELERY_BEAT_SCHEDULE_FILENAME = str(RUN_DIR / "beat")
CELERY_BEAT_SCHEDULE = {"deliver-mail": {"task": "portal.mail.tasks.deliver_due", "schedule": 1.0}}
