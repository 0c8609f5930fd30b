from django.apps import AppConfig


class BuyersConfig(AppConfig):
    name = "awards.buyers"
