from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "awards.stories"
