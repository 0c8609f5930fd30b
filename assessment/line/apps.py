from django.apps import AppConfig


class LineConfig(AppConfig):
    name = "assessment.line"
    label = "line"
