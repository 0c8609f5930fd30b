from django.apps import AppConfig


class IndependenceConfig(AppConfig):
    name = "assessment.independence"
    label = "independence"
