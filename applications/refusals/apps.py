from django.apps import AppConfig


class RefusalsConfig(AppConfig):
    name = "applications.refusals"
