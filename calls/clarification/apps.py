from importlib import import_module

from django.apps import AppConfig


class ClarificationConfig(AppConfig):
    name = "calls.clarification"

    def ready(self) -> None:
        """Register the kinds of jobs of this room, in web processes as in workers."""
        import_module("calls.clarification.tasks")
