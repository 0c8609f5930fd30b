"""Settings that hold everywhere; production adds strictness, demo and test invented people."""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from portal.env import ROOT, env
from portal.operating.logs import JSON
from portal.settings.files import FILES_BUCKET, where_files_are  # noqa: F401
from portal.settings.login import *  # noqa: F403

DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SITE_URL = env("SITE_URL", default="http://localhost:8000")
# Before the number of each process in open data; who publishes asks for one (decision 330).
OCDS_PREFIX = env("OCDS_PREFIX", default="") or "ocds-000000"
RUN_DIR = ROOT / env("RUN_DIR", default=".run")
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "portal",
    "portal.accounts",
    "portal.audit",
    "portal.mail",
    "portal.work",
    "portal.calendars",
    "portal.signin",
    "portal.federation",
    "portal.files",
    "portal.sme",
    "portal.team",
    "portal.people",
    "portal.review",
    "portal.support",
    "portal.theming",
    "calls",
    "calls.advice",
    "calls.market",
    "calls.catalogue",
    "calls.alerts",
    "calls.amendments",
    "calls.outages",
    "calls.clarification",
    "calls.editing",
    "calls.custody",
    "calls.delegation",
    "calls.roles",
    "applications",
    "applications.confirming",
    "applications.partnering",
    "applications.refusals",
    "applications.exporting",
    "applications.writing",
    "assessment",
    "assessment.booklets",
    "assessment.line",
    "assessment.minutes",
    "assessment.pitches",
    "assessment.panel",
    "assessment.independence",
    "assessment.admissibility",
    "awards",
    "awards.group_mail",
    "awards.negotiation",
    "awards.partnership",
    "awards.holds",
    "awards.lettering",
    "awards.record",
    "awards.contracting",
    "awards.buyers",
    "awards.stories",
    "awards.remedies",
    "awards.revisions",
    "funnel",
    "funnel.cofunding",
    "funnel.history",
    "funnel.opendata",
    "funnel.targets",
    "funnel.outreach",
    "funnel.results",
    "funnel.portfolio",
    "funnel.summaries",
    "funnel.timing",
    "funnel.external",
    "funnel.reports",
    "archive",
    "archive.persons",
    "archive.retention",
    "archive.woo",
]

MIDDLEWARE = [
    # Outside everything else, so that no answer leaves without them: errors and static files too.
    "portal.headers.HeadersOnEveryAnswer",
    "csp.middleware.CSPMiddleware",
    "portal.operating.requests.EachRequest",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.middleware.LanguageOfAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.signin.middleware.SessionLimits",
    "portal.middleware.PrivateByDefault",
    "portal.ratelimit.BrakeOnCostlyWork",
    "portal.middleware.SecondFactorFirst",
    "portal.support.middleware.AsSupport",
    "portal.middleware.RefusalsOnRecord",
    "portal.files.away.StoreAway",
    "portal.files.ranges.PartsOfDownloads",
    "portal.middleware.NoPageAtNul",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.context_processors.page",
            ],
            "builtins": ["portal.templatetags.trechter"],
        },
    }
]

# ---- data -------------------------------------------------------------------------------------
# Two roles on one database: "default" may read and write rows, "owner" may change tables. The
# application never connects as owner; migrations and the movable clock of the demo do.
DATABASES = {
    "default": env.db_url_config(env("DATABASE_URL", default="postgres:///trechter")),
    "owner": env.db_url_config(
        env("DATABASE_OWNER_URL", default=env("DATABASE_URL", default="postgres:///trechter"))
    ),
}
for _database in DATABASES.values():
    _database["CONN_MAX_AGE"] = 600
    _database["CONN_HEALTH_CHECKS"] = True
DATABASES["owner"]["CONN_MAX_AGE"] = 0
CLOCK_MOVES = False  # True only in demo and test: portal_now() then adds an offset

