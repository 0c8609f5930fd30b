from django.apps import AppConfig


class PitchesConfig(AppConfig):
    name = "assessment.pitches"
    label = "pitches"
