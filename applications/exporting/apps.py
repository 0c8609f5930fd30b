from importlib import import_module

from django.apps import AppConfig


class ExportingConfig(AppConfig):
    name = "applications.exporting"

    def ready(self) -> None:
        """Register the job that makes a PDF, in web processes as in workers."""
        import_module("applications.exporting.tasks")
