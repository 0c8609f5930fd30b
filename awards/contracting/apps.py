from importlib import import_module

from django.apps import AppConfig


class ContractingConfig(AppConfig):
    name = "awards.contracting"

    def ready(self) -> None:
        """Every process that runs jobs must know how the PDF of a contract is made."""
        import_module("awards.contracting.papers")
        import_module("awards.contracting.change_papers")
