from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "calls.advice"
    label = "advice"
