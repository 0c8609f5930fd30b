from importlib import import_module

from django.apps import AppConfig


class HoldsConfig(AppConfig):
    name = "awards.holds"

    def ready(self) -> None:
        """A letter whose mail comes back holds the contracts, whichever process finds out."""
        import_module("awards.holds.undelivered")
