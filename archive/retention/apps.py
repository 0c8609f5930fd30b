from importlib import import_module

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "archive.retention"

    def ready(self) -> None:
        """Every process that runs jobs must know how a list is carried out."""
        import_module("archive.retention.destroying")
