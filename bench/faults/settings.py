"""Settings of the processes that meet the faults: production's effects, on a database for tests."""

from portal.env import application_keys, checkpoint_key, env
from portal.settings.base import *  # noqa: F403
from portal.settings.base import INSTALLED_APPS, STORAGES

SECRET_KEY = env("SECRET_KEY")
APPLICATION_KEYS = application_keys()
CHECKPOINT_KEY = checkpoint_key()
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
INSTALLED_APPS = [*INSTALLED_APPS, "demo", "bench.faults.apps.FaultsConfig"]
CLOCK_MOVES = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nothing is collected first: static files come from their folders.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
