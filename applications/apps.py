from importlib import import_module

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self) -> None:
        """Register the jobs of this room and who is involved, in web processes as in workers."""
        import_module("applications.involved")
        import_module("applications.audience")
        import_module("applications.one_side")
        import_module("applications.seals")
        import_module("applications.tasks")
        import_module("applications.counting")
        import_module("applications.confirming.tasks")
