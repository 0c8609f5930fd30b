from importlib import import_module

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"

    def ready(self) -> None:
        """Register who of this room is involved in a call."""
        import_module("assessment.involved")
        import_module("assessment.one_side")
        import_module("assessment.reviewed")
        import_module("assessment.rights")
