from django.apps import AppConfig


class ThemingConfig(AppConfig):
    name = "portal.theming"
