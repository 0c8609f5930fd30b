from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "awards"

    def ready(self) -> None:
        """Every process that runs jobs must know how a letter is made."""
        from awards import dossier_outcomes, involved, letters  # noqa: F401, PLC0415  models are loaded only now
