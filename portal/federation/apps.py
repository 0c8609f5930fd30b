from django.apps import AppConfig


class FederationConfig(AppConfig):
    name = "portal.federation"
