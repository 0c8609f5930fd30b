from importlib import import_module

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "awards.record"

    def ready(self) -> None:
        """Every process that runs jobs must know how a package is made."""
        import_module("awards.record.packing")
