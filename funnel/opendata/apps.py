from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    name = "funnel.opendata"
    label = "opendata"
