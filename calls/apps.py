from importlib import import_module

from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "calls"

    def ready(self) -> None:
        """What the ground below asks of calls, whichever process asks."""
        import_module("calls.undelivered")
        import_module("calls.numbers")
        import_module("calls.looks")