STORAGES = {
    "default": where_files_are(RUN_DIR / "files"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Every upload is encrypted while it comes in; no plaintext is ever written to a disk.
FILE_UPLOAD_HANDLERS = ["portal.files.uploads.EncryptingUploadHandler"]
MAX_UPLOAD_BYTES = 100 * 1024 * 1024
# What one person may upload in 24 hours, in files and in bytes; and how many documents and exports
# one person, or one network address without a login, has made in an hour (decision 432).
UPLOADS_A_DAY, UPLOAD_BYTES_A_DAY = 1_000, 5 * 1024**3
COSTLY_AN_HOUR = 300
UPLOAD_PART_BYTES = 1024 * 1024  # what a broken line costs at most, and who waits behind it
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A page with 500 rows of a dozen inputs gets its errors back, and not a bare refusal.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8000

# The virus scanner: tcp://host:3310 or unix:///run/clamav/clamd.ctl; empty for none.
CLAMD = env("CLAMD", default="")

STATIC_URL = "/static/"
STATIC_ROOT = RUN_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"]
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}

# ---- people -----------------------------------------------------------------------------------
# The trade register. Without a key nobody is asked, and every number stays "not checked".
KVK_API_URL = env("KVK_API_URL", default="https://api.kvk.nl/api").rstrip("/")
KVK_API_KEY = env("KVK_API_KEY", default="")
KVK_CA_FILE = env("KVK_CA_FILE", default="")  # roots to trust for it instead of the system's
KVK_TIMEOUT_SECONDS = 3
# What seals letters and reports: a PKCS#12 file, and its password. Empty: nothing is sealed.
PDF_SEAL_FILE = env("PDF_SEAL_FILE", default="")
PDF_SEAL_PASSWORD = env("PDF_SEAL_PASSWORD", default="")
SECURITY_CONTACT = env("SECURITY_CONTACT", default="security@trechter.example")

# ---- language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# ---- effects ----------------------------------------------------------------------------------
REDIS_URL = env("REDIS_URL", default="")
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object]
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # A page does not wait for a queue that is gone: what it would have told, the sweeps find.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    }
    CACHES = {"default": {"BACKEND": "portal.cache.PatientCache", "LOCATION": REDIS_URL}}
else:
    # No server of its own: messages are files. What is lost with them, the sweeps find again.
    _broker = RUN_DIR / "broker"
    CELERY_BROKER_URL = "filesystem://localhost/"
    CELERY_BROKER_TRANSPORT = "portal.filebroker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "messages"),
        "data_folder_out": str(_broker / "messages"),
        "processed_folder": str(_broker / "done"),
        "control_folder": str(_broker / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
    for _folder in ("messages", "done", "control"):
        (_broker / _folder).mkdir(parents=True, exist_ok=True)
    # One machine, several processes (web and worker): the cache is shared through files.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": RUN_DIR / "cache",
        }
    }
