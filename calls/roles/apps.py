from importlib import import_module

from django.apps import AppConfig


class RolesConfig(AppConfig):
    name = "calls.roles"

    def ready(self) -> None:
        """Tell the lines of access that this room gives."""
        import_module("calls.roles.reviewed")
