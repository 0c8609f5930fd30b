from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Trechter"

    def ready(self) -> None:
        """Register the deployment checks, and let our own lines go into the log."""
        from portal import checks  # noqa: F401, PLC0415
        from portal.operating import logs  # noqa: PLC0415

        logs.configure()
