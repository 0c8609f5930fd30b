from django.apps import AppConfig


class LetteringConfig(AppConfig):
    name = "awards.lettering"
