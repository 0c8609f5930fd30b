from django.apps import AppConfig


class MinutesConfig(AppConfig):
    name = "assessment.minutes"
    label = "minutes"
