"""The WSGI entry point for gunicorn."""

import gc
import os

from django.core.files.storage import default_storage
from django.core.wsgi import get_wsgi_application

from portal.celery import app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

application = get_wsgi_application()

# The client of a bucket takes a second to load and to make: no upload waits for that.
getattr(default_storage, "client", None)

# Nor does the first who sends wait until everything is loaded with which a worker is told of it.
app.finalize(auto=True)
app.amqp.Producer  # noqa: B018  loads the transport

# What the start made stays: without this, some request pays for looking through all of it again.
gc.collect()
gc.freeze()
