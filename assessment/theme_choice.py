"""The field with which somebody is seated for one theme, or for all of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from calls.models import Theme


class ThemeField(forms.ChoiceField):
    """Cleans to the theme itself; None stands for all of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.themes: dict[str, Theme] = {}

    def offer(self, themes: Sequence[Theme]) -> bool:
        """Offer these to choose from, and tell whether there is anything to choose."""
        self.themes = {theme.code: theme for theme in themes}
        named = [(code, str(theme)) for code, theme in self.themes.items()]
        self.choices = [("", _("all themes")), *named]
        return bool(self.themes)

    def clean(self, value: Any) -> Theme | None:
        """The theme that was chosen. Raises ValidationError for one that is not offered."""
        return self.themes.get(super().clean(value))
