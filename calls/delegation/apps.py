from importlib import import_module

from django.apps import AppConfig


class DelegationConfig(AppConfig):
    name = "calls.delegation"

    def ready(self) -> None:
        """Audit lines of a delegate name for whom they act."""
        import_module("calls.delegation.behalf")
