"""Settings of the processes in the spike: production's pages and log, on a database for tests."""

from bench.faults.settings import *  # noqa: F403
from bench.faults.settings import INSTALLED_APPS
from portal.settings.base import LOGGING

INSTALLED_APPS = [name for name in INSTALLED_APPS if not name.startswith("bench.")]
WHITENOISE_AUTOREFRESH = False
LOGGING = {
    **LOGGING,
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {**LOGGING["loggers"], "portal": {"level": "INFO"}},
}
