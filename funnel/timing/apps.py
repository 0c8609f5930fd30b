from django.apps import AppConfig


class TimingConfig(AppConfig):
    name = "funnel.timing"
    label = "timing"
