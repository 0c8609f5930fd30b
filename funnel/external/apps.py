from django.apps import AppConfig


class ExternalConfig(AppConfig):
    name = "funnel.external"
    label = "external"
