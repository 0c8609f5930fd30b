from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "funnel.history"
    label = "history"
