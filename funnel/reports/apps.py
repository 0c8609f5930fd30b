from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "funnel.reports"
    label = "reports"
