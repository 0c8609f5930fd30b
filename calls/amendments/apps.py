from django.apps import AppConfig


class AmendmentsConfig(AppConfig):
    name = "calls.amendments"
