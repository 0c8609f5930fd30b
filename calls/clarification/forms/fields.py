"""Choices by the words that people know them by."""

from typing import Any

from django import forms
from django.utils.text import capfirst


class PhaseChoiceField(forms.ModelChoiceField):
    """Phases of one call by their own name."""

    def label_from_instance(self, obj: Any) -> str:
        """Without the call, which stands above it."""
        return capfirst(obj.name)


class QuestionChoiceField(forms.ModelChoiceField):
    """Questions by their subject."""

    def label_from_instance(self, obj: Any) -> str:
        """The subject, short enough for a list."""
        return str(obj.subject)
