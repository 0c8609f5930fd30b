from django.apps import AppConfig


class ConfirmingConfig(AppConfig):
    name = "applications.confirming"
