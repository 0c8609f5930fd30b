from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "portal.work"

    def ready(self) -> None:
        """Every process that sends mail must know how a reminder is written."""
        import_module("portal.work.reminders")