# Public pages, for a second, in each web process: no server is asked for them.
CACHES["pages"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "pages",
    "OPTIONS": {"MAX_ENTRIES": 500},
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_PUBLISH_RETRY = False
# No mail waits behind hundreds of receipts: those have a queue and, in docker-compose.yml, a worker
# of their own. A worker that names no queue does everything.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("documents")]
_documents = ("portal.work.tasks.run_open_jobs", "portal.work.tasks.take_up_jobs")
CELERY_TASK_ROUTES = {name: {"queue": "documents"} for name in _documents}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# The libraries that lay out text keep some 30 kB of every letter: a process that has grown is
# replaced by a fresh one when its task is done. One that made its first letters has 204 MB.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 225_000  # kB
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # one way of writing the log, LOGGING below
CELERY_TIMEZONE = "Europe/Amsterdam"
ACCESS_REVIEW_EVERY = timedelta(days=182)  # who has access is looked through this often
CELERY_BEAT_SCHEDULE_FILENAME = str(RUN_DIR / "beat-schedule")
# Beat only pokes. Each task finds its own due rows, so a missed or double beat is harmless.
CELERY_BEAT_SCHEDULE = {
    "close-unanswered": {
        "task": "assessment.admissibility.tasks.close_overdue",
        "schedule": crontab(minute=10),
    },
    "end-support": {"task": "portal.support.tasks.end_those_over", "schedule": 60.0},
    "review-access": {"task": "portal.review.tasks.open_due", "schedule": crontab(hour=5)},
    "deliver-mail": {"task": "portal.mail.tasks.deliver_due", "schedule": 10.0},
    "chain-audit": {"task": "portal.audit.tasks.chain_events", "schedule": 5.0},
    "sign-checkpoint": {
        "task": "portal.audit.tasks.sign_checkpoint",
        "schedule": crontab(minute=0),
    },
    "work-jobs": {"task": "portal.work.tasks.take_up_jobs", "schedule": 10.0},
    "forget-sessions": {
        "task": "portal.signin.tasks.forget_ended",
        "schedule": crontab(hour=4, minute=20),
    },
    "send-digests": {"task": "portal.mail.tasks.send_digests", "schedule": 300.0},
    "remind": {"task": "portal.work.tasks.remind", "schedule": 300.0},
    "write-phases": {"task": "calls.tasks.write_phase_states", "schedule": 30.0},
    "ask-to-decide": {"task": "awards.tasks.ask_to_decide", "schedule": 30.0},
    "explain-in-time": {"task": "awards.remedies.tasks.escalate", "schedule": 300.0},
    "close-cofunding": {
        "task": "funnel.cofunding.tasks.close_those_over",
        "schedule": 300.0,
    },
    "publish-releases": {"task": "funnel.opendata.tasks.publish", "schedule": 60.0},
    "refresh-summaries": {"task": "funnel.summaries.tasks.refresh", "schedule": 20.0},
    "recount-summaries": {
        "task": "funnel.summaries.tasks.recount",
        "schedule": crontab(hour=1, minute=30),
    },
    "make-reports": {
        "task": "funnel.reports.tasks.make_due",
        "schedule": crontab(minute=20),
    },
    "announce-calls": {"task": "calls.alerts.tasks.announce", "schedule": 60.0},
    "forget-addresses": {"task": "calls.alerts.tasks.sweep", "schedule": 3600.0},
    "lapse-drafts": {"task": "applications.tasks.lapse_drafts", "schedule": 60.0},
    "forget-unconfirmed": {"task": "calls.market.tasks.forget", "schedule": crontab(hour=4)},
    "try-shares": {"task": "calls.custody.tasks.ask_to_try_shares", "schedule": 600.0},
    "remind-sessions": {"task": "funnel.outreach.tasks.remind", "schedule": 600.0},
    "forget-attendees": {"task": "funnel.outreach.tasks.forget", "schedule": crontab(hour=4)},
    "write-ledger": {"task": "calls.outages.tasks.write_minute", "schedule": crontab()},
    "follow-calls": {"task": "calls.market.tasks.follow_calls", "schedule": 60.0},
    "tell-of-terms": {
        "task": "applications.confirming.tasks.tell_of_terms",
        "schedule": 30.0,
    },
    "copy-forms": {"task": "applications.exporting.tasks.copy_forms", "schedule": 30.0},
    "go-on-after-outage": {"task": "applications.tasks.go_on_after_outage", "schedule": 30.0},
    "scan-waiting": {"task": "portal.files.tasks.scan_waiting", "schedule": 60.0},
    "refuse-infected": {
        "task": "applications.writing.tasks.refuse_infected",
        "schedule": 60.0,
    },
    "sweep-uploads": {
        "task": "applications.writing.tasks.sweep_uploads",
        "schedule": crontab(hour=2),
    },
    "let-copies-go": {"task": "archive.persons.tasks.let_copies_go", "schedule": 3600.0},
    "sweep-orphan-files": {"task": "portal.files.tasks.sweep_orphans", "schedule": crontab(hour=3)},
}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 8  # seconds that a mail server may be silent
if _email := env("EMAIL_URL", default=""):
    vars().update(env.email_url_config(_email))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Trechter <portaal@trechter.example>")
# Where people practise, told on the help pages: an address of the organisation, or none.
PRACTICE_URL = env("PRACTICE_URL", default="")
WEB_URL = env("WEB_URL", default="").rstrip("/")  # a web process, as the worker reaches it
METRICS_TOKEN = env("METRICS_TOKEN", default="")  # with none, nobody reads the numbers

# ---- pages ------------------------------------------------------------------------------------
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
# No script and no other site reads a cookie: forms carry their token themselves. Lax and not
# Strict, because a link in a mail must find who is logged in.
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOG_FORMATTERS: dict[str, Any] = {
    "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    "json": JSON,
}
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": LOG_FORMATTERS,
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "portal": {"level": "WARNING"},  # a line for each request is for production
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
