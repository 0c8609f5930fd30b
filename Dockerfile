# One image for web, worker, scheduler and migrations; docker-compose.yml says what each runs.

FROM python:3.13.9-slim-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc gettext libc6-dev libpq-dev \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
WORKDIR /app
COPY . .
RUN django-admin compilemessages --verbosity 0
# Collecting the static files reads no secret and opens no database, but the settings ask for keys.
RUN SECRET_KEY=unused APPLICATION_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    CHECKPOINT_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    RUN_DIR=/state DJANGO_SETTINGS_MODULE=portal.settings.production \
    python manage.py collectstatic --noinput --verbosity 0 \
    && mkdir -p /state/files /state/numbers

FROM python:3.13.9-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 libpq5 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin trechter
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build --chown=trechter /state /state
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=portal.settings.production \
    RUN_DIR=/state
WORKDIR /app
USER trechter
EXPOSE 8000
