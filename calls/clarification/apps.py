from importlib import import_module

from django.apps import AppConfig


class ClarificationConfig(AppConfig):
    name = "calls.clarification"

    def ready(self) -> None:
        """Register the jobs of this room and who is involved, in web processes as in workers."""
        import_module("calls.clarification.involved")
        import_module("calls.clarification.tasks")
