from importlib import import_module

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "portal.review"

    def ready(self) -> None:
        """What this room itself knows of access; the rooms above register theirs."""
        import_module("portal.review.sources")
