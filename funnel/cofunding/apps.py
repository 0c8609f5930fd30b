from importlib import import_module

from django.apps import AppConfig


class CofundingConfig(AppConfig):
    name = "funnel.cofunding"

    def ready(self) -> None:
        """Every process that runs jobs must know how the letter of a request is made."""
        import_module("funnel.cofunding.letters")
