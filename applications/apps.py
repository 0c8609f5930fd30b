from importlib import import_module

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self) -> None:
        """Register the jobs of this room, and whom of it a phase concerns, in every process."""
        import_module("applications.audience")
        import_module("applications.tasks")
