from importlib import import_module

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self) -> None:
        """Register the kinds of jobs of this room, in web processes as in workers."""
        import_module("applications.tasks")
