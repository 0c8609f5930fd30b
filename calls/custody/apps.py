from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "calls.custody"
