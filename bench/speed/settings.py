"""The pages of the portal, and beside them bare views that answer with the same bytes."""

from bench.offers.settings import *  # noqa: F403

ROOT_URLCONF = "bench.speed.urls"
