from django.apps import AppConfig


class PartneringConfig(AppConfig):
    name = "applications.partnering"
