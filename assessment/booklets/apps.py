from django.apps import AppConfig


class BookletsConfig(AppConfig):
    name = "assessment.booklets"
    label = "booklets"
