from importlib import import_module

from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "calls.market"
    label = "market"

    def ready(self) -> None:
        """Register who of this room is involved in a call."""
        import_module("calls.market.involved")
