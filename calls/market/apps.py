from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "calls.market"
    label = "market"
