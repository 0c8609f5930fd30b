"""A web server for the bars, on the database and files of who measures: pages as in production."""

from portal.settings.demo import *  # noqa: F403
from portal.settings.demo import MIDDLEWARE, STORAGES

MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("demo.")]
# Nothing is collected first: static files come from their folders.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
