from importlib import import_module

from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "portal.support"

    def ready(self) -> None:
        """Audit lines of a session with consent name both people."""
        import_module("portal.support.behalf")
