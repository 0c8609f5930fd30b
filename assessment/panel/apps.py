from django.apps import AppConfig


class PanelConfig(AppConfig):
    name = "assessment.panel"
    label = "panel"
