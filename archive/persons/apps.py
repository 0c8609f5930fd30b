from importlib import import_module

from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "archive.persons"

    def ready(self) -> None:
        """Every process that runs jobs must know how a copy is made."""
        import_module("archive.persons.collecting")
