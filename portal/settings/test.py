"""Tests: as the demo, but without its bar on every page, with cheap secrets, mail in memory and
tasks in the caller's process."""

from os import getpid

from portal.env import fixed_key
from portal.settings.base import *  # noqa: F403
from portal.settings.base import INSTALLED_APPS, RUN_DIR, STORAGES

SECRET_KEY = fixed_key("session").hex()
APPLICATION_KEYS = [fixed_key("application")]
CHECKPOINT_KEY = fixed_key("checkpoint")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
CLOCK_MOVES = True

# Each process has a folder of its own, inside the one that is thrown away after the run.
RUN_DIR = RUN_DIR / f"process-{getpid()}"
STORAGES = {
    **STORAGES,
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": RUN_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # nothing was collected: static files come from their folders
COSTLY_AN_HOUR = 100_000  # one machine asks for all of them; tests of the brake set their own
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Tests change things and look within a second.
    "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LEAKED_PASSWORDS_URL = ""  # no test asks the real service
KVK_API_KEY = ""  # no test asks the real register
CLAMD = ""  # nor a scanner that happens to run here
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
