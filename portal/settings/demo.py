"""The demo on one's own machine: invented people, a movable clock, mail in a folder to read."""

from portal.env import application_keys, checkpoint_key, env
from portal.settings.base import *  # noqa: F403
from portal.settings.base import CELERY_BEAT_SCHEDULE, INSTALLED_APPS, MIDDLEWARE, RUN_DIR

SECRET_KEY = env("SECRET_KEY")
APPLICATION_KEYS = application_keys()
CHECKPOINT_KEY = checkpoint_key()
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
MIDDLEWARE = [*MIDDLEWARE, "demo.middleware.DemoBar"]
CLOCK_MOVES = True
PRACTICE_URL = "/demo/#practise"  # its own exercises

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = RUN_DIR / "mail"
CELERY_BEAT_SCHEDULE = {
    **CELERY_BEAT_SCHEDULE,
    "deliver-mail": {"task": "portal.mail.tasks.deliver_due", "schedule": 3.0},
    "work-jobs": {"task": "portal.work.tasks.take_up_jobs", "schedule": 3.0},
}
