from importlib import import_module

from django.apps import AppConfig


class WooConfig(AppConfig):
    name = "archive.woo"

    def ready(self) -> None:
        """Every process that runs jobs must know how a disclosure is made."""
        import_module("archive.woo.disclosing")
