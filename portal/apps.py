from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Trechter"

    def ready(self) -> None:
        """Register the deployment checks."""
        from portal import checks  # noqa: F401, PLC0415
