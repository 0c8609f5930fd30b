from importlib import import_module

from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "calls"

    def ready(self) -> None:
        """Officers hear of mails that did not arrive, whichever process finds out."""
        import_module("calls.undelivered")
