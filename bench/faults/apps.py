from django.apps import AppConfig


class FaultsConfig(AppConfig):
    name = "bench.faults"

    def ready(self) -> None:
        """Let this process be killed at a named point."""
        from bench.faults import points  # noqa: PLC0415  Django is set up by now

        points.install()
