from django.apps import AppConfig


class AdmissibilityConfig(AppConfig):
    name = "assessment.admissibility"
    label = "admissibility"
