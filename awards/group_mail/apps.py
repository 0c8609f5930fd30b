from django.apps import AppConfig


class GroupMailConfig(AppConfig):
    name = "awards.group_mail"
