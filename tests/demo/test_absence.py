"""Nothing of the demo exists outside it: no room, no page, no bar, no clock that moves."""

import pytest
from django.test import override_settings

from portal import clock
from tests.demo.conftest import Run

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "ALLOWED_HOSTS": "portal.example",
}
LOOK = """
from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, resolve
found = []
if apps.is_installed("demo"): found.append("room")
if any("demo" in name for name in settings.MIDDLEWARE): found.append("bar")
if settings.CLOCK_MOVES: found.append("clock")
for path in ("/demo/", "/demo/word/", "/demo/verder/X/", "/demo/scoren/X/", "/demo/post/",
             "/demo/oefenen/inkoper/"):
    try:
        resolve(path); found.append(path)
    except Resolver404:
        pass
print("FOUND", found)
"""


def test_production_has_no_demo_pages_bar_or_moving_clock(manage: Run) -> None:
    looked = manage("shell", "-c", LOOK, **PRODUCTION)
    assert "FOUND []" in looked.stdout, looked.stdout + looked.stderr


def test_demo_settings_do_have_them_so_the_look_can_find_something(manage: Run) -> None:
    looked = manage("shell", "-c", LOOK)
    for word in ("room", "bar", "clock", "/demo/verder/X/", "/demo/oefenen/inkoper/"):
        assert word in looked.stdout


@override_settings(CLOCK_MOVES=False)
def test_clock_cannot_be_moved_where_the_settings_do_not_say_so() -> None:
    with pytest.raises(clock.ImproperlyConfigured):
        clock.install_movable_clock()
    with pytest.raises(clock.ImproperlyConfigured):
        clock.move_clock_to(clock.datetime.max)
